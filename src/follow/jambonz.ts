import { changedUser, clientShape, newUser } from '../dialects/jambonz/client.js'
import type { ForeignUser } from '../service/foreign-user.js'
import { bearerProof } from './proof.js'
import { formed, type Json, keyIn, rowsOf, titleIn, without } from './records.js'
import type { FollowedApi } from './wire.js'

/** Passwords are shown masked. */
const shape = without(clientShape, 'password', 'account_sid')

function userOf(row: Json): ForeignUser {
  const { body, faults } = formed(shape, row, 'username')
  return {
    key: keyIn(row, 'client_sid'),
    title: titleIn(row, 'username'),
    faults,
    draft: () => ({ draft: newUser(body), places: {} }),
    change: (user) => {
      const { username } = body
      // The name is all there is: it is the number where it is one, and what people are called.
      const names = username === undefined ? {} : { extension: newUser(body).extension ?? null, display_name: username }
      return { change: { ...changedUser(body, user), ...names }, places: {}, department: null }
    },
  }
}

/** `GET /Clients` answers everybody whom the token may see at once, maybe of several accounts (api-others.md B). */
export const jambonz: FollowedApi = {
  root: '/v1',
  async users(wire) {
    const { account, secret } = wire.source
    const clients = rowsOf(await wire.json({ path: '/Clients', headers: bearerProof(secret) }))
    const wanted = account?.toLowerCase()
    return clients.filter((row) => wanted === undefined || String(row.account_sid).toLowerCase() === wanted).map(userOf)
  },
}
