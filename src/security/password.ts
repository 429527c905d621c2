import { hash, verify } from '@node-rs/argon2'

/** OWASP Password Storage Cheat Sheet: argon2id (the library's default) with 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19456, timeCost: 2, parallelism: 1 }

/** Of a random text nobody kept, at the cost above: checked where there is no hash, so that time tells nothing. */
const DUMMY_HASH = '$argon2id$v=19$m=19456,t=2,p=1$OGU70r+qtwZwCKP14V3OCA$OXCa7WoXDThIvQOdHxds9EYfsozsSOWuBwxR+C7WjQE'

/** The PHC string of an argon2id hash with a random salt. */
export async function hashPassword(text: string): Promise<string> {
  return hash(text, COST)
}

/**
 * Whether the text is the password. A null hash (unknown login, or a user who cannot log in) is never right, and takes
 * as long to find out as a wrong password.
 * @throws Error when the hash is not a PHC string.
 */
export async function verifyPassword(passwordHash: string | null, text: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? DUMMY_HASH, text)
  return matches && passwordHash !== null
}
