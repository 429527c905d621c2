import type { Ports } from '../domain/ports.js'
import type { Templates } from '../render/template.js'
import type { Network } from '../security/addresses.js'
import type { Blobs } from '../store/blobs.js'
import type { Store } from '../store/store.js'
import type { AddressSource } from './address.js'
import { AuthService } from './auth.js'
import { GroupService } from './groups.js'
import { LayoutService } from './layouts.js'
import { Noted } from './noted.js'
import { PbxService } from './pbx.js'
import { PhoneService } from './phones.js'
import { Provision } from './provision.js'
import { RegistrationService } from './registrations.js'
import { RoleService } from './roles.js'
import { ServerService } from './server.js'
import { PhoneInsights } from './states.js'
import { TenantService } from './tenants.js'
import { Tracking } from './tracked.js'
import { UserFileService } from './user-files.js'
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
  readonly registrations: RegistrationService
  readonly pbx: PbxService
  readonly userFiles: UserFileService
  readonly server: ServerService
  readonly noted: Noted
  readonly warm: WarmCache
}

export function createServices(options: ServicesOptions): Services {
  const { store, blobs, ports, templates, trustedNetworks } = options
  const server = new ServerService(store, options.addresses)
  const warm = new WarmCache(options.warmBytes)
  const noted = new Noted(store, ports, options.onError)
  const registrations = new RegistrationService(store, ports, options.onError)
  const tracking = new Tracking(store)
  return {
    auth: new AuthService({ store, ports, server }),
    users: new UserService({ store, ports }),
    roles: new RoleService({ store, ports }),
    groups: new GroupService({ store, ports }),
    layouts: new LayoutService({ store, ports }),
    tenants: new TenantService({ store, ports }),
    phones: new PhoneService({ store, ports }),
    insights: new PhoneInsights({ store, server, templates }),
    provision: new Provision({
      store,
      blobs,
      tracking,
      warm,
      noted,
      registrations,
      server,
      templates,
      trustedNetworks,
      ports,
    }),
    registrations,
    pbx: new PbxService({ store, ports }),
    userFiles: new UserFileService({ store, ports, blobs, onError: options.onError }),
    server,
    noted,
    warm,
  }
}
