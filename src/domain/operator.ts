import type { Entity, PathToken } from './model.js'

/** A token an operator made for a program: it acts with a role inside one tenant and has no account of its own. */
export interface OperatorToken extends Entity {
  readonly tenant_id: string
  readonly name: string
  readonly role: string
  /** SHA-256 of the token, by which it is found; the text is kept nowhere. */
  readonly hash: string
  readonly short: string
  /** null = until it is revoked. */
  readonly expires_at: string | null
}

/** The part of a token that may be kept. */
export const keptOf = ({ hash, short }: PathToken) => ({ hash, short })
