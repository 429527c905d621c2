import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
// @ts-expect-error a script, without types
import { verdictOf } from '../scripts/audit.mjs'

const root = resolve(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

interface Locked {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly optional?: boolean
  readonly hasInstallScript?: boolean
}

const manifest = JSON.parse(read('package.json')) as Record<'dependencies' | 'devDependencies', Record<string, string>>
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }
const locked = Object.entries(packages).filter(([path]) => path !== '')
const direct = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

describe('a dependency', () => {
  const table = read('CONTRIBUTING.md').split('## Dependencies')[1] ?? ''
  const listed = [...table.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, names = '']) => names.split(', '))

  it.each(direct)('%s has one exact version, the locked one: %s', (name, version) => {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/)
    expect(packages[`node_modules/${name}`]?.version).toBe(version)
  })

  it.each(direct.filter(([name]) => !name.startsWith('@types/')))('%s says in CONTRIBUTING why it is there', (name) => {
    expect(listed).toContain(name)
  })
})

describe('the lock file', () => {
  it.each(locked)('pins the content of %s', (_path, { integrity, resolved }) => {
    expect(integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/)
    expect(resolved).toBeUndefined()
  })

  it('has no package in production that runs code when it is installed', () => {
    const running = locked.filter(([, { dev, hasInstallScript }]) => hasInstallScript && !dev).map(([path]) => path)
    expect(running).toEqual([])
  })
})

describe('the list of packages for a release', () => {
  it('names everything production needs, with its hash, and nothing else', () => {
    const folder = mkdtempSync(join(tmpdir(), 'offhook-sbom-'))
    folders.push(folder)
    const file = join(folder, 'deep/sbom.json')
    // No registry at this port: the list comes from the lock file alone.
    const env = { ...process.env, npm_config_registry: 'http://127.0.0.1:9/' }
    execFileSync(process.execPath, ['scripts/sbom.mjs', file], { cwd: root, env, stdio: 'ignore' })
    const { metadata, components } = JSON.parse(readFileSync(file, 'utf8')) as {
      metadata: { component: { name: string } }
      components: { name: string; version: string; hashes?: { alg: string; content: string }[] }[]
    }
    expect(metadata.component.name).toBe('offhook')
    const wanted = locked.filter(([, { dev, devOptional, optional }]) => !dev && !devOptional && !optional)
    const named = new Map(components.map((component) => [`${component.name}@${component.version}`, component]))
    for (const [path, { version, integrity = '' }] of wanted) {
      const hash = named.get(`${path.split('node_modules/').at(-1)}@${version}`)?.hashes?.[0]
      expect([path, hash?.content]).toEqual([path, Buffer.from(integrity.slice(7), 'base64').toString('hex')])
    }
    const ours = new Set(locked.filter(([, { dev }]) => !dev).map(([path]) => path.split('node_modules/').at(-1)))
    expect(components.filter(({ name }) => !ours.has(name))).toEqual([])
  })
})

describe('an answer about advisories', () => {
  const counts = (high: number, critical: number, total = high + critical) =>
    JSON.stringify({ metadata: { vulnerabilities: { high, critical, total } } })
  it.each([
    ['none', counts(0, 0), true],
    ['none that is serious', counts(0, 0, 3), true],
    ['a high one', counts(1, 0), false],
    ['a critical one', counts(0, 1), false],
    ['a refusal', '{"error":{"code":"E405"}}', false],
    ['no JSON', '<html>', false],
    ['nothing', '', false],
  ])('with %s decides', (_what, text, passed) => {
    expect(verdictOf(text).passed).toBe(passed)
  })
})
