/** What a row of the ledger tells of. */
export type LedgerKind = 'fetch' | 'refusal' | 'upload' | 'handshake' | 'notify' | 'event' | 'knock'

/** Something that happened between a phone and us. Holds no secret: no path token, no body, no credentials. */
export interface LedgerRow {
  /** RFC 3339, UTC. */
  readonly at: string
  readonly kind: LedgerKind
  /** null where nothing was proven and no record has the MAC. */
  readonly tenant_id: string | null
  readonly phone_id: string | null
  /** 12 hexadecimal digits, lower case; as asked for, so perhaps nobody's. */
  readonly mac: string | null
  /** The file's name without its path; for a NOTIFY `check-sync`. */
  readonly file: string | null
  /** Address it came from, or went to. */
  readonly source: string
  /** At most 256 characters. */
  readonly user_agent: string
  /** Which proof held. */
  readonly proof: string | null
  /** HTTP or SIP status; null where no answer came. */
  readonly status: number | null
  readonly bytes: number
  /** SHA-256 of what was served, in hexadecimal digits. */
  readonly fingerprint: string | null
  /** Why it was refused or failed, in words an administrator understands. */
  readonly reason: string | null
}
