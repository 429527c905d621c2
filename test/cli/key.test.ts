import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addKey } from '../../src/cli/key.js'
import type { Phone } from '../../src/domain/model.js'
import { ask } from '../support/request.js'
import { startTestServer, type TestServer } from '../support/server.js'

const UPLOAD = '#!version:1.0.0.1\nlocal.secret = 4711\n'
const folder = mkdtempSync(join(tmpdir(), 'offhook-key-'))
let server: TestServer
let phone: Phone
let body: string

async function rotate(to: string, secretKey?: string, ...more: string[]): Promise<void> {
  const program = new Command()
  addKey(program, () => ({ dataDir: server.dir, secretKey }))
  await program.parseAsync(['key', 'rotate', '--to', to, ...more], { from: 'user' })
}
const textOf = (dir: string) =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n')
const keysIn = (dir: string) => new Set([...textOf(dir).matchAll(/v1\.([0-9a-f]{8})\./g)].map(([, id]) => id))

beforeAll(async () => {
  server = await startTestServer()
  const user = await server.user('101')
  phone = await server.phone('001565aabb01', 'yealink', 'T46U', {
    lines: [{ user_id: user.id }],
    settings: { provisioning: { protect_user_changes: true } },
  })
  body = (await ask(server.base, server.path(phone, `${phone.mac}.cfg`))).body
  const local = server.path(phone, `${phone.mac}-local.cfg`)
  expect((await ask(server.base, local, { method: 'PUT', body: UPLOAD })).status).toBe(201)
  mkdirSync(join(server.dir, 'templates', 'yealink'), { recursive: true })
  writeFileSync(join(server.dir, 'templates', 'yealink', 'note.hbs'), '')
})
afterAll(async () => {
  await server.remove()
  rmSync(folder, { recursive: true })
})

describe('offhook key rotate', () => {
  it('is refused while the server runs, and into a directory that holds something', async () => {
    await expect(rotate(join(folder, 'early'))).rejects.toThrow('in use')
    await expect(rotate(server.dir)).rejects.toThrow('--to')
  })

  it.each([
    ['a key that is made', undefined],
    ['a key that is given', 'a new key that nobody has seen before'],
  ])('seals everything with %s; the server goes on with it and the old key is nowhere', async (_what, text) => {
    await server.stop()
    // A start sweeps out what no record names, so it is put there after one.
    writeFileSync(join(server.dir, 'assets', 'some'), '')
    const to = join(folder, text === undefined ? 'made' : 'given')
    const file = join(folder, 'new.key')
    writeFileSync(file, text ?? '')
    const old = keysIn(server.dir)
    const before = textOf(server.dir)
    await rotate(to, undefined, ...(text === undefined ? [] : ['--new-key', file]))
    expect(textOf(server.dir)).toBe(before)
    expect(keysIn(to).size).toBe(1)
    expect([...keysIn(to)].filter((id) => old.has(id))).toEqual([])
    expect(textOf(to)).not.toContain('sip-password-of-101')
    expect(existsSync(join(to, 'secret.key'))).toBe(text === undefined)
    expect(existsSync(join(to, 'templates', 'yealink', 'note.hbs'))).toBe(true)
    for (const kept of ['ledger', 'served', 'assets'])
      expect(readdirSync(join(to, kept), { recursive: true })).not.toEqual([])
    await expect(rotate(to)).rejects.toThrow('--to')

    const moved = await startTestServer(text === undefined ? {} : { OFFHOOK_SECRET_KEY: text }, to)
    try {
      expect((await ask(moved.base, moved.path(phone, `${phone.mac}.cfg`))).body).toBe(body)
      expect((await ask(moved.base, moved.path(phone, `${phone.mac}-local.cfg`))).body).toBe(UPLOAD)
    } finally {
      await moved.stop()
    }
    server = await startTestServer({}, server.dir)
  })
})
