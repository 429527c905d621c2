import type { Follower, FollowerRun } from '../domain/follower.js'
import type { NotifyOutcome, NotifyPort, Ports, RedirectPort } from '../domain/ports.js'
import type { RedirectRecord } from '../domain/redirect.js'
import type { CompiledTemplates } from '../render/template.js'
import type { Network } from '../security/addresses.js'
import type { ClientCas } from '../security/client-certificate.js'
import type { Blobs } from '../store/blobs.js'
import type { LargeBlobs } from '../store/large-blobs.js'
import type { LedgerFile } from '../store/ledger-file.js'
import type { ServedFiles } from '../store/served-files.js'
import type { Reader, Store } from '../store/store.js'
import type { AddressSource } from './address.js'
import { AssetService } from './assets.js'
import { Attempts } from './attempts.js'
import { AuditService } from './audit.js'
import { auditingStore } from './auditing.js'
import { AuthService } from './auth.js'
import { Automatic } from './automatic.js'
import { BaseService } from './bases.js'
import { BootGuard } from './boot-guard.js'
import { ClientAuthService } from './client-auth.js'
import { ContactService } from './contacts.js'
import { DeskService } from './desk-service.js'
import { DryRuns } from './dry-run.js'
import { Events } from './events.js'
import { Fleet } from './fleet.js'
import { followedStore } from './follow.js'
import { FollowWorker } from './follow-worker.js'
import { guardedStore } from './followed-guard.js'
import { FollowedUsers } from './followed-users.js'
import { FollowerService } from './followers.js'
import type { FollowPort } from './foreign-user.js'
import { GroupService } from './groups.js'
import { HolidayService } from './holidays.js'
import { Inbox } from './inbox.js'
import { JobService } from './jobs.js'
import { KnockService } from './knock.js'
import { LayoutService } from './layouts.js'
import { Ledger } from './ledger.js'
import { LedgerEntries } from './ledger-entries.js'
import { type Alarm, Misses } from './misses.js'
import { pollOf } from './next-poll.js'
import { Noted } from './noted.js'
import { Notifier } from './notifier.js'
import { OperatorService } from './operators.js'
import { PbxService } from './pbx.js'
import { PhoneLogin } from './phone-login.js'
import { PhoneViews } from './phone-views.js'
import { PhoneService } from './phones.js'
import { PlacedUsers } from './placed-users.js'
import { Provision } from './provision.js'
import { RedirectAccountService } from './redirect-accounts.js'
import { aimingStore, RedirectAim } from './redirect-aim.js'
import { RedirectWorker } from './redirect-worker.js'
import { RedirectService } from './redirects.js'
import { RegistrationService } from './registrations.js'
import { rehearsingStore } from './rehearsal.js'
import { RejectionService } from './rejections.js'
import { RetirementService } from './retirement.js'
import { RoleService } from './roles.js'
import { SecondFactors } from './second-factors.js'
import { ServedBodies } from './served-bodies.js'
import { ServerService } from './server.js'
import { SipCredentials } from './sip-credentials.js'
import { SpeedDialService } from './speed-dials.js'
import { PhoneInsights } from './states.js'
import { SyncService } from './sync.js'
import { type TemplateFolders, TemplateService } from './templates.js'
import { TenantService } from './tenants.js'
import { TokenWatch } from './token-watch.js'
import { Tracking } from './tracked.js'
import { Uploads } from './uploads.js'
import { UserFileService } from './user-files.js'
import { UserService } from './users.js'
import { WarmCache } from './warm.js'

export interface ServicesOptions {
  readonly store: Store
  readonly blobs: Blobs
  readonly files: LargeBlobs
  readonly ledgerFile: LedgerFile
  readonly servedFiles: ServedFiles
  /** No asset may be longer, bytes. */
  readonly largestAsset: number
  readonly ports: Ports
  /** Compiled templates; what is in them changes with the administrator's own. */
  readonly templates: CompiledTemplates
  readonly templateFolders: TemplateFolders
  readonly addresses: AddressSource
  readonly trustedNetworks: readonly Network[]
  readonly clientCas: ClientCas
  /** Misses per address that are forgiven in ten minutes. */
  readonly missLimit: number
  /** Room for finished answers, bytes. */
  readonly warmBytes: number
  readonly onError: (error: unknown) => void
  readonly onAlarm: (alarm: Alarm) => void
  /** How vendors' redirect services are reached, and who is told what they answered. */
  readonly redirect: RedirectPort
  readonly onRedirect: (entry: RedirectRecord) => void
  /** How phones are asked to fetch, and who is told how that ended. */
  readonly notify: NotifyPort
  readonly onNotified: (outcome: NotifyOutcome['kind']) => void
  /** How other systems' users are read, and who is told how a run ended. */
  readonly follow: FollowPort
  readonly onFollowed: (follower: Follower, run: FollowerRun) => void
}

/** Everything offhook does, by subject. */
export interface Services {
  readonly auth: AuthService
  readonly secondFactors: SecondFactors
  readonly tokens: TokenWatch
  readonly audit: AuditService
  readonly users: UserService
  readonly placedUsers: PlacedUsers
  readonly sipCredentials: SipCredentials
  readonly retirement: RetirementService
  readonly roles: RoleService
  readonly groups: GroupService
  readonly layouts: LayoutService
  readonly tenants: TenantService
  readonly phones: PhoneService
  readonly bases: BaseService
  readonly desks: DeskService
  readonly jobs: JobService
  readonly notifier: Notifier
  readonly automatic: Automatic
  readonly operators: OperatorService
  readonly rejections: RejectionService
  readonly templates: TemplateService
  readonly assets: AssetService
  readonly uploads: Uploads
  readonly insights: PhoneInsights
  readonly fleet: Fleet
  readonly dryRuns: DryRuns
  readonly views: PhoneViews
  readonly inbox: Inbox
  readonly bootGuard: BootGuard
  readonly provision: Provision
  readonly knocks: KnockService
  readonly registrations: RegistrationService
  readonly clientAuth: ClientAuthService
  readonly pbx: PbxService
  readonly speedDials: SpeedDialService
  readonly holidays: HolidayService
  readonly contacts: ContactService
  readonly sync: SyncService
  readonly userFiles: UserFileService
  readonly server: ServerService
  readonly noted: Noted
  readonly ledger: Ledger
  readonly ledgerEntries: LedgerEntries
  readonly events: Events
  readonly served: ServedBodies
  readonly warm: WarmCache
  readonly misses: Misses
  readonly redirects: RedirectService
  readonly redirectAccounts: RedirectAccountService
  readonly followers: FollowerService
}

export function createServices(options: ServicesOptions): Services {
  const { blobs, files, ports, clientCas, onAlarm, onError, redirect } = options
  const { templates } = options.templates
  const addresses = (reader: Reader) => server.addresses(reader)
  const aim = new RedirectAim({ ports, addresses })
  // What follows from a write is written with it, whoever makes it.
  const followed = followedStore(aimingStore(rehearsingStore(options.store), aim, addresses), ports)
  const audited = auditingStore(followed, ports)
  const store = guardedStore(audited)
  const server = new ServerService(store, options.addresses)
  const ledger = new Ledger({ reader: store, file: options.ledgerFile, onError })
  const ledgerEntries = new LedgerEntries(ledger, ports)
  const remake = (phone_id: string, file: string) => insights.remake(phone_id, file)
  const served = new ServedBodies({ files: options.servedFiles, store, remake, onError })
  const events = new Events(ports, options.ledgerFile.epoch, onError)
  const attempts = new Attempts(ports)
  const secondFactors = new SecondFactors({ store, ports, server, attempts })
  const warm = new WarmCache(options.warmBytes)
  const noted = new Noted(store, ports, onError, onAlarm)
  const registrations = new RegistrationService(store, ports, onError)
  const tracking = new Tracking(store)
  const misses = new Misses(onAlarm, options.missLimit)
  const proofs = { trusted: options.trustedNetworks, login: new PhoneLogin({ store, server, onAlarm }), clientCas }
  const uploads = new Uploads({ store, blobs, ports })
  const auth = new AuthService({ store, ports, server, attempts, secondFactors })
  const users = new UserService({ store, ports })
  const insights = new PhoneInsights({ store, server, templates, uploads })
  const fleet = new Fleet({ store, insights, ports, events, onError })
  const bootGuard = new BootGuard({
    store,
    ports,
    pollOf: async (phone) => pollOf((await insights.plan(phone)).plan),
    onError,
  })
  ledger.onRows(fleet.heard)
  ledger.onRows(bootGuard.heard)
  const phones = new PhoneService({ store, ports, blobs })
  const jobs = new JobService({ store, ports, fleet })
  const automatic = new Automatic({ store, jobs, onError })
  fleet.onOutOfDate(automatic.outOfDate)
  fleet.onFoundOutOfDate(automatic.foundOutOfDate)
  const pbx = new PbxService({ store, ports })
  const { notify, onNotified } = options
  const life = { store, ports, blobs, phones, users, pbx }
  const notifier = new Notifier({
    ...life,
    server,
    insights,
    served,
    registrations,
    notify,
    ledger,
    events,
    fleet,
    onNotified,
    onError,
  })
  const rejections = new RejectionService({ store, ports })
  const inbox = new Inbox({ store, phones, rejections, events })
  ledger.onRows(inbox.heard)
  const worker = new RedirectWorker({ store, ports, redirect, onSettled: options.onRedirect, onError })
  const dryRuns = new DryRuns({ store, server, templates })
  // What a run of a follower writes passes the guard that holds everybody else off.
  const followedUsers = new FollowedUsers({ store: audited, ports, users: new UserService({ store: audited, ports }) })
  const followWorker = new FollowWorker({
    store: audited,
    ports,
    follow: options.follow,
    users: followedUsers,
    events,
    onRun: options.onFollowed,
    onError,
  })
  return {
    auth,
    secondFactors,
    tokens: new TokenWatch(auth, store),
    audit: new AuditService({ store, ports }),
    users,
    placedUsers: new PlacedUsers({ store, ports, users, onError, later: setImmediate }),
    sipCredentials: new SipCredentials(store),
    retirement: new RetirementService({ store, ports }),
    roles: new RoleService({ store, ports }),
    groups: new GroupService({ store, ports }),
    layouts: new LayoutService({ store, ports }),
    tenants: new TenantService({ store, ports }),
    phones,
    bases: new BaseService({ store, ports, phones }),
    desks: new DeskService({ store, ports, users, phones }),
    operators: new OperatorService({ store, ports }),
    jobs,
    notifier,
    automatic,
    rejections,
    templates: new TemplateService(options.templates, options.templateFolders, () => {
      warm.clear()
      fleet.lookAtAll().catch(onError)
    }),
    uploads,
    assets: new AssetService({ store, ports, files, largest: options.largestAsset }),
    insights,
    fleet,
    views: new PhoneViews({ store, server, templates, served }),
    dryRuns,
    inbox,
    bootGuard,
    knocks: new KnockService({ store, ports, server }),
    registrations,
    pbx,
    clientAuth: new ClientAuthService({ store, ports, registrations }),
    userFiles: new UserFileService({ store, ports, blobs, onError: onError }),
    speedDials: new SpeedDialService({ store, ports }),
    holidays: new HolidayService({ store, ports }),
    contacts: new ContactService({ store, ports }),
    sync: new SyncService(store),
    provision: new Provision({
      store,
      uploads,
      files,
      tracking,
      warm,
      noted,
      entries: ledgerEntries,
      served,
      registrations,
      server,
      templates,
      proofs,
      misses,
      onAlarm,
      ports,
    }),
    server,
    noted,
    ledger,
    ledgerEntries,
    events,
    served,
    warm,
    misses,
    redirects: new RedirectService({ store, ports, aim, worker }),
    redirectAccounts: new RedirectAccountService({ store, ports, aim, worker }),
    followers: new FollowerService({ store: audited, ports, worker: followWorker, users: followedUsers, dryRuns }),
  }
}
