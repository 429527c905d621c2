import { createDecipheriv } from 'node:crypto'
import { YEALINK_HEADER } from './yealink-config.js'

/**
 * What the phone reads of a file it was given: in clear as it is, else decrypted with the key it was told, AES-128-ECB
 * without padding of its own (yealink.md 1.7). A file it cannot read stays as it came.
 */
export function readableYealink(body: Buffer, key: string): Buffer {
  if (body.subarray(0, YEALINK_HEADER.length).toString('latin1') === YEALINK_HEADER) return body
  if (key.length !== 16 || body.length % 16 !== 0) return body
  const decipher = createDecipheriv('aes-128-ecb', Buffer.from(key, 'latin1'), null)
  decipher.setAutoPadding(false)
  const text = Buffer.concat([decipher.update(body), decipher.final()])
  return text.subarray(0, text.length - (/[\0\n]*$/.exec(text.toString('latin1'))?.[0].length ?? 0))
}
