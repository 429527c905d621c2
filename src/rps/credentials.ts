import { createHash } from 'node:crypto'
import type { RedirectCredentials } from '../domain/redirect.js'

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

/** The header of HTTP Basic. */
export const basicHeader = ({ user, password }: RedirectCredentials): string => basic(user, password.reveal())

/** FDPS wants the password hashed twice, in hexadecimal digits (yealink.md 8.3 P); nobody types a hash here. */
export const hashedBasicHeader = ({ user, password }: RedirectCredentials): string =>
  basic(user, md5(md5(password.reveal())))

/** The key a Hawk request is signed with. */
export const hawkCredentials = ({ user, password }: RedirectCredentials) => ({
  id: user,
  key: password.reveal(),
  algorithm: 'sha256' as const,
})

/** Polycom carries user and password as attributes of the request. */
export const attributesOf = ({ user, password }: RedirectCredentials) => ({
  userid: user,
  password: password.reveal(),
})

/** A text without the password, should a vendor ever repeat it. */
export function scrubbed({ password }: RedirectCredentials, text: string): string {
  const secret = password.reveal()
  return secret === '' ? text : text.replaceAll(secret, '…')
}
