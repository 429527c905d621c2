import type { KeyKind } from './keys.js'

export const PBX_KINDS = ['portsip', 'asterisk', 'freeswitch', 'kamailio', 'netsapiens', 'generic'] as const
export type PbxKind = (typeof PBX_KINDS)[number]

/** The codes a PBX listens to; null where it has none, or none that holds for every installation. */
export interface PbxCodes {
  readonly park: string | null
  readonly retrieve: string | null
  readonly pickup: string | null
  readonly group_pickup: string | null
  readonly voicemail: string | null
  readonly record: string | null
}

const NONE: PbxCodes = { park: null, retrieve: null, pickup: null, group_pickup: null, voicemail: null, record: null }

/**
 * Factory feature codes per PBX. PortSIP: its feature access codes page (portsip-provisioning.md ch. 5).
 * Asterisk: features.conf ships `*8` for group pickup. The others leave codes to the dial plan, so none is assumed.
 */
export const PBX: Readonly<Record<PbxKind, PbxCodes>> = {
  portsip: { ...NONE, park: '*68', retrieve: '*88', pickup: '*97', group_pickup: '*98' },
  asterisk: { ...NONE, group_pickup: '*8' },
  freeswitch: NONE,
  kamailio: NONE,
  netsapiens: NONE,
  generic: NONE,
}

/** The texts by which a PBX tells a phone in Alert-Info (`info=<text>`) what kind of call rings. */
export interface AlertInfo {
  readonly internal: string
  readonly queue: string
  readonly external: string
  /** Who says so, and how sure it is. */
  readonly source: string
}

const FACTORY_TEXTS = { internal: 'alert-internal', queue: 'alert-group', external: 'alert-external' }

/**
 * No PBX here publishes texts of its own, so each is taken to send those Snom phones know from the factory
 * (snom.md 3.7 A F T), which dial plans and other vendors have copied. A row is corrected here alone, for every vendor.
 */
export const ALERT_INFO: Readonly<Record<PbxKind, AlertInfo>> = {
  portsip: { ...FACTORY_TEXTS, source: 'portsip-provisioning.md: not told; the texts are snom.md 3.7, unverified' },
  asterisk: { ...FACTORY_TEXTS, source: 'set by the dial plan; vendor wiki of Snom shows these with Asterisk' },
  freeswitch: { ...FACTORY_TEXTS, source: 'set by the dial plan (alert_info); snom.md 3.7' },
  kamailio: { ...FACTORY_TEXTS, source: 'set by the routing script; snom.md 3.7' },
  netsapiens: { ...FACTORY_TEXTS, source: 'not told; snom.md 3.7, unverified' },
  generic: { ...FACTORY_TEXTS, source: 'snom.md 3.7 A F T' },
}

/** Key kinds that dial a code of the PBX when the key itself carries none. */
export const CODE_OF_KEY: Partial<Record<KeyKind, keyof PbxCodes>> = {
  park: 'park',
  retrieve: 'retrieve',
  pickup: 'pickup',
  group_pickup: 'group_pickup',
  record: 'record',
}
