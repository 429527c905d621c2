import { createHash } from 'node:crypto'
import { namesOfFiles } from '../../src/catalogue/index.js'
import { CONTACT_MEMBERS, type Contact } from '../../src/domain/directory.js'
import type { Mac } from '../../src/domain/mac.js'
import type { Group, KeyLayout, PathToken, Phone, ServerRecord, Tenant, User } from '../../src/domain/model.js'
import { Secret } from '../../src/domain/secret.js'
import { directoryOf } from '../../src/service/directory.js'
import { isMade, renderFile } from '../../src/service/files.js'
import { planPhone } from '../../src/service/plan.js'
import { ServerService } from '../../src/service/server.js'
import type { Reader, Store } from '../../src/store/store.js'
import { templates } from './plan.js'

/** A creation time that follows the number. */
export const at = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString()

const token = (text: string): PathToken => ({
  secret: new Secret(text),
  hash: createHash('sha256').update(text).digest('hex'),
  short: text.slice(0, 6),
})

/** Whole records, as services would write them. */
export const record = {
  server: (members: Partial<ServerRecord> = {}): ServerRecord => ({
    id: 'server',
    created_at: at(0),
    default_tenant_id: 't0',
    admin_password_hash: '',
    public_urls: ['https://prov.example.net'],
    told_urls: null,
    move: null,
    ca_installed: true,
    ca: null,
    ...members,
  }),
  tenant: (id: string, members: Partial<Tenant> = {}): Tenant => ({
    id,
    created_at: at(0),
    name: id,
    sip_domain: `${id}.example.net`,
    pbx: 'portsip',
    models: {},
    interfaces: {},
    enrolment_token: token(`enrolment of ${id}`),
    enrolment_networks: [],
    settings: {},
    overrides: {},
    ...members,
  }),
  user: (id: string, n: number, members: Partial<User> = {}): User => ({
    id,
    created_at: at(n),
    tenant_id: 't0',
    sip_user: `${100 + n}`,
    extension: `${100 + n}`,
    login: null,
    email: null,
    display_name: `User ${n}`,
    enabled: true,
    role: 'StandardUser',
    sip_password: new Secret(`sip password of ${id}`),
    password_hash: null,
    pin: null,
    blfs: [],
    groups: [],
    profile: `profile of ${id}`,
    settings: {},
    interface: null,
    presence: 'AVAILABLE',
    presence_note: null,
    foreign: {},
    deleted_at: null,
    ...members,
  }),
  phone: (id: string, n: number, vendor: string, model: string, members: Partial<Phone> = {}): Phone => ({
    id,
    created_at: at(n),
    tenant_id: 't0',
    mac: n.toString(16).padStart(12, '0') as Mac,
    vendor,
    model,
    firmware: null,
    seen_firmware: null,
    lines: [],
    keys: null,
    softkeys: null,
    key_layout_id: null,
    modules: 0,
    token: token(`token of ${id}`),
    previous_token: null,
    enrolment_token: token(`enrolment of ${id}`),
    window: null,
    admin_password: new Secret('Adm1nPassword000'),
    user_password: new Secret('1234509876'),
    interface: null,
    rps: false,
    https: null,
    serial_number: null,
    door_passwords: [],
    settings: {},
    overrides: {},
    foreign: {},
    deleted_at: null,
    ...members,
  }),
  group: (id: string, n: number, members: Partial<Group> = {}): Group => ({
    id,
    created_at: at(n),
    tenant_id: 't0',
    name: id,
    description: null,
    settings: {},
    overrides: {},
    foreign: {},
    ...members,
  }),
  layout: (id: string, n: number, members: Partial<KeyLayout> = {}): KeyLayout => ({
    id,
    created_at: at(n),
    tenant_id: 't0',
    name: id,
    description: null,
    keys: [],
    softkeys: [],
    modules: 0,
    ...members,
  }),
  contact: (id: string, user_id: string | null, members: Partial<Contact> = {}): Contact => ({
    ...(Object.fromEntries(CONTACT_MEMBERS.map((name) => [name, null])) as Record<
      (typeof CONTACT_MEMBERS)[number],
      null
    >),
    id,
    created_at: at(0),
    tenant_id: 't0',
    user_id,
    name: id,
    business: '030 123456',
    favorite: false,
    ...members,
  }),
}

/** Fingerprints of every file each phone keeps, by phone: not of books it fetches whenever it shows them. */
export async function fingerprints(store: Store, reader: Reader = store): Promise<Map<string, string>> {
  const server = new ServerService(store, { configured: [], guessed: [], ownCa: false })
  const prints = new Map<string, string>()
  for (const phone of await reader.all('phones')) {
    const planned = await planPhone(reader, phone, await server.forPlan(phone, reader), 'lasting')
    const books = new Set(planned.vendor.directory.books?.map(({ file }) => file))
    const texts: string[] = []
    for (const { name, row } of namesOfFiles(planned.vendor, phone.model, phone.mac)) {
      if (row.shared || books.has(row.example) || !isMade(planned, row)) continue
      const entries = await directoryOf({ reader, store: reader }, planned, row)
      texts.push(`${name} ${(await renderFile(planned, row, templates, entries)).fingerprint}`)
    }
    prints.set(phone.id, texts.join('\n'))
  }
  return prints
}
