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
export const isPageKey = (model: string, module: number, position: number) =>
  /^T2[79]/.test(model) && module > 0 && position === 21

export interface KindOnPhone {
  readonly kind: KeyKind
  /** What such a key may be told to send, if anything; `number` = anything that can be dialled. */
  readonly takes: string | undefined
}

/** Every kind of key the vendor's phones are known to have, except those of lines. */
export function kindsOf(vendor: SimulatedVendor): readonly KindOnPhone[] {
  return (Object.keys(MEANINGS[vendor]) as KeyKind[]).map((kind) => {
    const value = VALUES[kind]
    return { kind, takes: value && /^[0-9*#]+$/.test(value) ? 'number' : value }
  })
}

/** The key as the phone shall read it back, in one line of text; `pickup` is the code that holds for it. */
export function readsAs(vendor: SimulatedVendor, model: ModelRow, key: Key, pickup: string | undefined): string {
  const parks = vendor === 'snom' && key.kind === 'park' && ORBIT.test(model.id)
  return describeKey({
    ...{ position: key.position, module: key.module ?? null },
    kind: parks ? 'park' : (MEANINGS[vendor][key.kind] ?? key.kind),
    ...{ value: key.value ?? '', label: key.label ?? '', line: key.line ?? 1 },
    pickup: pickup ?? null,
  })
}

/** A key in one line of text; account and pickup code are part of it for a watched extension. */
export function describeKey({ position, module, kind, value, label, line, pickup }: KeyReport): string {
  const rest = kind === 'blf' ? ` line ${line} pickup ${pickup}` : ''
  return `${module ?? 0}/${position} ${kind} ${value} "${label}"${rest}`
}

/** What is left of a key where the phone chooses its place: SIP 3.2 knows none (polycom.md 1.9). */
export function placed(vendor: SimulatedVendor, { firmware }: ModelRow): (key: string) => string {
  const places = vendor !== 'polycom' || Number.parseInt(firmware, 10) >= 4
  return (key) => (places ? key : key.replace(/^\d+\/\d+ /, ''))
}

/** A key in every place of a phone with one line and of all modules it takes, the vendor's kinds in turn. */
export function everyKey(vendor: SimulatedVendor, model: ModelRow): Key[] {
  const kinds = Object.keys(MEANINGS[vendor]) as KeyKind[]
  const keys: Key[] = []
  for (let module = 0; module <= (model.modules?.count ?? 0); module++) {
    const last = module === 0 ? model.keys : (model.modules?.keys ?? 0)
    for (let position = module === 0 ? 2 : 1; position <= last; position++) {
      if (isPageKey(model.id, module, position)) continue
      const kind = kinds[keys.length % kinds.length] ?? 'blf'
      const value = VALUES[kind]
      const label = `Ä "1" <& ${module}/${position}`
      keys.push({ position, kind, label, line: 1, ...(module ? { module } : {}), ...(value ? { value } : {}) })
    }
  }
  return keys
}
