import type { Permission } from './permission.js'

/** Something that listeners of the API are told as it happens. */
export interface OffhookEvent {
  /** E.g. `phone.state`, `job.progress`, `inbox.knock`. */
  readonly kind: string
  readonly tenant_id: string
  /** Told to holders of one of these alone. */
  readonly needs: readonly Permission[]
  /** Holds no secret. */
  readonly data: Readonly<Record<string, unknown>>
}
