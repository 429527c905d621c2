import { randomBytes, scryptSync } from 'node:crypto'
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const KEY_BYTES = 32
const MINIMUM_LENGTH = 16
const HEX = /^[0-9a-fA-F]{64}$/
const BASE64 = /^[A-Za-z0-9+/]{43}=$/
/** Fixed, because the same text must give the same key on a restored server; it only sets this application apart. */
const SALT = 'offhook secret key v1'
/** 32 MiB and about a tenth of a second, once per start. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 }

/**
 * The 32 bytes that encrypt stored secrets: from `env` when it is given, else from the file, which is made at first use
 * (mode 0600, 64 hexadecimal digits; its folder must exist).
 * `env` is 64 hexadecimal digits or 44 base64 characters taken as they are, or any other text, stretched by scrypt.
 * @throws Error, one line without the key, when `env` is shorter than 16 characters, or when the file exists and is not
 * a key or cannot be read or made: going on with a new key would make all stored secrets unreadable.
 */
export function loadSecretKey(options: { readonly env?: string | undefined; readonly file: string }): Buffer {
  if (options.env !== undefined) return keyFromText(options.env.trim())
  const found = readKey(options.file)
  if (found) return found
  createKey(options.file)
  // Read back: of two servers that start at once, both must go on with the key that lies in the file.
  const made = readKey(options.file)
  if (!made) throw new Error(`secret key file ${options.file} vanished while it was made`)
  return made
}

function keyFromText(text: string): Buffer {
  if (text.length < MINIMUM_LENGTH)
    throw new Error(`OFFHOOK_SECRET_KEY must have at least ${MINIMUM_LENGTH} characters`)
  if (HEX.test(text)) return Buffer.from(text, 'hex')
  if (BASE64.test(text)) return Buffer.from(text, 'base64')
  return scryptSync(text, SALT, KEY_BYTES, SCRYPT)
}

function readKey(file: string): Buffer | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8').trim()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new Error(`cannot read secret key file ${file}: ${codeOf(error)}`, { cause: error })
  }
  if (!HEX.test(text)) throw new Error(`secret key file ${file} is damaged: it must hold 64 hexadecimal digits`)
  return Buffer.from(text, 'hex')
}

function createKey(file: string): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`
  try {
    const handle = openSync(draft, 'wx', 0o600)
    try {
      writeDurably(handle, `${randomBytes(KEY_BYTES).toString('hex')}\n`)
      linkInPlace(draft, file)
    } finally {
      unlinkSync(draft)
    }
    syncFolder(dirname(file))
  } catch (error) {
    throw new Error(`cannot make secret key file ${file}: ${codeOf(error)}`, { cause: error })
  }
}

function writeDurably(handle: number, text: string): void {
  try {
    writeFileSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** A link, not a rename, which would replace the key another server made a moment ago. */
function linkInPlace(draft: string, file: string): void {
  try {
    linkSync(draft, file)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

function syncFolder(folder: string): void {
  // Windows cannot open a folder, and needs no sync for its entries.
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
