import { type Mac, parseMac } from '../domain/mac.js'
import type { Phone, Tenant, User } from '../domain/model.js'
import type { Flavour } from '../domain/plan.js'
import { Secret } from '../domain/secret.js'
import type { ModelRow, Vendor } from '../domain/vendor.js'
import { createPathToken } from '../security/token.js'
import type { CollectionName, Collections, Reader } from '../store/store.js'
import { type Planned, planPhone } from './plan.js'

const MADE = '2026-01-01T00:00:00Z'
const secret = new Secret('Sample-Secret-1')

const tenant: Tenant = {
  id: 'sample',
  created_at: MADE,
  name: 'Sample',
  sip_domain: 'pbx.example.net',
  pbx: 'portsip',
  models: {},
  interfaces: {},
  enrolment_token: createPathToken(),
  enrolment_networks: [],
  settings: {
    vlan: { phone: { id: 20, priority: 5 } },
    ntp_servers: ['ntp.example.net'],
    phonebooks: [{ name: 'Company', url: 'https://example.net/book?a=1&b=2' }],
    emergency_numbers: ['112'],
  },
  overrides: {},
}

/** The texts that break careless templates. */
const user: User = {
  id: 'sample-user',
  created_at: MADE,
  tenant_id: tenant.id,
  sip_user: '101',
  extension: '101',
  login: null,
  email: null,
  display_name: `Ünï <"&'> =# ]]>`,
  enabled: true,
  role: 'StandardUser',
  sip_password: secret,
  password_hash: null,
  pin: null,
  blfs: [
    { key: 'BLF', value: '102', first_name: 'Bob & <Co>', last_name: '"' },
    { key: 'SPEED_DIAL', value: '+4930123', first_name: 'Home', last_name: '' },
  ],
  groups: [],
  profile: 'sample',
  settings: {},
  interface: null,
  presence: 'AVAILABLE',
  presence_note: null,
  foreign: {},
  deleted_at: null,
}

function phoneOf(vendor: Vendor, model: ModelRow, lines: number): Phone {
  return {
    id: 'sample-phone',
    created_at: MADE,
    tenant_id: tenant.id,
    mac: parseMac(`${vendor.ouis[0]}aabbcc`) as Mac,
    vendor: vendor.id,
    model: model.id,
    firmware: null,
    seen_firmware: null,
    lines: Array.from({ length: lines }, () => ({ user_id: user.id })),
    keys: null,
    softkeys: null,
    key_layout_id: null,
    modules: 0,
    settings: {},
    overrides: {},
    token: createPathToken(),
    previous_token: null,
    enrolment_token: createPathToken(),
    window: null,
    admin_password: secret,
    user_password: secret,
    interface: null,
    rps: false,
    https: null,
    serial_number: null,
    door_passwords: [],
    foreign: {},
    deleted_at: null,
  }
}

/** A world of one tenant and one user. */
const reader: Reader = {
  get: async <C extends CollectionName>(_collection: C, id: string) =>
    [tenant, user].find((record) => record.id === id) as Collections[C] | undefined,
  find: async () => [],
  all: async () => [],
}

const server = {
  addresses: { http: 'http://prov.example.net', https: 'https://prov.example.net', safe: true, trusted: false },
  ca: '-----BEGIN CERTIFICATE-----\nc2FtcGxl\n-----END CERTIFICATE-----\n',
}

/** One model of every kind the vendor's rows tell apart. */
function kindsOf({ models }: Vendor): ModelRow[] {
  return [...new Map(models.map((row) => [JSON.stringify(row.traits ?? {}), row])).values()]
}

/** Phones as they come: with all their lines, being enrolled, and left by their user; none of them is real. */
export async function samplePhones(vendor: Vendor): Promise<Planned[]> {
  const cases: readonly { flavour: Flavour; lines: (row: ModelRow) => number }[] = [
    { flavour: 'lasting', lines: (row) => row.lines },
    { flavour: 'enrolment', lines: () => 1 },
    { flavour: 'lasting', lines: () => 0 },
  ]
  return Promise.all(
    kindsOf(vendor).flatMap((row) =>
      cases.map(({ flavour, lines }) => planPhone(reader, phoneOf(vendor, row, lines(row)), server, flavour)),
    ),
  )
}
