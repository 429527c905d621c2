import type { Ports, RedirectPort } from '../domain/ports.js'
import type { Registration } from '../domain/redirect.js'
import type { Templates } from '../render/template.js'
import type { Network } from '../security/addresses.js'
import type { Blobs } from '../store/blobs.js'
import type { Reader, Store } from '../store/store.js'
import type { AddressSource } from './address.js'
import { AuthService } from './auth.js'
import { GroupService } from './groups.js'
import { LayoutService } from './layouts.js'
import { Noted } from './noted.js'
import { PhoneService } from './phones.js'
import { Provision } from './provision.js'
import { RedirectAccountService } from './redirect-accounts.js'
import { aimingStore, RedirectAim } from './redirect-aim.js'
import { RedirectWorker } from './redirect-worker.js'
import { RedirectService } from './redirects.js'
import { RoleService } from './roles.js'
import { ServerService } from './server.js'
import { PhoneInsights } from './states.js'
import { TenantService } from './tenants.js'
import { Tracking } from './tracked.js'
import { UserService } from './users.js'
import { WarmCache } from './warm.js'

export interface ServicesOptions {
  readonly store: Store
  readonly blobs: Blobs
  readonly ports: Ports
  readonly templates: Templates
  readonly addresses: AddressSource
  readonly trustedNetworks: readonly Network[]
  /** Room for finished answers, bytes. */
  readonly warmBytes: number
  readonly onError: (error: unknown) => void
  /** How vendors' redirect services are reached, and who is told what they answered. */
  readonly redirect: RedirectPort
  readonly onRedirect: (registration: Registration) => void
}

/** Everything offhook does, by subject. */
export interface Services {
  readonly auth: AuthService
  readonly users: UserService
  readonly roles: RoleService
  readonly groups: GroupService
  readonly layouts: LayoutService
  readonly tenants: TenantService
  readonly phones: PhoneService
  readonly insights: PhoneInsights
  readonly provision: Provision
  readonly server: ServerService
  readonly noted: Noted
  readonly warm: WarmCache
  readonly redirects: RedirectService
  readonly redirectAccounts: RedirectAccountService
}

export function createServices(options: ServicesOptions): Services {
  const { blobs, ports, templates, trustedNetworks, redirect } = options
  const addresses = (reader: Reader) => server.addresses(reader)
  const aim = new RedirectAim({ ports, addresses })
  const store = aimingStore(options.store, aim, addresses)
  const server = new ServerService(store, options.addresses)
  const warm = new WarmCache(options.warmBytes)
  const noted = new Noted(store, ports, options.onError)
  const tracking = new Tracking(store)
  const { onRedirect: onSettled, onError } = options
  const worker = new RedirectWorker({ store, ports, redirect, onSettled, onError })
  return {
    auth: new AuthService({ store, ports, server }),
    users: new UserService({ store, ports }),
    roles: new RoleService({ store, ports }),
    groups: new GroupService({ store, ports }),
    layouts: new LayoutService({ store, ports }),
    tenants: new TenantService({ store, ports }),
    phones: new PhoneService({ store, ports }),
    insights: new PhoneInsights({ store, server, templates }),
    provision: new Provision({ store, blobs, tracking, warm, noted, server, templates, trustedNetworks, ports }),
    server,
    noted,
    warm,
    redirects: new RedirectService({ store, ports, aim, worker }),
    redirectAccounts: new RedirectAccountService({ store, ports, aim, worker }),
  }
}
