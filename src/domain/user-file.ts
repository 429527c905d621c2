import type { FileType } from './file-type.js'
import type { Entity } from './model.js'

/** What a file is kept for: a voicemail greeting, of which one at most is enabled, or the user's picture. */
export type FileUse =
  | { readonly as: 'greeting'; readonly user_id: string; readonly enabled: boolean }
  | { readonly as: 'avatar'; readonly user_id: string }

/** A file somebody uploaded; its content lies outside the records, under the same id. */
export interface UserFile extends Entity {
  readonly tenant_id: string
  /** Who uploaded it; null = the system administrator. */
  readonly owner: string | null
  readonly name: string
  /** Bytes. */
  readonly size: number
  readonly type: FileType
  /** null = nothing yet, or no longer. */
  readonly use: FileUse | null
  /** True once it is given up: nobody may use it any more and it is about to be removed. */
  readonly released: boolean
}

/** A picture as its user's record names it. */
export type Avatar = Pick<UserFile, 'id' | 'name' | 'size'>
