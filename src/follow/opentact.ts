import { userShape } from '../dialects/opentact/user-form.js'
import { changedUser, newUser } from '../dialects/opentact/user-write.js'
import { FollowError, type ForeignUser } from '../service/foreign-user.js'
import { tokenProof } from './proof.js'
import { formed, isNothing, type Json, keyIn, objectOf, rowsOf, titleIn, without } from './records.js'
import type { FollowedApi } from './wire.js'

/** The password is never shown. */
const shape = without(userShape, 'password', 'sip_connection_uuid')

function userOf(row: Json): ForeignUser {
  // What is empty is what was cleared, and null is how the form says that.
  const stated = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, isNothing(value) ? null : value]))
  const { body, faults } = formed(shape, stated, 'login')
  return {
    key: keyIn(row, 'uuid'),
    title: [titleIn(row, 'first_name'), titleIn(row, 'last_name')].filter(Boolean).join(' ') || titleIn(row, 'login'),
    faults,
    draft: () => ({ draft: newUser(body, null), places: {} }),
    change: (user) => ({ change: changedUser(body, user, null), places: {}, department: null }),
  }
}

/** The list of a connection's users answers everybody at once (api-others.md D). */
export const opentact: FollowedApi = {
  root: '/rest/sip',
  async users(wire) {
    const { account } = wire.source
    if (account === null) throw new FollowError('the UUID of the SIP connection is required')
    const path = `/connection/${encodeURIComponent(account)}/users`
    const answer = objectOf(await wire.json({ path, headers: tokenProof(wire.source) }))
    if (answer.success !== true) throw new FollowError('the server answered without success')
    return rowsOf(answer.payload).map(userOf)
  },
}
