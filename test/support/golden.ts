import { vendors } from '../../src/catalogue/index.js'
import { KEY_KINDS, type Key } from '../../src/domain/keys.js'
import type { ModelRow, Vendor } from '../../src/domain/vendor.js'
import { isMade, type PlanOptions, subjectOf } from './plan.js'

/** Names, secrets and addresses that nobody could take for real ones. */
const ALICE = { user: '101', auth: '101-auth', password: 'not-a-secret-101', name: 'Alice Ä. <Sales>' }
const BOB = { user: '102', password: 'not-a-secret-102', name: 'Bob "B" & Co' }

const CA = '-----BEGIN CERTIFICATE-----\nTk9UIEEgQ0VSVElGSUNBVEU=\n-----END CERTIFICATE-----\n'

/** Nearly every setting there is. */
export const OFFICE = {
  transport: 'tls',
  srtp: 'required',
  registrar: { host: 'pbx.example.com' },
  backup_registrar: { host: 'pbx2.example.com', port: 5071 },
  outbound_proxy: { host: 'edge.example.com', port: 5072 },
  codecs: ['PCMA', 'G722', 'OPUS'],
  dtmf: 'info',
  voicemail_number: '*99',
  pickup_code: '*8',
  group_pickup_code: '*98',
  dnd_codes: { on: '*78', off: '*79' },
  forward: { always: { on_code: '*72', off_code: '*73' }, no_answer: { target: '199', seconds: 20 } },
  auto_answer_alert_info: 'ring-answer',
  dial_plan: '[1-9]xx|0[1-9]x.T',
  dial_timeout: 4,
  emergency_numbers: ['112', '911'],
  language: 'de',
  tone_country: 'DE',
  timezone: 'Europe/Berlin',
  time_format: '24',
  date_format: 'DD MM YY',
  brightness: 8,
  backlight_seconds: 60,
  screensaver_seconds: 600,
  vlan: { phone: { id: 20, priority: 5 }, pc: { id: 30 } },
  lldp: false,
  cdp: false,
  ntp_servers: ['ntp1.example.com', 'ntp2.example.com'],
  syslog: { server: 'log.example.com', port: 5514, level: 4 },
  phonebooks: [{ name: 'Company & friends', url: 'https://books.example.com/all.xml?a=1&b=2' }],
  ldap: {
    host: 'ldap.example.com',
    tls: 'ldaps',
    base: 'ou=people,dc=example,dc=com',
    user: 'cn=phones',
    password: 'not-a-secret-ldap',
    name_filter: '(|(cn=%)(sn=%))',
    number_filter: '(telephoneNumber=%)',
    name_attributes: ['cn', 'sn'],
    number_attributes: ['telephoneNumber', 'mobile'],
    max_hits: 50,
  },
  transfer: 'attended',
  provisioning: { poll: 'daily', window: { from: '02:00', to: '04:00' } },
}

/** One key of every kind the vendor has, as far as the phone has keys. */
function keysOf(vendor: Vendor, model: ModelRow): Key[] {
  const kinds = KEY_KINDS.filter((kind) => kind !== 'none' && kind !== 'line' && vendor.keyKinds[kind] !== null)
  return kinds.slice(0, Math.max(0, model.keys - 2)).map((kind, i) => ({
    ...{ position: i + 3, kind, value: `20${i}`, label: `${kind} <${i}>`, line: 1 + (i % 2) },
    ...(kind === 'blf' ? { pickup: '*8' } : {}),
  }))
}

/** First and last key of every module. */
function moduleKeys({ modules }: ModelRow): Key[] {
  return Array.from({ length: modules?.count ?? 0 }, (_, i): Key[] => [
    { module: i + 1, position: 1, kind: 'blf', value: `30${i}`, label: `First of ${i + 1}` },
    { module: i + 1, position: modules?.keys ?? 1, kind: 'speed_dial', value: `31${i}`, label: `Last of ${i + 1}` },
  ]).flat()
}

type Given = Omit<PlanOptions, 'vendor' | 'model' | 'mac'>

const SETS: Readonly<Record<string, (vendor: Vendor, model: ModelRow) => Given>> = {
  minimal: () => ({ lines: [ALICE] }),
  office: (vendor, model) => ({
    lines: model.lines > 1 ? [ALICE, { ...BOB, shared: true, line_keys: 2, calls_per_key: 2 }] : [ALICE],
    keys: keysOf(vendor, model),
    softkeys: (['history', 'dnd', 'speed_dial'] as const)
      .slice(0, model.softkeys ?? 0)
      .map((kind, i) => ({ position: i + 1, kind, value: `40${i}`, label: `Soft ${i + 1}` })),
    settings: OFFICE,
    notify: 'direct',
  }),
  cleared: () => ({ cleared: true, settings: OFFICE }),
  enrolment: () => ({
    lines: [ALICE],
    flavour: 'enrolment',
    ca: { url: 'http://prov.example.com/api/ca.pem', pem: CA },
  }),
  modules: (_vendor, model) => ({ lines: [ALICE], keys: moduleKeys(model) }),
}

/** Representatives: a model with the firmware whose dialect it speaks here, and what it is configured with. */
const REPRESENTATIVES: Readonly<
  Record<string, readonly (readonly [model: string, firmware: string, ...sets: string[]])[]>
> = {
  yealink: [
    ['T46U', '108.86.0.20', 'minimal', 'office', 'cleared', 'enrolment', 'modules'],
    ['T42S', '66.81.0.110', 'office'],
    ['T42S', '66.84.0.15', 'office'],
    ['T27G', '69.82.0.20', 'modules'],
    ['T28P', '2.73.0.50', 'office'],
    ['T38G', '38.70.0.125', 'office'],
    ['T73W', '185.87.0.10', 'office'],
    ['CP960', '73.83.0.30', 'office'],
    ['W60B', '77.85.0.20', 'office', 'cleared'],
    ['W75B', '175.85.0.5', 'office'],
  ],
  snom: [
    ['D785', '10.1.169.16', 'minimal', 'office', 'cleared', 'enrolment', 'modules'],
    ['D315', '10.1.169.16', 'modules'],
    ['D865', '10.1.184.15', 'office'],
    ['820', '8.4.35', 'office', 'cleared'],
    ['725', '8.9.3.68', 'office'],
    ['M300', '05.20.0001', 'office', 'cleared'],
    ['M400', '05.20.0001', 'office'],
  ],
  polycom: [
    ['VVX450', '6.3.1.8427', 'minimal', 'office', 'cleared', 'enrolment', 'modules'],
    ['VVX500', '5.9.7.3480', 'office'],
    ['SPIP670', '4.0.15.1047', 'office', 'modules'],
    ['SPIP601', '3.2.1.0078', 'office', 'cleared'],
    ['Trio8800', '7.2.2.1094', 'minimal'],
    ['EdgeE450', '8.0.0.15602', 'office'],
  ],
}

export interface GoldenFile {
  /** Below `fixtures/<vendor>/golden`. */
  readonly path: string
  readonly vendor: string
  readonly options: PlanOptions
  /** The file's name as the phone asks for it. */
  readonly name: string
}

/** Every file of every representative with every feature set. */
export const goldenFiles: readonly GoldenFile[] = vendors.flatMap((vendor) =>
  (REPRESENTATIVES[vendor.id] ?? []).flatMap(([id, firmware, ...sets]) =>
    sets.flatMap((set): GoldenFile[] => {
      const model = vendor.models.find((row) => row.id === id)
      const given = model && SETS[set]?.(vendor, model)
      if (!given) throw new Error(`no ${vendor.id} ${id} or no feature set ${set}`)
      const mac = `${vendor.ouis[0]}c0ffee`
      const own = vendor.files.filter((row) => row.answer === 'render' && !row.shared)
      const options = { ...given, vendor: vendor.id, model: id, firmware, mac }
      return own
        .filter((row) => isMade(subjectOf(options), row))
        .map((row) => {
          const name = row.example.replace('{mac}', mac).replace('{MAC}', mac.toUpperCase()).replace('{model}', id)
          const path = `${id}-${firmware}/${set}/${name}`
          return { path, vendor: vendor.id, name, options }
        })
    }),
  ),
)
