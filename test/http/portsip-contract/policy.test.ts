import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownApi } from '../../../src/http/apis.js'
import { readsBody } from '../../../src/http/route.js'
import { type Api, everyOperation, everySample, startApi, USER_PASSWORD } from '../../support/api.js'
import { CALLERS, type Caller, POLICY } from './policy.js'

let api: Api
const logins: Partial<Record<Caller, string>> = {}
const tokens: Partial<Record<Caller, string>> = {}
const BUILT_IN = ['U', 'I', 'Q', 'R', 'D', 'A'] as const

beforeAll(async () => {
  api = await startApi()
  await api.post('/roles', { name: 'users only', permissions: { user_management: { users: true } } })
  await api.post('/roles', { name: 'phones only', permissions: { phone_system: { full_access: true } } })
  const roles = {
    ...Object.fromEntries(BUILT_IN.map((letter) => [letter, CALLERS[letter]])),
    u: 'users only',
    p: 'phones only',
  } as Record<Caller, string>
  let number = 300
  for (const [letter, role] of Object.entries(roles) as [Caller, string][]) {
    number += 1
    await api.newUser(String(number), { role })
    logins[letter] = `user${number}`
    tokens[letter] = await api.login(`user${number}`, USER_PASSWORD)
  }
})
afterAll(() => api.server.remove())

/** Ends the caller's login, so each call of these needs one of its own. */
const ENDING = ['POST /logout', 'POST /login/oauth/revoke']

async function tokenOf(caller: Caller, name: string): Promise<string | null> {
  if (caller === '-') return null
  if (caller === 'S')
    return ENDING.includes(name)
      ? ((await api.post('/operator_tokens', { name, role: 'SystemAdmin' })).body.access_token as string)
      : api.admin
  return ENDING.includes(name) ? api.login(logins[caller] ?? '', USER_PASSWORD) : (tokens[caller] ?? '')
}

const cells = everyOperation.flatMap((operation) =>
  (Object.keys(CALLERS) as Caller[]).map((caller) => [operation.name, caller, operation] as const),
)

describe('who may call what', () => {
  it.each(everyOperation.map(({ name }) => name))('%s stands in the policy', (name) => {
    expect(POLICY[name], `${name} has no row in policy.ts: who may call it?`).toBeDefined()
  })

  it.each(everySample.map(({ operation }) => operation.replace(' /api', ' ')))(
    '%s is a published operation with a row',
    (name) => {
      expect(POLICY[name]).toBeDefined()
    },
  )

  it('holds no row for what is neither built nor published', () => {
    const known = new Set([
      ...everyOperation.map(({ name }) => name),
      ...everySample.map(({ operation }) => operation.replace(' /api', ' ')),
    ])
    expect(Object.keys(POLICY).filter((name) => !known.has(name))).toEqual([])
  })

  // Ids that do not exist and empty bodies: whoever is let in gets past the door and changes nothing.
  it.each(cells)('%s by %s', async (name, caller, { api: { base }, declared, path }) => {
    const target = path.replace('{extension_number}', '999').replace(/\{\w+\}/g, 'bm9ib2R5')
    const body = readsBody(declared) && !declared.list ? {} : undefined
    const answer = await api.call(declared.method.toUpperCase(), target, { body, token: await tokenOf(caller, name) })
    const allowed = (POLICY[name] ?? '').includes(caller)
    const own = base === ownApi.base
    if (!allowed) {
      const refused = caller === '-' ? [401, 'UNAUTHORIZED'] : [403, 'FORBIDDEN']
      return expect([answer.status, own ? answer.code : refused[1]]).toEqual(refused)
    }
    // A token that is unknown, of a list or otherwise, is another 403 than a door that is shut.
    expect(own ? [401, 'FORBIDDEN', 'UNAUTHORIZED'] : [401, 403]).not.toContain(
      answer.status === 401 || !own ? answer.status : answer.code,
    )
    expect(answer.status === 501 || answer.status < 500, String(answer.status)).toBe(true)
  })
})
