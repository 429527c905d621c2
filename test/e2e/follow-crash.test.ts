import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FollowerRun } from '../../src/domain/follower.js'
import { type ChildServer, startChildServer } from '../support/child-server.js'
import type { TestApi } from '../support/client.js'
import { ADMIN_PASSWORD, startTestServer, type TestServer } from '../support/server.js'

const USERS = 1000
const LONGEST = 120_000

let elsewhere: TestServer
let dir = ''
const servers: ChildServer[] = []

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'offhook-'))
  elsewhere = await startTestServer()
  await Promise.all(Array.from({ length: USERS }, (_, n) => elsewhere.user(String(20_000 + n))))
}, LONGEST)
afterAll(async () => {
  for (const server of servers) await server.end('SIGKILL')
  await elsewhere.remove()
  rmSync(dir, { recursive: true, force: true })
})

/** A server in a process of its own that may call the other one. */
const serve = async (): Promise<ChildServer> => {
  const server = await startChildServer(dir, { OFFHOOK_OUTGOING_ALLOWED: '127.0.0.1' })
  servers.push(server)
  return server
}

it(
  `a server that is killed while ${USERS} users come to it goes on by itself when it is started again`,
  async () => {
    const first = await serve()
    const draft = { name: 'elsewhere', system: 'yay', url: elsewhere.base, user: 'admin', secret: ADMIN_PASSWORD }
    const { id } = (await first.api.post('/followers', draft)).body
    await first.api.post(`/followers/${id}/run`)
    const runOf = async (api: TestApi): Promise<FollowerRun | null> => (await api.get(`/followers/${id}`)).body.run
    let seen = 0
    while (seen === 0) seen = (await runOf(first.api))?.done ?? 0
    await first.end('SIGKILL')
    expect(seen).toBeLessThan(USERS)

    const second = await serve()
    let run = await runOf(second.api)
    while (run?.outcome === 'running') {
      await setTimeout(50)
      run = await runOf(second.api)
    }
    expect(run).toMatchObject({ outcome: 'done', total: USERS, conflicts: 0, updated: 0, disabled: 0 })
    // Whom the first had shown to be here was not made again.
    expect(run?.same).toBeGreaterThanOrEqual(seen)
    expect((run?.same ?? 0) + (run?.created ?? 0)).toBe(USERS)
    expect((await second.api.get('/users?top=1')).body.count).toBe(USERS)
    await second.end('SIGTERM')
  },
  LONGEST,
)
