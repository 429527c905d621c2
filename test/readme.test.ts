import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_PASSWORD, startTestServer, type TestServer } from './support/server.js'

const root = resolve(import.meta.dirname, '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/```(\w*)\n([\s\S]*?)```/g)].map(([, language, text]) => ({
  language,
  text: text ?? '',
}))
const blockWith = (words: string): string => blocks.find(({ text }) => text.includes(words))?.text ?? ''

let server: TestServer
let folder: string
const run = promisify(execFile)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-readme-'))
  server = await startTestServer({ OFFHOOK_HTTPS_PORT: '0', OFFHOOK_PUBLIC_URL: '' })
  const { Problems } = await import('../src/domain/errors.js')
  await server.services.server.change({ public_urls: [server.http ?? '', server.https ?? ''] }, new Problems())
})
afterAll(async () => {
  await server.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs commands of the README against the test's own ports. */
async function shell(commands: string): Promise<string> {
  const script = commands
    .replaceAll('http://127.0.0.1:8080', server.http ?? '')
    .replaceAll('https://127.0.0.1:8443', server.https ?? '')
    .replaceAll('/tmp/alice-phone', join(folder, 'phone'))
    .replaceAll('node dist/main.js', `node ${join(root, 'dist/main.js')}`)
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    env: { PATH: process.env.PATH, OFFHOOK_ADMIN_PASSWORD: ADMIN_PASSWORD },
  })
  return stdout
}

describe('the README', () => {
  it('shows what its commands print', async () => {
    const commands = blockWith('# 1. our own CA')
    const shown = blockWith('account.1.display_name = Alice')
    const printed = await shell(commands)
    expect(printed.slice(printed.indexOf('account.1'))).toBe(shown)
    expect(printed.match(/"warnings":/g)?.length).toBe(3)
  })

  it('boots the simulated phone with its command', async () => {
    const login = blockWith('# 1. our own CA').split('# 3. a user')[0] ?? ''
    expect(await shell(login + blockWith('simulate --vendor yealink'))).toContain('up')
  })
})
