import { createCipheriv } from 'node:crypto'
import type { Secret } from '../domain/secret.js'

const BLOCK = 16

/**
 * Encrypts a configuration file as Yealink's own tool does: AES-128 in ECB mode, the key's sixteen characters as they
 * are, no header (yealink.md 1.7 C). The same text gives the same bytes, as phones need that compare files. The byte
 * the tool pads with is not known; line ends are, because a text file that has some more of them is the same file.
 * @throws Error when the key has not sixteen bytes.
 */
export function encryptFile(body: Buffer, key: Secret): Buffer {
  const cipher = createCipheriv('aes-128-ecb', Buffer.from(key.reveal(), 'latin1'), null).setAutoPadding(false)
  const padding = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK, '\n')
  return Buffer.concat([cipher.update(body), cipher.update(padding), cipher.final()])
}
