import type { Asset } from '../domain/asset.js'
import type { AuditRow } from '../domain/audit.js'
import type { Desk } from '../domain/desk.js'
import type { Change, ChangeLog, Contact, Favourite, Holiday, HolidayChoice, SpeedDial } from '../domain/directory.js'
import type { Follower } from '../domain/follower.js'
import type { Job, JobStep, Rejection } from '../domain/job.js'
import { watchedBy } from '../domain/keys.js'
import type {
  AcceptedUser,
  Group,
  KeyLayout,
  Phone,
  Role,
  Served,
  ServerRecord,
  Session,
  Tenant,
  Upload,
  User,
} from '../domain/model.js'
import type { OperatorToken } from '../domain/operator.js'
import type { RedirectAccount, RedirectJob, RedirectRecord } from '../domain/redirect.js'
import type { Registration } from '../domain/registration.js'
import type { SecondFactor } from '../domain/second-factor.js'
import type { UserFile } from '../domain/user-file.js'

/** Every collection and the record it holds. */
export interface Collections {
  readonly server: ServerRecord
  readonly tenants: Tenant
  readonly users: User
  /** Users who are promised and not in place yet. */
  readonly accepted_users: AcceptedUser
  readonly phones: Phone
  /** Deleted or replaced phones that still get a clearing file on their old token. */
  readonly tombstones: Phone
  readonly groups: Group
  readonly layouts: KeyLayout
  readonly roles: Role
  readonly sessions: Session
  /** By the account: a user's id, or `admin`. */
  readonly second_factors: SecondFactor
  readonly served: Served
  readonly jobs: Job
  readonly job_steps: JobStep
  readonly rejections: Rejection
  readonly operators: OperatorToken
  readonly registrations: Registration
  readonly speed_dials: SpeedDial
  readonly holidays: Holiday
  readonly holiday_choices: HolidayChoice
  readonly contacts: Contact
  readonly favourites: Favourite
  readonly change_logs: ChangeLog
  readonly changes: Change
  readonly assets: Asset
  readonly audit: AuditRow
  readonly uploads: Upload
  readonly user_files: UserFile
  readonly desks: Desk
  readonly redirect_accounts: RedirectAccount
  readonly redirect_jobs: RedirectJob
  readonly redirects: RedirectRecord
  readonly followers: Follower
}

export type CollectionName = keyof Collections

/**
 * The look-ups every store answers without a scan. An index maps a record to the keys it is found by;
 * a record without keys is simply not in that index. Keys are compared exactly.
 */
export const INDEXES = {
  server: {},
  tenants: {
    sip_domain: (t: Tenant) => [t.sip_domain],
    enrolment_token: (t: Tenant) => [t.enrolment_token.hash],
  },
  users: {
    tenant: (u: User) => [u.tenant_id],
    sip_user: (u: User) => (u.deleted_at ? [] : [`${u.tenant_id}/${u.sip_user}`]),
    extension: (u: User) => (u.extension === null || u.deleted_at ? [] : [`${u.tenant_id}/${u.extension}`]),
    login: (u: User) => (u.login === null || u.deleted_at ? [] : [`${u.tenant_id}/${u.login.toLowerCase()}`]),
    group: (u: User) => u.groups,
    role: (u: User) => [`${u.tenant_id}/${u.role}`],
    /** Whom the keys made of the user's BLFs watch. */
    watched: (u: User) => (u.blfs ?? []).flatMap((b) => (b.value === '' ? [] : [`${u.tenant_id}/${b.value}`])),
    /** The login whatever the tenant. */
    any_login: (u: User) => (u.login === null || u.deleted_at ? [] : [u.login.toLowerCase()]),
    /** Whose users they are elsewhere, and which of them. */
    followed: ({ followed: f }: User) => (f ? [f.by, `${f.by}/${f.key}`] : []),
  },
  accepted_users: {
    tenant: (a: AcceptedUser) => [a.tenant_id],
    sip_user: ({ user: u }: AcceptedUser) => [`${u.tenant_id}/${u.sip_user}`],
    extension: ({ user: u }: AcceptedUser) => (u.extension === null ? [] : [`${u.tenant_id}/${u.extension}`]),
    login: ({ user: u }: AcceptedUser) => (u.login === null ? [] : [`${u.tenant_id}/${u.login.toLowerCase()}`]),
    any_login: ({ user: u }: AcceptedUser) => (u.login === null ? [] : [u.login.toLowerCase()]),
  },
  phones: {
    tenant: (p: Phone) => [p.tenant_id],
    mac: (p: Phone) => [p.mac],
    token: (p: Phone) => [p.token.hash, ...(p.previous_token ? [p.previous_token.hash] : []), p.enrolment_token.hash],
    user: (p: Phone) => [...new Set(p.lines.map((l) => l.user_id))],
    layout: (p: Phone) => (p.key_layout_id ? [p.key_layout_id] : []),
    watched: (p: Phone) => watchedBy(p.keys).map((number) => `${p.tenant_id}/${number}`),
  },
  tombstones: {
    tenant: (p: Phone) => [p.tenant_id],
    token: (p: Phone) => [p.token.hash, ...(p.previous_token ? [p.previous_token.hash] : [])],
  },
  groups: {
    tenant: (g: Group) => [g.tenant_id],
    name: (g: Group) => [`${g.tenant_id}/${g.name.toLowerCase()}`],
  },
  layouts: {
    tenant: (l: KeyLayout) => [l.tenant_id],
    name: (l: KeyLayout) => [`${l.tenant_id}/${l.name.toLowerCase()}`],
    watched: (l: KeyLayout) => watchedBy(l.keys).map((number) => `${l.tenant_id}/${number}`),
  },
  roles: {
    tenant: (r: Role) => [r.tenant_id],
    name: (r: Role) => [`${r.tenant_id}/${r.name.toLowerCase()}`],
  },
  sessions: {
    login: (s: Session) => [s.login_id],
    user: (s: Session) => [s.user_id ?? 'admin'],
  },
  second_factors: { tenant: (f: SecondFactor) => (f.tenant_id === null ? [] : [f.tenant_id]) },
  // Looked up by id only: it is the phone's.
  served: {},
  jobs: {
    tenant: (j: Job) => [j.tenant_id],
    wish: (j: Job) => (j.wish ? [`${j.tenant_id}/${j.phone_id ?? '*'}/${j.action}`] : []),
    open: (j: Job) => (j.finished_at === null ? ['open'] : []),
  },
  job_steps: {
    tenant: (s: JobStep) => [s.tenant_id],
    job: (s: JobStep) => [s.job_id],
    phone: (s: JobStep) => [s.phone_id],
  },
  rejections: {
    tenant: (r: Rejection) => [r.tenant_id],
    mac: (r: Rejection) => [`${r.tenant_id}/${r.mac}`],
  },
  operators: {
    tenant: (o: OperatorToken) => [o.tenant_id],
    name: (o: OperatorToken) => [`${o.tenant_id}/${o.name.toLowerCase()}`],
    hash: (o: OperatorToken) => [o.hash],
    role: (o: OperatorToken) => [`${o.tenant_id}/${o.role}`],
  },
  registrations: { user: (r: Registration) => [r.user_id] },
  speed_dials: {
    user: (d: SpeedDial) => [d.user_id],
    code: (d: SpeedDial) => [`${d.user_id}/${d.book}/${d.code}`],
  },
  holidays: {
    user: (h: Holiday) => (h.user_id === null ? [] : [h.user_id]),
    tenant: (h: Holiday) => (h.user_id === null ? [h.tenant_id] : []),
  },
  holiday_choices: { holiday: (c: HolidayChoice) => c.holidays },
  contacts: {
    user: (c: Contact) => (c.user_id === null ? [] : [c.user_id]),
    tenant: (c: Contact) => (c.user_id === null ? [c.tenant_id] : []),
  },
  favourites: {
    user: (f: Favourite) => [f.user_id],
    target: (f: Favourite) => [f.target_id],
  },
  change_logs: {},
  changes: { log: (c: Change) => [c.log_id] },
  assets: {
    tenant: (a: Asset) => [a.tenant_id],
    name: (a: Asset) => [`${a.tenant_id}/${a.name.toLowerCase()}`],
  },
  audit: {
    tenant: (a: AuditRow) => [a.tenant_id],
    /** Rows that hold data of a person. */
    about: (a: AuditRow) => (a.about === null ? [] : [a.about]),
  },
  uploads: { phone: (u: Upload) => [u.phone_id] },
  user_files: {
    user: (f: UserFile) => (f.use ? [f.use.user_id] : []),
    spare: (f: UserFile) => (f.use ? [] : [f.released ? 'released' : 'fresh']),
  },
  desks: {
    tenant: (d: Desk) => [d.tenant_id],
    phone: (d: Desk) => [d.phone_id],
    current: (d: Desk) => (d.current_user_id === null ? [] : [d.current_user_id]),
  },
  redirect_accounts: {
    tenant: (a: RedirectAccount) => [a.tenant_id ?? 'server'],
  },
  redirect_jobs: {
    tenant: (j: RedirectJob) => [j.tenant_id],
  },
  redirects: {
    tenant: (r: RedirectRecord) => [r.tenant_id],
    phone: (r: RedirectRecord) => [r.phone_id],
    mac: (r: RedirectRecord) => [r.mac],
    account: (r: RedirectRecord) => (r.account_id === null ? [] : [r.account_id]),
    /** The outbox of each account. */
    due: (r: RedirectRecord) => (r.account_id === null || r.due_at === null ? [] : [r.account_id]),
    job: (r: RedirectRecord) => (r.job_id === null ? [] : [r.job_id]),
  },
  followers: {
    tenant: (f: Follower) => [f.tenant_id],
    name: (f: Follower) => [`${f.tenant_id}/${f.name.toLowerCase()}`],
  },
} as const satisfies { [C in CollectionName]: Record<string, (record: Collections[C]) => readonly string[]> }

export type IndexName<C extends CollectionName> = keyof (typeof INDEXES)[C] & string

export interface Reader {
  get<C extends CollectionName>(collection: C, id: string): Promise<Collections[C] | undefined>
  /** Every record found by the key, in order of creation (`created_at`, then id). */
  find<C extends CollectionName>(collection: C, index: IndexName<C>, key: string): Promise<readonly Collections[C][]>
  /** Every record of the collection, in order of creation. */
  all<C extends CollectionName>(collection: C): Promise<readonly Collections[C][]>
}

/** What a change function sees: all earlier transactions, flushed or not, and its own writes. */
export interface Transaction extends Reader {
  /** Stores the record whole under its id. The record must not be changed afterwards. */
  put<C extends CollectionName>(collection: C, record: Collections[C]): void
  remove(collection: CollectionName, id: string): void
}

/**
 * What a commit touched, as dependency keys: `phones/<id>` for a record and `phones.mac/<key>` for each
 * index key it had before or has now. `phones` alone is named whenever any record of a collection changed.
 */
export type Touched = ReadonlySet<string>

export const recordKey = (collection: CollectionName, id: string): string => `${collection}/${id}`
export const indexKey = (collection: CollectionName, index: string, key: string): string =>
  `${collection}.${index}/${key}`
/** What stands behind `prefix`, e.g. `phones/`, in the keys it begins. */
export function touchedBehind(touched: Touched, prefix: string): string[] {
  const names: string[] = []
  for (const key of touched) if (key.startsWith(prefix)) names.push(key.slice(prefix.length))
  return names
}

/** The state of the store for the readiness probe and metrics. */
export interface StoreHealth {
  /** False once a flush has failed: the store then refuses every write, reads go on. */
  readonly writable: boolean
  readonly reason: string | null
}

export interface Store extends Reader {
  /**
   * Runs change functions one after another and resolves once the change is durable and visible to readers.
   * A change that throws leaves nothing behind and rejects with its error. A change must not call `transact` itself:
   * it would wait for its own end.
   * @throws DomainError `store_failed` when the change could not be made durable.
   */
  transact<T>(change: (tx: Transaction) => Promise<T>): Promise<T>
  /** Calls the listener for each commit, after it is durable, before `transact` resolves. Returns the unsubscriber. */
  onCommit(listener: (touched: Touched) => void): () => void
  health(): StoreHealth
  close(): Promise<void>
}

/** Encrypts and decrypts stored secrets; handed in, so that the store knows no cryptography. */
export interface Sealer {
  seal(text: string): string
  /** @throws Error when the text was sealed with another key or was altered. */
  open(sealed: string): string
}
