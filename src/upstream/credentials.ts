import { z } from 'zod'
import { Secret } from '../domain/secret.js'

/** How to be let in as somebody: a token that lasts, or a login that gives one. */
export type Credential =
  | { readonly token: Secret }
  | { readonly username: string; readonly password: Secret; readonly domain: string | undefined }

/** Credentials at the PBX by SIP address; `*@<domain>` stands for the administrators of that domain. */
export type Credentials = ReadonlyMap<string, Credential>

const ADDRESS = /^(?:\*|[A-Za-z0-9._+-]{1,64})@[A-Za-z0-9.:[\]-]{1,253}$/
const secret = z
  .string()
  .regex(/^[\x21-\x7e]{1,4096}$/, { error: 'must be printable ASCII without blanks' })
  .transform((text) => new Secret(text))

const credential = z.union([
  z.strictObject({ token: secret }),
  z.strictObject({
    username: z.string().min(1).max(256),
    password: z
      .string()
      .min(1)
      .max(1024)
      .transform((text) => new Secret(text)),
    domain: z.string().max(253).nullable().optional(),
  }),
])

/**
 * Reads the file of credentials: a JSON object from SIP address to token or login. A login's `domain` is its address's
 * unless it says another; null leaves it out, as the PBX's own administrator wants it.
 * @throws Error naming the first entry that is wrong, never what it holds.
 */
export function readCredentials(text: string): Credentials {
  let entries: unknown
  try {
    entries = JSON.parse(text)
  } catch {
    throw new Error('is not JSON')
  }
  if (typeof entries !== 'object' || entries === null || Array.isArray(entries)) throw new Error('is no JSON object')
  const read = new Map<string, Credential>()
  for (const [address, entry] of Object.entries(entries)) {
    if (!ADDRESS.test(address)) throw new Error(`${address}: must be user@domain or *@domain`)
    const told = credential.safeParse(entry)
    if (!told.success) throw new Error(`${address}: must have a token, or a username and a password`)
    const lower = address.toLowerCase()
    read.set(lower, 'token' in told.data ? told.data : { ...told.data, domain: domainOf(told.data.domain, lower) })
  }
  return read
}

const domainOf = (told: string | null | undefined, address: string): string | undefined =>
  told === undefined ? address.slice(address.indexOf('@') + 1) : (told ?? undefined)
