import type { Mac } from './mac.js'
import type { Entity } from './model.js'
import type { Secret } from './secret.js'

/** What is true of a vendor's redirect service, whoever has an account there. */
export interface RedirectServiceFacts {
  /** Whose phones ask it; catalogue spelling. */
  readonly vendor: string
  readonly title: string
  readonly base_url: string
  /** How many phones are told in one go; where the service takes one per call, so many calls between two records. */
  readonly batch: number
  /** Least time between two goes, milliseconds. */
  readonly spacing_ms: number
  /** What can be read back of an entry: its URL, only that there is one, or nothing. */
  readonly reads: 'url' | 'presence' | 'nothing'
  /** False where the old entry must be deleted before the new one is added. */
  readonly replaces: boolean
  /** True when the facts about it are too few to promise anything. */
  readonly experimental: boolean
  readonly source: string
}

/** Every redirect service offhook speaks to. */
export const REDIRECT_SERVICES = {
  'yealink-xmlrpc': {
    vendor: 'yealink',
    title: 'Yealink RPS (XML-RPC)',
    base_url: 'https://api-dm.yealink.com:8443/xmlrpc',
    batch: 20,
    spacing_ms: 100,
    reads: 'presence',
    replaces: true,
    experimental: false,
    source: 'yealink.md 8.1 P; checkDevice, deRegisterDevice C',
  },
  'yealink-ymcs': {
    vendor: 'yealink',
    title: 'Yealink YMCS v4 (REST)',
    base_url: 'https://eu-api.ymcs.yealink.com',
    batch: 100,
    spacing_ms: 1000,
    reads: 'url',
    replaces: false,
    experimental: false,
    source: 'yealink.md 8.2 P',
  },
  'snom-xmlrpc': {
    vendor: 'snom',
    title: 'Snom redirection (XML-RPC)',
    base_url: 'https://secure-provisioning.snom.com:8083/xmlrpc/',
    batch: 20,
    spacing_ms: 100,
    reads: 'url',
    replaces: true,
    experimental: false,
    source: 'snom.md 7.1 A S K',
  },
  'snom-sraps': {
    vendor: 'snom',
    title: 'Snom SRAPS (REST)',
    base_url: 'https://api.sraps.snom.com/api/v1/',
    batch: 20,
    spacing_ms: 100,
    reads: 'url',
    replaces: true,
    experimental: false,
    source: 'snom.md 7.2 A K; deleting an endpoint U',
  },
  'polycom-ztp': {
    vendor: 'polycom',
    title: 'Polycom ZTP',
    base_url: 'https://ztpconsole.polycom.com/inboundservlet/GenericServlet',
    batch: 20,
    spacing_ms: 100,
    reads: 'nothing',
    replaces: false,
    experimental: true,
    source: 'polycom.md 7 M [R]',
  },
  'gigaset-xmlrpc': {
    vendor: 'gigaset',
    title: 'Gigaset redirection (XML-RPC)',
    base_url: 'https://prov.gigaset.net/apxml/rpc.do',
    batch: 20,
    spacing_ms: 100,
    reads: 'nothing',
    replaces: false,
    experimental: false,
    source: 'yealink.md 8.3 P',
  },
  'gigaset-grape': {
    vendor: 'gigaset',
    title: 'Gigaset GRAPE (REST)',
    base_url: 'https://api.grape.gigaset.net/api/v1/',
    batch: 20,
    spacing_ms: 100,
    reads: 'url',
    replaces: true,
    experimental: false,
    source: 'yealink.md 8.3 P; deleting an endpoint U',
  },
  'fanvil-fdps': {
    vendor: 'fanvil',
    title: 'Fanvil FDPS (XML-RPC)',
    base_url: 'http://fdps.fanvil.com/xmlrpc.php',
    batch: 20,
    spacing_ms: 100,
    reads: 'nothing',
    replaces: false,
    experimental: false,
    source: 'yealink.md 8.3 P',
  },
} as const satisfies Readonly<Record<string, RedirectServiceFacts>>

export type RedirectServiceId = keyof typeof REDIRECT_SERVICES
export const REDIRECT_SERVICE_IDS = Object.keys(REDIRECT_SERVICES) as readonly RedirectServiceId[]

/** Members of an account that only some services read. */
export interface RedirectOptions {
  /** The name our entries are shown under: Yealink's server name, Gigaset's provider. */
  readonly provider?: string
  /** Polycom: the profile made in the vendor's console; the URL stands there, not in our calls. */
  readonly profile?: string
  /** YMCS: the vendor has enabled adding by MAC alone; false = every phone needs its serial number. */
  readonly by_mac?: boolean
  /** Gigaset: the account needs no MAC-ID check. */
  readonly no_mac_id?: boolean
}

/** Access to one redirect service. */
export interface RedirectCredentials {
  readonly service: RedirectServiceId
  /** Where the service answers; null = where the vendor says. */
  readonly base_url: string | null
  /** User name, client id or key id. */
  readonly user: string
  readonly password: Secret
  readonly options: RedirectOptions
}

/** What the vendor said about an account when it was last asked. */
export interface RedirectCheck {
  readonly ok: boolean
  readonly text: string
  /** Entries in the account; null where the service does not tell. */
  readonly devices: number | null
}

/** What was found at the vendor that no phone of ours accounts for. */
export interface RedirectStrangers {
  readonly count: number
  /** The first hundred of them. */
  readonly macs: readonly string[]
}

/** Credentials of a tenant, or with `tenant_id` null of every tenant that has none for that vendor. */
export interface RedirectAccount extends Entity, RedirectCredentials {
  readonly tenant_id: string | null
  readonly checked: (RedirectCheck & { readonly at: string }) | null
  /** When entries were last read back, and what was there beside ours. */
  readonly reconciled: (RedirectStrangers & { readonly at: string; readonly repaired: number }) | null
}

export const REDIRECT_STATES = ['wanted', 'registered', 'conflict', 'failed', 'removed'] as const
export type RedirectState = (typeof REDIRECT_STATES)[number]

/**
 * What one vendor shall be told about one phone, and how far that is. `due_at` null = nothing is to be done before
 * somebody changes something; the records with a time are the outbox.
 */
export interface RedirectRecord extends Entity {
  readonly tenant_id: string
  readonly phone_id: string
  readonly mac: Mac
  readonly vendor: string
  /** null = there is no account for the vendor yet. */
  readonly account_id: string | null
  readonly service: RedirectServiceId | null
  readonly goal: 'registered' | 'removed'
  readonly state: RedirectState
  /** The URL the vendor shall hand out; null while no safe public address is known. */
  readonly url: Secret | null
  /** The URL the vendor last acknowledged; null = none of ours is there, as far as we know. */
  readonly told: Secret | null
  /** The old entry was deleted and the new one is not in yet: a factory-fresh phone would get lost now. */
  readonly gone: boolean
  readonly serial_number: string | null
  readonly pin: Secret | null
  /** The vendor's words, or why it was not asked. */
  readonly answer: string | null
  /** What an administrator can do about it. */
  readonly advice: string | null
  /** Counts every change of what is wanted, so that a late answer to an older wish settles nothing. */
  readonly revision: number
  readonly attempts: number
  readonly due_at: string | null
  /** When the vendor last confirmed what stands here. */
  readonly checked_at: string | null
  readonly changed_at: string
  readonly job_id: string | null
}

/** One change that concerned many phones; its progress is counted from their registrations. */
export interface RedirectJob extends Entity {
  readonly tenant_id: string
  readonly reason: string
  readonly total: number
}

/** A phone as a redirect service is told about it. */
export interface RedirectEntry {
  readonly mac: Mac
  readonly url: string
  readonly serial_number: string | null
}

/**
 * How a vendor took one entry. `conflict`: another account holds the MAC; `refused`: asking again is pointless until
 * something changes; `denied`: the account itself is not let in; `later`: worth another try.
 */
export interface RedirectOutcome {
  readonly kind: 'done' | 'conflict' | 'refused' | 'denied' | 'later'
  readonly text: string
  readonly pin?: string
  /** The old entry, if there was one, is deleted and the new one is not in; `perhaps` where the answer got lost. */
  readonly gone?: true | 'perhaps'
  /** The service did not act: the request never reached it, or it said that it would not look at it now. */
  readonly unsent?: boolean
  /** The vendor asks for a pause this long, milliseconds. */
  readonly after_ms?: number
  /** The cause concerns the account or the connection: the next entries would fare the same. */
  readonly wide?: boolean
}

/** What a vendor holds for a MAC; `url` null = it does not say which. */
export type RedirectFound =
  | { readonly kind: 'ours'; readonly url: string | null }
  | { readonly kind: 'absent' | 'elsewhere' | 'unknown' }

/** One redirect service with one account. Faults of the vendor are outcomes, never exceptions. */
export interface RedirectClient {
  /** Tells the vendor where phones go; repeating it is harmless. One outcome per entry, in order. */
  register(entries: readonly RedirectEntry[]): Promise<readonly RedirectOutcome[]>
  /** Takes entries out; one that is not there counts as done. One outcome per entry, in order. */
  unregister(entries: readonly Pick<RedirectEntry, 'mac' | 'serial_number'>[]): Promise<readonly RedirectOutcome[]>
  /** @throws RedirectFault when the vendor cannot be asked. */
  read(mac: Mac): Promise<RedirectFound>
  /** Every entry of the account, where the service tells; null where it does not. @throws RedirectFault. */
  list(): Promise<readonly { readonly mac: string; readonly url: string | null }[] | null>
  /** Whether the credentials are good. */
  check(): Promise<RedirectCheck>
}

/** Why a vendor could not be asked, or what it answered instead; `outcome` is what that means for an entry. */
export class RedirectFault extends Error {
  override readonly name = 'RedirectFault'

  constructor(readonly outcome: RedirectOutcome) {
    super(outcome.text)
  }
}

/** Why a phone's serial number is needed by an account's service; undefined when it is not. */
export function serialNeeded(account: Pick<RedirectCredentials, 'service' | 'options'>): string | undefined {
  if (account.service === 'yealink-ymcs' && account.options.by_mac === false)
    return 'is required: this YMCS account adds devices by MAC and serial number (on the label of the phone)'
  if (account.service === 'gigaset-xmlrpc' && !account.options.no_mac_id)
    return 'must be the MAC-ID from the label (AABBCCDDEEFF-XXXX or its last four characters): Gigaset checks it'
  return undefined
}

const MAC_ID = /^(?:([0-9a-f]{12})-)?([0-9a-z]{4})$/i

/** Whether a serial number is of the form its service reads; for Gigaset the MAC-ID of this very phone. */
export function serialFits(service: RedirectServiceId, mac: Mac, serial: string | null): boolean {
  if (serial === null || serial === '') return false
  if (service !== 'gigaset-xmlrpc') return true
  const [all, digits] = MAC_ID.exec(serial) ?? []
  return all !== undefined && (digits === undefined || digits.toLowerCase() === mac)
}
