import type { AuditMembers, AuditRow, Origin } from '../domain/audit.js'
import { LOGS } from '../domain/directory.js'
import { printMac } from '../domain/mac.js'
import type { Entity } from '../domain/model.js'
import type { Ports } from '../domain/ports.js'
import { isSame } from '../domain/same.js'
import type { CollectionName, Store, Transaction } from '../store/store.js'
import { observed, withTransact } from './consequences.js'
import { presentOrigin } from './origin.js'

/** Rows kept per tenant; the oldest goes first. */
const AUDIT_LENGTH = 5000
/** Records of one kind told one by one per change; of more, only how many there were. */
const MOST_TOLD = 20

/** The collections people write, and what a record of each is called. */
const AUDITED: Readonly<Partial<Record<CollectionName, string>>> = {
  server: 'server',
  tenants: 'tenant',
  users: 'user',
  phones: 'phone',
  groups: 'group',
  layouts: 'key_layout',
  roles: 'role',
  operators: 'operator_token',
  speed_dials: 'speed_dial',
  holidays: 'holiday',
  contacts: 'contact',
  assets: 'asset',
  desks: 'hotdesking',
  rejections: 'rejected_phone',
  redirect_accounts: 'redirect_account',
  followers: 'follower',
}

/** Members that change by themselves, or with every word a user's other devices say. */
const UNTOLD = new Set([
  ...['seen_firmware', 'updated_at', 'presence', 'presence_note', 'told_urls', 'move'],
  // How a follower's runs go; what they do to users is told.
  ...['run', 'next_at', 'failures', 'may_vanish'],
])
/** Hashes of secrets: that they changed is told, they themselves are not even kept. */
const HASHES = new Set(['password_hash', 'admin_password_hash', 'hash'])
const CHANGED = 'changed'

type Members = Readonly<Record<string, unknown>>

/** The members in which two versions differ; a member that one of them lacks is null there. */
function differences(before: Members, after: Members): { before: AuditMembers; after: AuditMembers } | undefined {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !UNTOLD.has(name) && !isSame(before[name] ?? null, after[name] ?? null),
  )
  if (names.length === 0) return undefined
  const of = (members: Members) =>
    Object.fromEntries(names.map((name) => [name, HASHES.has(name) ? CHANGED : (members[name] ?? null)]))
  return { before: of(before), after: of(after) }
}

/** What people call a record. */
function nameOf({ mac, sip_user, name, code, id }: Members): string {
  if (typeof mac === 'string') return printMac(mac as Parameters<typeof printMac>[0])
  return String(sip_user ?? name ?? code ?? id)
}

interface Written {
  readonly collection: CollectionName
  readonly before: Promise<Entity | undefined>
}

/** One row of the log, but for what it is about. */
type Told = Pick<
  AuditRow,
  'tenant_id' | 'what' | 'record_id' | 'record' | 'change' | 'count' | 'before' | 'after' | 'about'
>

function rowOf(
  what: string,
  before: Entity | undefined,
  after: Entity | undefined,
  elsewhere: string,
): Told | undefined {
  const record = (after ?? before) as (Entity & Members) | undefined
  if (!record) return undefined
  const found = before && after ? differences({ ...before }, { ...after }) : undefined
  if (before && after && !found) return undefined
  const about = what === 'user' ? record.id : ((record.user_id as string | null | undefined) ?? null)
  return {
    tenant_id: what === 'tenant' && after ? record.id : ((record.tenant_id as string | null | undefined) ?? elsewhere),
    what,
    record_id: record.id,
    // A person who goes leaves no name behind.
    record: what === 'user' && !after ? null : nameOf(record),
    change: !before ? 'created' : after ? 'changed' : 'deleted',
    count: 1,
    before: found?.before ?? null,
    after: found?.after ?? null,
    about: what === 'user' && !after ? null : about,
  }
}

/** Adds rows to the logs of their tenants and forgets the oldest, without looking at any other. */
async function append(tx: Transaction, ports: Ports, origin: Origin, told: readonly Told[]): Promise<void> {
  const created_at = ports.now().toISOString()
  for (const row of told) {
    const { tenant_id } = row
    const log = LOGS.audit(tenant_id)
    const known = await tx.get('change_logs', log)
    const n = (known?.last ?? 0) + 1
    tx.put('change_logs', { created_at, ...known, id: log, tenant_id, last: n })
    tx.put('audit', { id: `${tenant_id}.${n}`, created_at, ...origin, ...row })
    if (n > AUDIT_LENGTH) tx.remove('audit', `${tenant_id}.${n - AUDIT_LENGTH}`)
  }
}

/** Tells what was written, kind by kind; a change of a whole tenant must not make a journal of its own. */
async function tell(tx: Transaction, ports: Ports, written: ReadonlyMap<string, Written>): Promise<void> {
  const origin = presentOrigin()
  const server = await tx.get('server', 'server')
  const byKind = new Map<string, Told[]>()
  for (const [key, { collection, before }] of written) {
    const what = AUDITED[collection] ?? collection
    const id = key.slice(collection.length + 1)
    const [was, is] = [await before, await tx.get(collection, id)]
    // What was told of a person goes with them, whoever takes them away.
    if (collection === 'users' && was && !is)
      for (const row of await tx.find('audit', 'about', id)) tx.remove('audit', row.id)
    const row = origin && rowOf(what, was, is, server?.default_tenant_id ?? '')
    if (row) byKind.set(what, [...(byKind.get(what) ?? []), row])
  }
  if (!origin) return
  const gone = [...written.keys()]
    .filter((key) => key.startsWith('tenants/'))
    .map((key) => key.slice('tenants/'.length))
  const told = [...byKind.values()].flatMap((rows): Told[] => {
    const [first] = rows
    if (!first || rows.length <= MOST_TOLD) return rows
    return [
      {
        ...first,
        record_id: null,
        record: null,
        change: 'many',
        count: rows.length,
        before: null,
        after: null,
        about: null,
      },
    ]
  })
  const left: Told[] = []
  // What went with its tenant is told by the tenant's own row, which stands elsewhere.
  for (const row of told) if (!gone.includes(row.tenant_id) || (await tx.get('tenants', row.tenant_id))) left.push(row)
  await append(tx, ports, origin, left)
}

/**
 * The store with a log of who changed what, written in the transaction of the change and so as durable as it. Stands
 * above the consequences of writes: told is what somebody did, not what followed from it.
 */
export function auditingStore(store: Store, ports: Ports): Store {
  return withTransact(store, (change) =>
    store.transact(async (plain) => {
      const written = new Map<string, Written>()
      const note = (collection: CollectionName, id: string) => {
        const key = `${collection}/${id}`
        if (AUDITED[collection] === undefined || written.has(key)) return
        written.set(key, { collection, before: plain.get(collection, id) as Promise<Entity | undefined> })
      }
      const result = await change(observed(plain, note))
      if (written.size > 0) await tell(plain, ports, written)
      return result
    }),
  )
}

/** Puts on record that somebody read a phone's secrets. */
export function noteSecretsRead(
  store: Store,
  ports: Ports,
  origin: Origin,
  phone: Entity & { readonly tenant_id: string; readonly mac: string },
): Promise<void> {
  return store.transact((tx) =>
    append(tx, ports, origin, [
      {
        tenant_id: phone.tenant_id,
        what: 'phone',
        record_id: phone.id,
        record: nameOf({ ...phone }),
        change: 'secrets_read',
        count: 1,
        before: null,
        after: null,
        about: null,
      },
    ]),
  )
}
