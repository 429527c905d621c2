import type { Ports, RedirectPort } from '../domain/ports.js'
import type { RedirectRecord } from '../domain/redirect.js'
import type { Template } from '../render/template.js'
import type { Network } from '../security/addresses.js'
import type { ClientCas } from '../security/client-certificate.js'
import type { Blobs } from '../store/blobs.js'
import type { LargeBlobs } from '../store/large-blobs.js'
import type { Reader, Store } from '../store/store.js'
import type { AddressSource } from './address.js'
import { AssetService } from './assets.js'
import { AuthService } from './auth.js'
import { BaseService } from './bases.js'
import { ClientAuthService } from './client-auth.js'
import { ContactService } from './contacts.js'
import { DeskService } from './desk-service.js'
import { followedStore } from './follow.js'
import { GroupService } from './groups.js'
import { HolidayService } from './holidays.js'
import { JobService } from './jobs.js'
import { KnockService } from './knock.js'
import { LayoutService } from './layouts.js'
import { type Alarm, Misses } from './misses.js'
import { Noted } from './noted.js'
import { OperatorService } from './operators.js'
import { PbxService } from './pbx.js'
import { PhoneLogin } from './phone-login.js'
import { PhoneService } from './phones.js'
import { PlacedUsers } from './placed-users.js'
import { Provision } from './provision.js'
import { RedirectAccountService } from './redirect-accounts.js'
import { aimingStore, RedirectAim } from './redirect-aim.js'
import { RedirectWorker } from './redirect-worker.js'
import { RedirectService } from './redirects.js'
import { RegistrationService } from './registrations.js'
import { RejectionService } from './rejections.js'
import { RetirementService } from './retirement.js'
import { RoleService } from './roles.js'
import { ServerService } from './server.js'
import { SipCredentials } from './sip-credentials.js'
import { SpeedDialService } from './speed-dials.js'
import { PhoneInsights } from './states.js'
import { SyncService } from './sync.js'
import { type TemplateFolders, TemplateService } from './templates.js'
import { TenantService } from './tenants.js'
import { Tracking } from './tracked.js'
import { Uploads } from './uploads.js'
import { UserFileService } from './user-files.js'
import { UserService } from './users.js'
import { WarmCache } from './warm.js'

export interface ServicesOptions {
  readonly store: Store
  readonly blobs: Blobs
  readonly files: LargeBlobs
  /** No asset may be longer, bytes. */
  readonly largestAsset: number
  readonly ports: Ports
  /** Compiled templates; what is in them changes with the administrator's own. */
  readonly templates: Map<string, Template>
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
}

/** Everything offhook does, by subject. */
export interface Services {
  readonly auth: AuthService
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
  readonly operators: OperatorService
  readonly rejections: RejectionService
  readonly templates: TemplateService
  readonly assets: AssetService
  readonly uploads: Uploads
  readonly insights: PhoneInsights
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
  readonly warm: WarmCache
  readonly misses: Misses
  readonly redirects: RedirectService
  readonly redirectAccounts: RedirectAccountService
}

export function createServices(options: ServicesOptions): Services {
  const { blobs, files, ports, templates, clientCas, onAlarm, onError, redirect } = options
  const addresses = (reader: Reader) => server.addresses(reader)
  const aim = new RedirectAim({ ports, addresses })
  // What follows from a write is written with it, whoever makes it.
  const store = followedStore(aimingStore(options.store, aim, addresses), ports)
  const server = new ServerService(store, options.addresses)
  const warm = new WarmCache(options.warmBytes)
  const noted = new Noted(store, ports, onError, onAlarm)
  const registrations = new RegistrationService(store, ports, onError)
  const tracking = new Tracking(store)
  const misses = new Misses(onAlarm, options.missLimit)
  const proofs = { trusted: options.trustedNetworks, login: new PhoneLogin({ store, server, onAlarm }), clientCas }
  const uploads = new Uploads({ store, blobs, ports })
  const users = new UserService({ store, ports })
  const phones = new PhoneService({ store, ports, blobs })
  const worker = new RedirectWorker({ store, ports, redirect, onSettled: options.onRedirect, onError })
  return {
    auth: new AuthService({ store, ports, server }),
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
    jobs: new JobService({ store, ports }),
    rejections: new RejectionService({ store, ports }),
    templates: new TemplateService(templates, options.templateFolders, warm),
    uploads,
    assets: new AssetService({ store, ports, files, largest: options.largestAsset }),
    insights: new PhoneInsights({ store, server, templates, uploads }),
    knocks: new KnockService({ store, ports, server }),
    registrations,
    clientAuth: new ClientAuthService({ store, ports, registrations }),
    pbx: new PbxService({ store, ports }),
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
    warm,
    misses,
    redirects: new RedirectService({ store, ports, aim, worker }),
    redirectAccounts: new RedirectAccountService({ store, ports, aim, worker }),
  }
}
