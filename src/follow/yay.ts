import { OWN_MEMBERS, userShape } from '../dialects/yay/form.js'
import { ownOf, readUser } from '../dialects/yay/user.js'
import { changedUser, newUser } from '../dialects/yay/write.js'
import type { Tenant, User } from '../domain/model.js'
import type { ForeignUser } from '../service/foreign-user.js'
import { yayProof } from './proof.js'
import { formed, type Json, keyIn, objectOf, rowsOf, titleIn } from './records.js'
import type { FollowedApi } from './wire.js'

/** Members as they are here, for those that are there and cannot be taken: left out they would go back to defaults. */
function keptOf(refused: ReadonlySet<string>, user: User, tenant: Tenant): Json {
  const { user_password: _ours, ...shown } = readUser(user, tenant)
  const here: Json = { ...shown, ...Object.fromEntries(OWN_MEMBERS.map((name) => [name, ownOf(user)[name]])) }
  return Object.fromEntries(Object.entries(here).filter(([name]) => refused.has(name)))
}

function userOf(row: Json): ForeignUser {
  const { body, faults, refused } = formed(userShape, row, 'user_name')
  return {
    key: keyIn(row, 'uuid'),
    title: titleIn(row, 'display_name', 'user_name'),
    faults,
    draft: () => {
      const draft = newUser(body)
      // Off is a choice there, whatever the tenant's is here.
      const srtp = body.call_encryption === false ? ({ srtp: 'off' } as const) : {}
      return { draft: { ...draft, settings: { ...draft.settings, ...srtp } }, places: {} }
    },
    change: (user, { tenant }) => {
      const change = changedUser({ ...keptOf(refused, user, tenant), ...body }, user, tenant)
      const extension = body.extension || refused.has('extension') ? {} : { extension: null }
      return { change: { ...change, ...extension }, places: {}, department: null }
    },
  }
}

/** `GET /voip/user` answers everybody at once (api-others.md A). */
export const yay: FollowedApi = {
  root: '/voip',
  async users(wire) {
    const answer = objectOf(await wire.json({ path: '/user', headers: yayProof(wire.source) }))
    return rowsOf(answer.result).map(userOf)
  },
}
