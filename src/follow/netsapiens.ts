import { userShape } from '../dialects/netsapiens/user-form.js'
import { changedUser, newUser } from '../dialects/netsapiens/user-write.js'
import type { ForeignUser } from '../service/foreign-user.js'
import { allRows, eachRead } from './paging.js'
import { bearerProof } from './proof.js'
import { clearedIn, formed, type Json, keyIn, objectOf, rowsOf, titleIn, without } from './records.js'
import type { FollowedApi, Wire } from './wire.js'

const PAGE = 100
const NAMES = ['name-first-name', 'name-last-name'] as const

/** Roles are ours to give. */
const shape = without(userShape, 'user-scope')

const keyOf = (row: Json): string => keyIn(row, 'user')

/** Whoever has no login of their own has this one. */
const loginIn = (row: Json): string | undefined =>
  typeof row.domain === 'string' && row.domain !== '' ? `${row.user}@${row.domain}` : undefined

/** The record as a body: parts of a name that are empty are said to be, which the form takes from nobody. */
function bodyOf(row: Json) {
  const login = row['login-username'] || loginIn(row)
  // A PIN that is null is not shown; whoever has none has an empty one.
  const pin = row['voicemail-login-pin'] ?? undefined
  const { body, ...found } = formed(shape, { ...row, 'login-username': login, 'voicemail-login-pin': pin }, 'user')
  const empty = Object.fromEntries(NAMES.filter((name) => clearedIn(row, name)).map((name) => [name, '']))
  return { ...found, body: { ...body, ...empty } }
}

function userOf(row: Json): ForeignUser {
  const { body, faults } = bodyOf(row)
  const { user: number } = body
  return {
    key: keyOf(row),
    title: [...NAMES.map((name) => titleIn(row, name)), `(${titleIn(row, 'user')})`].filter(Boolean).join(' '),
    faults,
    draft: (made) => {
      const { draft, places } = newUser(body, { domain: String(row.domain ?? ''), sip_password: made })
      const { display_name, login, ...members } = draft
      const named = display_name ? { display_name } : {}
      return { draft: { ...members, ...named, login: body['login-username'] ? (login ?? null) : null }, places }
    },
    change: (user, { tenant, site }) => {
      const asked = changedUser(body, user, { tenant, site, registered: false })
      const { change, places, department } = asked
      const nameless = change.display_name === '' ? { display_name: number ?? user.sip_user } : {}
      const unmailed = clearedIn(row, 'email-address') ? { email: null } : {}
      // A site is the same however its name is written.
      const { site: named, ...others } = places
      const moved = named?.toLowerCase() === site?.toLowerCase() ? others : places
      return { change: { ...change, ...nameless, ...unmailed }, places: moved, department }
    },
  }
}

const listOf = (wire: Wire, path: string, headers: Readonly<Record<string, string>>) => () =>
  allRows({
    key: keyOf,
    page: async (start) => {
      const call = { path: `${path}?start=${start}&limit=${PAGE}`, headers }
      // Behind the last row there may be nothing at all.
      const answer = start === 0 ? await wire.json(call) : await wire.found(call)
      return { rows: answer === undefined ? [] : rowsOf(answer) }
    },
  })

/** Lists are paged and show no PINs, so everybody is read (api-others.md C). */
export const netsapiens: FollowedApi = {
  root: '/ns-api/v2',
  async users(wire) {
    const { account, secret } = wire.source
    const path = `/domains/${encodeURIComponent(account ?? '~')}/users`
    const headers = bearerProof(secret)
    const list = listOf(wire, path, headers)
    const one = async (key: string) => {
      const found = await wire.found({ path: `${path}/${encodeURIComponent(key)}`, headers })
      return found === undefined ? undefined : objectOf(found)
    }
    return (await eachRead({ key: keyOf, list, one })).map(userOf)
  },
}
