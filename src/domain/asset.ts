import type { Entity } from './model.js'

/** What a file of the tenant's own is for; each kind has rules of its own about what may be in it. */
export const ASSET_KINDS = ['ringtone', 'wallpaper', 'screensaver', 'firmware', 'other'] as const
export type AssetKind = (typeof ASSET_KINDS)[number]

/** A file that phones fetch beside their configuration. It never changes and never holds a secret. */
export interface Asset extends Entity {
  readonly tenant_id: string
  /** The name phones ask for; unique in the tenant whatever the letter case. */
  readonly name: string
  readonly kind: AssetKind
  /** The vendors whose phones may have it, in the catalogue's spelling: those whose rules its content keeps. */
  readonly vendors: readonly string[]
  /** Models that may have it, in the catalogue's spelling; [] = every model. */
  readonly models: readonly string[]
  /** Told by the content, never by the name. */
  readonly content_type: string
  readonly bytes: number
  readonly sha256: string
  /** Pixels; null for what is no picture. */
  readonly width: number | null
  readonly height: number | null
}

const REFERENCE = /^asset:(.+)$/s

/** A name that phones of every make take in a URL and keep as a file's name. */
export const ASSET_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)+$/
export const ASSET_NAME_MAX = 64

/** The name of the asset a setting refers to (`asset:bell.wav`); undefined when it refers to none. */
export function assetNamed(value: unknown): string | undefined {
  return typeof value === 'string' ? REFERENCE.exec(value)?.[1] : undefined
}

/** Settings that may name an asset, by path, with the kind it must be of. */
export const ASSET_SETTINGS: Readonly<Record<string, AssetKind>> = {
  ringtone: 'ringtone',
  queue_ringtone: 'ringtone',
  external_ringtone: 'ringtone',
  wallpaper: 'wallpaper',
  screensaver: 'screensaver',
  'firmware.url': 'firmware',
}

/** True when the phone is one the asset is for. */
export const fits = (
  asset: Pick<Asset, 'vendors' | 'models'>,
  phone: { readonly vendor: string; readonly model: string },
): boolean => asset.vendors.includes(phone.vendor) && (asset.models.length === 0 || asset.models.includes(phone.model))
