import type { Readable } from 'node:stream'
import { type Asset, fits } from '../domain/asset.js'
import type { Phone } from '../domain/model.js'
import type { LargeBlobs } from '../store/large-blobs.js'
import type { Reader } from '../store/store.js'
import { assetOf } from './asset-references.js'

/** An asset a phone may have, and its bytes on demand. */
export interface AssetFile {
  readonly asset: Asset
  /** The bytes from `start` to `end`, both included. @throws Error when the file is gone. */
  readonly read: (start: number, end: number) => Promise<Readable>
}

/** The asset of that name if the phone is one it is for. */
export async function assetFor(
  reader: Reader,
  files: LargeBlobs,
  phone: Phone,
  name: string,
): Promise<AssetFile | undefined> {
  const asset = await assetOf(reader, phone.tenant_id, name)
  if (!asset || !fits(asset, phone)) return undefined
  return { asset, read: (start, end) => files.read(asset.id, start, end) }
}
