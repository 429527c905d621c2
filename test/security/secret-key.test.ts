import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { loadSecretKey } from '../../src/security/secret-key.js'

const calls = vi.hoisted(() => ({ log: [] as string[], failFileSync: false }))

/** The real file system, with its durable steps written down, and an fsync that can fail. */
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const handles = new Map<number, string>()
  return {
    ...fs,
    openSync: (path: string, flags: string, mode?: number) => {
      const handle = fs.openSync(path, flags, mode)
      handles.set(handle, path.endsWith('.tmp') ? 'draft' : 'folder')
      return handle
    },
    fsyncSync: (handle: number) => {
      calls.log.push(`fsync ${handles.get(handle)}`)
      if (calls.failFileSync) throw Object.assign(new Error('i/o error'), { code: 'EIO' })
      fs.fsyncSync(handle)
    },
    linkSync: (from: string, to: string) => {
      calls.log.push('link')
      fs.linkSync(from, to)
    },
  }
})

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offhook-key-'))
  file = join(folder, 'secret.key')
  calls.log = []
  calls.failFileSync = false
})

afterEach(() => rmSync(folder, { recursive: true }))

describe('loadSecretKey from the environment', () => {
  const raw = Buffer.from(Array.from({ length: 32 }, (_, i) => 255 - i))

  it.each([
    ['64 hexadecimal digits', raw.toString('hex')],
    ['upper case', raw.toString('hex').toUpperCase()],
    ['44 base64 characters', raw.toString('base64')],
    ['blanks around it', ` ${raw.toString('hex')}\n`],
  ])('takes %s as the key itself', (_, env) => {
    expect(loadSecretKey({ env, file })).toEqual(raw)
  })

  it('stretches any other text, always to the same key', () => {
    const key = loadSecretKey({ env: 'correct horse battery staple', file })
    expect(key.toString('hex')).toBe('016ef48c21b4f6e45b9d8efb71894f8e3fa7f02bfb5b346d1a18626968d90105')
    expect(loadSecretKey({ env: 'correct horse battery stapler', file })).not.toEqual(key)
  })

  it.each(['', 'fifteen letters', '               x               '])('refuses %j without printing it', (env) => {
    expect(() => loadSecretKey({ env, file })).toThrow(/^OFFHOOK_SECRET_KEY must have at least 16 characters$/)
  })

  it('neither makes nor reads the file', () => {
    writeFileSync(file, 'damaged')
    expect(loadSecretKey({ env: 'sixteen letters!', file })).toHaveLength(32)
    expect(readdirSync(folder)).toEqual(['secret.key'])
    expect(readFileSync(file, 'utf8')).toBe('damaged')
  })
})

describe('loadSecretKey from the file', () => {
  it('makes it at first use, for the owner alone, and keeps it', () => {
    const key = loadSecretKey({ file })
    expect(readFileSync(file, 'utf8')).toBe(`${key.toString('hex')}\n`)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['secret.key'])
    expect(loadSecretKey({ file })).toEqual(key)
  })

  it('makes another key in another folder', () => {
    mkdirSync(join(folder, 'b'))
    expect(loadSecretKey({ file })).not.toEqual(loadSecretKey({ file: join(folder, 'b', 'secret.key') }))
  })

  it('syncs the content before it gets its name, and the folder after', () => {
    loadSecretKey({ file })
    expect(calls.log).toEqual(['fsync draft', 'link', 'fsync folder'])
  })

  it('leaves nothing behind when the disk fails', () => {
    calls.failFileSync = true
    expect(() => loadSecretKey({ file })).toThrow(`cannot make secret key file ${file}: EIO`)
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([
    ['an empty file', ''],
    ['a file cut short', '00'.repeat(31)],
    ['a file too long', '00'.repeat(33)],
    ['other letters', 'zz'.repeat(32)],
  ])('refuses %s and leaves it as it is', (_, text) => {
    writeFileSync(file, text)
    expect(() => loadSecretKey({ file })).toThrow(`secret key file ${file} is damaged`)
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  it('refuses a file it cannot read', () => {
    mkdirSync(file)
    expect(() => loadSecretKey({ file })).toThrow(`cannot read secret key file ${file}: EISDIR`)
  })

  it('refuses a folder that does not exist', () => {
    const missing = join(folder, 'missing', 'secret.key')
    expect(() => loadSecretKey({ file: missing })).toThrow(`cannot make secret key file ${missing}: ENOENT`)
  })

  it('gives servers that start at once the same key', async () => {
    const module = new URL('../../src/security/secret-key.ts', import.meta.url).href
    const program = `
      import { loadSecretKey } from ${JSON.stringify(module)}
      while (Date.now() < Number(process.argv[1]));
      console.log(loadSecretKey({ file: process.argv[2] }).toString('hex'))`
    const at = String(Date.now() + 2500)
    const runs = Array.from({ length: 4 }, () =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program, at, file]),
    )
    const keys = (await Promise.all(runs)).map(({ stdout }) => stdout.trim())
    expect(new Set(keys)).toEqual(new Set([readFileSync(file, 'utf8').trim()]))
    expect(keys).toHaveLength(4)
    expect(readdirSync(folder)).toEqual(['secret.key'])
  })
})
