import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { codeOf } from '../support/totp.js'

const children: ChildProcess[] = []
const dirs: string[] = []

interface Started {
  readonly child: ChildProcess
  readonly firstLine: Promise<string>
  readonly stderr: () => string
  readonly exit: Promise<number | null>
}

function dataDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'offhook-'))
  dirs.push(dir)
  return dir
}

/** Runs the built command as an administrator would; `prepare` has built it before the tests. */
function offhook(args: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, ['dist/main.js', ...args], {
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let out = ''
  let err = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk
  })
  const exit = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const firstLine = new Promise<string>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk
      if (out.includes('\n')) resolve(out.slice(0, out.indexOf('\n')))
    })
    child.on('exit', () => resolve(out))
  })
  return { child, firstLine, stderr: () => err, exit }
}

const serve = (dir: string, env: Readonly<Record<string, string>> = {}) =>
  offhook(['serve'], {
    OFFHOOK_DATA_DIR: dir,
    OFFHOOK_HOST: '127.0.0.1',
    OFFHOOK_HTTP_PORT: '0',
    OFFHOOK_HTTPS_PORT: '0',
    ...env,
  })

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await new Promise((resolve) => child.on('exit', resolve))
    }
  }
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true })
})

/** Puts an administrator's template where the server looks for it. */
function ownTemplate(dir: string, text: string): void {
  mkdirSync(join(dir, 'templates/yealink'), { recursive: true })
  writeFileSync(join(dir, 'templates/yealink/phone.hbs'), text)
}

describe('offhook admin reset-totp', () => {
  const PASSWORD = 'correct horse battery'
  const login = (base: string) =>
    fetch(`${base}/api/login`, { method: 'POST', body: JSON.stringify({ username: 'admin', password: PASSWORD }) })
  const baseOf = async ({ firstLine }: Started) => /http=(\S+)/.exec(await firstLine)?.[1] ?? ''

  it('lets an administrator in who has lost the authenticator, on the stopped server alone', async () => {
    const dir = dataDir()
    const env = { OFFHOOK_ADMIN_PASSWORD: PASSWORD }
    const first = serve(dir, env)
    const base = await baseOf(first)
    const { access_token } = (await (await login(base)).json()) as { access_token: string }
    const call = async (path: string, body: object) => {
      const headers = { Authorization: `Bearer ${access_token}` }
      return (await fetch(`${base}/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json()
    }
    const { secret } = (await call('/totp', { password: PASSWORD })) as { secret: string }
    await call('/totp/confirm', { totp: codeOf(secret, new Date()) })
    expect((await login(base)).status).toBe(400)
    const reset = (...more: string[]) => offhook(['admin', 'reset-totp', '--data-dir', dir, ...more])
    expect(await reset().exit).toBe(1)
    first.child.kill('SIGTERM')
    await first.exit
    expect(await reset('--login', 'nobody').exit).toBe(1)
    expect(await reset().firstLine).toBe('admin logs in by password alone again')
    expect(await reset().firstLine).toBe('admin has no second factor')
    expect((await login(await baseOf(serve(dir, env)))).status).toBe(200)
  })
})

describe('offhook serve', () => {
  it('runs own templates in a thread that the build brings along', async () => {
    const dir = dataDir()
    ownTemplate(dir, '#!version:1.0.0.1\n')
    expect(await serve(dir).firstLine).toContain('offhook ready')
    const broken = dataDir()
    ownTemplate(broken, '{{#each lines}}')
    const { exit, stderr } = serve(broken)
    expect(await exit).toBe(1)
    expect(stderr()).toContain('offhook: template yealink/phone.hbs does not compile')
  })

  it('says first that it is ready and where, prints the made password once, and stops on SIGTERM', async () => {
    const dir = dataDir()
    const first = serve(dir)
    expect(await first.firstLine).toMatch(
      /^offhook ready http=http:\/\/127\.0\.0\.1:\d+ https=https:\/\/127\.0\.0\.1:\d+$/,
    )
    expect(first.stderr()).toMatch(/password of admin is [A-Za-z0-9]{20}/)
    first.child.kill('SIGTERM')
    expect(await first.exit).toBe(0)
    const second = serve(dir, { OFFHOOK_HTTPS_PORT: 'off' })
    expect(await second.firstLine).toMatch(/^offhook ready http=http:\/\/127\.0\.0\.1:\d+$/)
    expect(second.stderr()).not.toContain('password of admin')
  })

  it('answers health, readiness, metrics and its description', async () => {
    const server = serve(dataDir())
    const base = /http=(\S+)/.exec(await server.firstLine)?.[1] ?? ''
    expect((await fetch(`${base}/healthz`)).status).toBe(200)
    expect((await fetch(`${base}/readyz`)).status).toBe(200)
    expect(await (await fetch(`${base}/metrics`)).text()).toContain('offhook_phone_fetches_total')
    expect(await (await fetch(`${base}/api/openapi.json`)).json()).toMatchObject({ openapi: '3.1.0' })
    expect(await (await fetch(`${base}/api/ca.pem`)).text()).toContain('BEGIN CERTIFICATE')
  })

  it('a second server on the same data is refused, naming the first', async () => {
    const dir = dataDir()
    const first = serve(dir)
    await first.firstLine
    const second = serve(dir)
    expect(await second.exit).toBe(1)
    expect(second.stderr()).toContain(String(first.child.pid))
    expect(second.stderr().trim().split('\n').length).toBe(1)
  })

  it.each([
    ['an unknown variable', { OFFHOOK_PORT: '1' }, 'OFFHOOK_PORT'],
    ['a bad value', { OFFHOOK_HTTP_PORT: 'x' }, 'OFFHOOK_HTTP_PORT'],
  ])('%s ends the start with one line and a status', async (_what, env, named) => {
    const failing = serve(dataDir(), env)
    expect(await failing.exit).toBe(1)
    expect(failing.stderr()).toContain(named)
    expect(failing.stderr().trim().split('\n').length).toBe(1)
  })
})

describe('offhook', () => {
  it.each([['--help'], ['serve', '--help'], ['simulate', '--help']])('%s %s explains itself', async (...args) => {
    const help = offhook(args.filter((arg) => arg !== undefined))
    expect(await help.exit).toBe(0)
  })

  it('an unknown command fails with a clear line', async () => {
    const wrong = offhook(['provision'])
    expect(await wrong.exit).not.toBe(0)
    expect(wrong.stderr()).toContain('provision')
  })

  it('simulate fails with the reason when nobody answers', async () => {
    const args = [
      'simulate',
      '--vendor',
      'yealink',
      '--model',
      'T46U',
      '--mac',
      '001565aabbcc',
      '--url',
      'http://127.0.0.1:1/',
      '--state',
      dataDir(),
    ]
    const phone = offhook(args)
    expect(await phone.exit).toBe(1)
  })
})
