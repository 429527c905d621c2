import { DomainError, notFound } from '../domain/errors.js'
import type { Actor } from '../domain/permission.js'
import type { Ports } from '../domain/ports.js'
import { Secret } from '../domain/secret.js'
import { newId } from './id.js'

/** The largest file, bytes (api-portsip.md ch. 12). */
const LARGEST_FILE = 5 * 1024 * 1024
/** What all unfinished uploads together may hold, bytes. */
const LARGEST_SUM = 64 * 1024 * 1024
const MOST_PER_OWNER = 4
const IDLE_MS = 15 * 60_000

interface Upload {
  readonly tenant_id: string
  readonly owner: string | null
  readonly name: string
  readonly token: Secret
  parts: Buffer[]
  size: number
  touchedAt: number
}

/**
 * Uploads that are not complete. They are held in memory only: one that is left lying is forgotten after a quarter of an
 * hour, or with the server, and its client begins again. Nothing was acknowledged as kept yet.
 */
export class OpenUploads {
  readonly #ports: Ports
  /** In order of beginning. */
  readonly #open = new Map<string, Upload>()

  constructor(ports: Ports) {
    this.#ports = ports
  }

  /** Begins an upload; beyond the most a person may have open, their oldest is forgotten. */
  begin({ tenant_id, user_id }: Actor, name: string): { readonly id: string; readonly token: Secret } {
    const now = this.#ports.now().getTime()
    for (const [id, { touchedAt }] of this.#open) if (now - touchedAt > IDLE_MS) this.#open.delete(id)
    const own = [...this.#open].filter(([, upload]) => upload.tenant_id === tenant_id && upload.owner === user_id)
    for (const [id] of own.slice(0, Math.max(0, own.length - MOST_PER_OWNER + 1))) this.#open.delete(id)
    const id = newId(this.#ports)
    const token = new Secret(this.#ports.random(32).toString('base64url'))
    this.#open.set(id, { tenant_id, owner: user_id, name, token, parts: [], size: 0, touchedAt: now })
    return { id, token }
  }

  #get(actor: Actor, id: string, token: Secret): Upload {
    const upload = this.#open.get(id)
    const own = upload?.tenant_id === actor.tenant_id && upload.owner === actor.user_id && upload.token.equals(token)
    const now = this.#ports.now().getTime()
    if (!upload || !own || now - upload.touchedAt > IDLE_MS) return notFound('upload')
    upload.touchedAt = now
    return upload
  }

  /**
   * Adds a part.
   * @throws DomainError `not_found`, `too_large`, `busy` while all uploads together hold too much.
   */
  append(actor: Actor, id: string, token: Secret, part: Buffer): void {
    const upload = this.#get(actor, id, token)
    if (upload.size + part.length > LARGEST_FILE) {
      this.#open.delete(id)
      throw new DomainError('too_large', `a file may have at most ${LARGEST_FILE} bytes`)
    }
    const held = [...this.#open.values()].reduce((sum, { size }) => sum + size, 0)
    if (held + part.length > LARGEST_SUM) throw new DomainError('busy', 'too many files are being uploaded; try again')
    upload.parts.push(part)
    upload.size += part.length
  }

  /** Takes the upload out, whole. @throws DomainError `not_found`. */
  take(actor: Actor, id: string, token: Secret): { readonly name: string; readonly content: Buffer } {
    const { name, parts } = this.#get(actor, id, token)
    this.#open.delete(id)
    return { name, content: Buffer.concat(parts) }
  }
}
