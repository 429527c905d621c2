import type { Key, KeyKind } from '../../src/domain/keys.js'
import type { ModelRow } from '../../src/domain/vendor.js'
import type { SimulatedVendor } from '../../src/simulator/index.js'
import type { KeyReport } from '../../src/simulator/report.js'

/** What a key of each kind is asked to send; a kind without a value is a function of the phone. */
const VALUES: Readonly<Partial<Record<KeyKind, string>>> = {
  blf: '102',
  speed_dial: '0049891234',
  park: '*681',
  retrieve: '*881',
  pickup: '*97',
  group_pickup: '*98',
  intercom: '103',
  dtmf: '55#',
  voicemail: '*99',
  forward: '104',
  transfer: '105',
  conference: '106',
  url: 'http://keys.example.net/a?b=1&c=2',
  xml: 'http://keys.example.net/app.xml',
  paging: '224.0.1.75:5555',
  record: '*33',
  prefix: '0',
}

/**
 * What a phone can be told to do, and as what it reads back: a vendor has one kind of key for several of ours where the
 * difference is only the code they send. Typed from the vendors' sheets, not from our tables.
 */
const SAME = null
const MEANINGS: Readonly<Record<SimulatedVendor, Readonly<Partial<Record<KeyKind, string | null>>>>> = {
  yealink: {
    ...{ blf: SAME, speed_dial: SAME, park: SAME, retrieve: SAME, pickup: SAME, group_pickup: SAME, intercom: SAME },
    ...{ dtmf: SAME, voicemail: SAME, dnd: SAME, forward: SAME, transfer: SAME, hold: SAME, conference: SAME },
    ...{ redial: SAME, directory: SAME, ldap: SAME, url: SAME, xml: SAME, paging: SAME, record: 'dtmf', prefix: SAME },
  },
  snom: {
    ...{ blf: SAME, speed_dial: SAME, park: 'speed_dial', retrieve: 'speed_dial', pickup: 'speed_dial' },
    ...{ group_pickup: 'speed_dial', intercom: SAME, dtmf: SAME, voicemail: 'speed_dial', dnd: SAME, forward: SAME },
    ...{ transfer: SAME, hold: SAME, conference: SAME, redial: SAME, history: SAME, directory: SAME, ldap: SAME },
    ...{ url: SAME, xml: 'url', paging: SAME, record: 'dtmf', menu: SAME },
  },
  polycom: {
    ...{ blf: SAME, speed_dial: SAME, park: 'speed_dial', retrieve: 'speed_dial', pickup: 'speed_dial' },
    ...{ group_pickup: 'speed_dial', intercom: SAME, dtmf: SAME, voicemail: 'speed_dial', dnd: SAME, transfer: SAME },
    ...{ hold: SAME, redial: SAME, history: SAME, directory: SAME, ldap: 'directory', url: SAME, xml: 'url' },
    ...{ record: 'dtmf', prefix: SAME, menu: SAME },
  },
}

/** These park at an orbit of their own (snom.md 3.2 W). */
const ORBIT = /^(?:D?7(?:10|15|20|25|60)|D765)$/

/** Key 21 of an EXP20 turns its page (yealink.md 3.3). */
const isPageKey = (model: string, module: number, position: number) =>
  /^T2[79]/.test(model) && module > 0 && position === 21

export interface AskedKey {
  readonly key: Key
  readonly reads: string
}

const LABEL = 'Ä "1" <&'

/** A key in every place of a phone with one line, and of all modules it takes, the vendor's kinds in turn. */
export function everyKey(vendor: SimulatedVendor, model: ModelRow): AskedKey[] {
  const kinds = Object.entries(MEANINGS[vendor]) as [KeyKind, string | null][]
  const asked: AskedKey[] = []
  for (let module = 0; module <= (model.modules?.count ?? 0); module++) {
    const last = module === 0 ? model.keys : (model.modules?.keys ?? 0)
    for (let position = module === 0 ? 2 : 1; position <= last; position++) {
      if (isPageKey(model.id, module, position)) continue
      const [kind, meaning] = kinds[asked.length % kinds.length] ?? ['blf', SAME]
      const value = VALUES[kind]
      const label = `${LABEL} ${module}/${position}`
      const key = { position, kind, label, line: 1, ...(module ? { module } : {}), ...(value ? { value } : {}) }
      asked.push({ key, reads: readsAs(vendor, model, { ...key, kind: meaning ?? kind }) })
    }
  }
  return asked
}

function readsAs(vendor: SimulatedVendor, model: ModelRow, key: Omit<Key, 'kind'> & { kind: string }): string {
  const parks = vendor === 'snom' && key.value === VALUES.park && ORBIT.test(model.id)
  return describeKey({
    ...{ position: key.position, module: key.module ?? null, kind: parks ? 'park' : key.kind },
    ...{ value: key.value ?? '', label: key.label ?? '', line: 1, pickup: key.kind === 'blf' ? PICKUP : null },
  })
}

/** Set as the pickup code of every phone. */
export const PICKUP = '*8'

/** A key in one line of text; the account is part of it where every vendor has one. */
export function describeKey({ position, module, kind, value, label, line, pickup }: KeyReport): string {
  const place = `${module ?? 0}/${position}`
  const rest = kind === 'blf' ? ` line ${line} pickup ${pickup}` : ''
  return `${place} ${kind} ${value} "${label}"${rest}`
}
