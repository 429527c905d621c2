import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import { offhook } from '../support/cli.js'
import { ADMIN_PASSWORD, startTestServer, type TestServer } from '../support/server.js'

let here: TestServer
let elsewhere: TestServer
let dir = ''
const LOGIN = JSON.stringify({ user: 'admin', password: ADMIN_PASSWORD })

beforeAll(async () => {
  here = await startTestServer({ OFFHOOK_OUTGOING_ALLOWED: '127.0.0.1' })
  elsewhere = await startTestServer()
  dir = mkdtempSync(join(tmpdir(), 'offhook-follow-'))
  writeFileSync(join(dir, 'login.json'), LOGIN)
  writeFileSync(join(dir, 'wrong.json'), JSON.stringify({ user: 'admin', password: 'not this one' }))
  writeFileSync(join(dir, 'broken.json'), '{"token": "t0p s3cret"')
  await here.user('101')
  for (const number of ['101', '102', '103', '104', '105']) await elsewhere.user(number)
})
afterAll(async () => {
  await here.remove()
  await elsewhere.remove()
  rmSync(dir, { recursive: true, force: true })
})

const follow = (args: readonly string[], env: Readonly<Record<string, string>> = {}, system = 'yay') =>
  offhook(['follow', system, '--url', elsewhere.base, '--server', here.base, ...args], {
    OFFHOOK_ADMIN_PASSWORD: ADMIN_PASSWORD,
    ...env,
  })
const login = () => ['--credentials', join(dir, 'login.json')]
const followers = () => here.services.followers.list(here.actor)
const usersHere = async () => (await here.services.users.list(here.actor)).length

describe('offhook follow', () => {
  it('tells what would happen, and follows nobody yet', async () => {
    const tried = await follow([...login(), '--dry-run'])
    expect(tried.stdout).toContain('0 phones would get other files; nothing was changed\n')
    expect(tried.stdout).toContain('5 users there: 4 created, 0 updated, 0 came back, 0 gone, 0 same, 1 conflicts\n')
    expect(tried).toMatchObject({ code: 0, stderr: '' })
    expect([await usersHere(), await followers()]).toEqual([1, []])
  })

  it('brings the users and lists conflicts; called again, it changes the one it made', async () => {
    const first = await follow(login())
    expect(first.stdout).toContain('5 users there: 4 created, 0 updated, 0 came back, 0 gone, 0 same, 1 conflicts\n')
    expect(first.stdout).toMatch(/conflict: User 101 \(.+\): .*101 is taken/)
    expect(first).toMatchObject({ code: 0, stderr: '' })
    const again = await follow(['--every', '2h'], { OFFHOOK_FOLLOW_CREDENTIALS: LOGIN })
    expect(again.stdout).toContain('4 same, 1 conflicts')
    expect(await followers()).toMatchObject([{ interval_minutes: 120, enabled: true }])
    expect(await usersHere()).toBe(5)
  })

  it('ends with 1 when a run stops, and lets it go on when that is allowed', async () => {
    const { services, actor } = elsewhere
    for (const number of ['102', '103', '104']) {
      const user = await services.users.bySipUser(actor, number)
      await services.users.remove(actor, user?.id ?? '', new Problems())
    }
    const stopped = await follow(login())
    expect([stopped.code, stopped.stderr]).toEqual([
      1,
      expect.stringContaining('stopped: 2 users are there, and 3 of 4'),
    ])
    const dry = await follow(['--dry-run', '--may-vanish', '3'])
    expect(dry.stdout).toContain('3 gone')
    const allowed = await follow(['--may-vanish', '3'])
    expect([allowed.code, allowed.stderr]).toEqual([0, ''])
    expect(allowed.stdout).toContain('3 gone, 1 same')
  })

  it.each<[string, string[], Record<string, string>, string]>([
    ['without credentials', [], {}, '--credentials: name a file'],
    ['with a file that is not there', ['--credentials', '/nowhere'], {}, '/nowhere'],
    ['with credentials that are none', [], { OFFHOOK_FOLLOW_CREDENTIALS: '{}' }, 'OFFHOOK_FOLLOW_CREDENTIALS: must be'],
    ['with broken ones', ['--credentials', 'broken.json'], {}, '--credentials: must be JSON'],
    ['with wrong ones', ['--name', 'x', '--account', 'x', '--credentials', 'wrong.json'], {}, 'the credentials'],
    ['with an interval that is none', ['--every', '15'], { OFFHOOK_FOLLOW_CREDENTIALS: LOGIN }, '--every: must be'],
    ['with a URL that is none', ['--url', 'pbx.example.com'], {}, '--url: must be an http or https URL'],
    ['with a URL of a file', ['--url', 'file:///etc/hosts'], {}, '--url: must be an http or https URL'],
    ['with a login where a token is needed', ['--url', 'https://x.example'], { system: 'jambonz' }, 'user: jambonz'],
    ['without a password of offhook', [], { OFFHOOK_ADMIN_PASSWORD: 'wrong' }, 'answered 400'],
  ])('%s it fails with one clear line', async (_what, args, { system, ...env }, words) => {
    const own = args.map((arg) => (arg.endsWith('.json') ? join(dir, arg) : arg))
    const failed = await follow(own, system ? { OFFHOOK_FOLLOW_CREDENTIALS: LOGIN } : env, system)
    expect(failed.code).toBe(1)
    expect(failed.stderr).toContain(words)
    expect(failed.stderr.trim().split('\n').length).toBe(1)
    expect(failed.stdout + failed.stderr).not.toMatch(/s3cret|not this one/)
  })
})
