import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { everyOperation } from '../support/api.js'
import { bytesOf } from '../support/bytes.js'
import { CALLS, callOf, SHAPES_NOTHING, startWorld, TRIED_ELSEWHERE, type World } from './dry-run-calls.js'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.api.server.remove())

const writes = everyOperation.filter(({ declared }) => declared.method !== 'get')

async function tried(name: string, change: object = {}) {
  const { method, path, body, token } = callOf(name, world)
  return world.api.call(method, `${path}?dry_run=true`, { token, body: { ...(body as object), ...change } })
}

describe('every operation that shapes phones', () => {
  it.each(Object.keys(CALLS))('%s can be tried, and changes nothing', async (name) => {
    const before = bytesOf(world.api.server.dir)
    const answer = await tried(name)
    expect([answer.status, answer.text.slice(0, 200)]).toEqual([200, expect.stringMatching(/^\{"phones":/)])
    expect(bytesOf(world.api.server.dir)).toBe(before)
  })

  it.each(writes.map(({ name, path, declared }) => [name, path, declared.dryRun !== undefined] as const))(
    '%s: somebody decided whether it can be tried',
    (name, path, dryRun) => {
      const excused = SHAPES_NOTHING.some(([pattern]) => pattern.test(path))
      expect([dryRun, excused]).toEqual(name in CALLS || TRIED_ELSEWHERE.has(name) ? [true, false] : [false, true])
    },
  )
})

describe('a user who would be made through NetSapiens', () => {
  const made = 'POST /ns-api/v2/domains/{domain}/users'

  it.each(['yes', 'no', undefined])(
    'reaches the same phones with synchronous=%s, and nobody is promised',
    async (how) => {
      const { status, body } = await tried(made, how === undefined ? {} : { synchronous: how })
      expect([status, body]).toEqual([200, expect.objectContaining({ phones: 1 })])
      await world.api.server.services.placedUsers.settle()
      expect((await world.api.get('/ns-api/v2/domains/~/users/150')).status).toBe(404)
      expect((await tried(made, { synchronous: 'yes' })).status).toBe(200)
    },
  )
})
