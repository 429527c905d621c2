import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'

const VERSION = 'v1'
const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
/** 96 bits: the only length GCM takes as it is, without hashing it first (NIST SP 800-38D ch. 5.2.1.1). */
const IV_BYTES = 12
const TAG_BYTES = 16
const SEALED = /^v1\.([0-9a-f]{8})\.([A-Za-z0-9_-]+)$/

interface KeySealer {
  /** Eight hexadecimal digits that stand in every sealed text, so that keys can be told apart once they are changed. */
  readonly keyId: string
  /**
   * Encrypts a text; the same text gives a different result each time.
   * @returns `v1.<key id>.<base64url of IV, tag and ciphertext>`
   * @throws Error when the text has a lone surrogate, which UTF-8 cannot carry and `open` could not give back.
   */
  seal(text: string): string
  /** @throws Error, without any of the text, when it was sealed with another key, was altered, or was never sealed. */
  open(sealed: string): string
}

/**
 * AES-256-GCM under one key.
 * @throws Error when the key is not 32 bytes long.
 */
export function createSealer(key: Buffer): KeySealer {
  if (key.length !== KEY_BYTES) throw new Error(`a sealing key has ${KEY_BYTES} bytes, not ${key.length}`)
  const secret = Buffer.from(key)
  const keyId = createHmac('sha256', secret).update('offhook key id').digest('hex').slice(0, 8)
  // The visible head is authenticated too: a text cannot be passed off as sealed by another version or key.
  const head = Buffer.from(`${VERSION}.${keyId}`)

  return {
    keyId,

    seal(text) {
      if (!text.isWellFormed()) throw new Error('cannot seal a text with a lone surrogate')
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv(CIPHER, secret, iv, { authTagLength: TAG_BYTES }).setAAD(head)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `${head}.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`
    },

    open(sealed) {
      const [, id, encoded] = SEALED.exec(sealed) ?? []
      if (id === undefined || encoded === undefined) throw new Error('not a sealed text of version v1')
      if (id !== keyId) throw new Error(`sealed with key ${id}, but the key in use is ${keyId}`)
      const bytes = Buffer.from(encoded, 'base64url')
      // Node skips the unused bits of the last digit: compared, so that every altered character is noticed.
      if (bytes.length < IV_BYTES + TAG_BYTES || bytes.toString('base64url') !== encoded) throw altered()
      const decipher = createDecipheriv(CIPHER, secret, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
      decipher.setAAD(head).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
      try {
        const body = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES))
        return Buffer.concat([body, decipher.final()]).toString('utf8')
      } catch {
        throw altered()
      }
    },
  }
}

function altered(): Error {
  return new Error('the sealed text was altered or is damaged')
}
