import type { Ports } from '../domain/ports.js'
import type { Templates } from '../render/template.js'
import type { Network } from '../security/addresses.js'
import type { ClientCas } from '../security/client-certificate.js'
import type { Blobs } from '../store/blobs.js'
import type { Store } from '../store/store.js'
import type { AddressSource } from './address.js'
import { AuthService } from './auth.js'
import { GroupService } from './groups.js'
import { LayoutService } from './layouts.js'
import { type Alarm, Misses } from './misses.js'
import { Noted } from './noted.js'
import { PhoneLogin } from './phone-login.js'
import { PhoneService } from './phones.js'
import { Provision } from './provision.js'
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
  readonly clientCas: ClientCas
  /** Misses per address that are forgiven in ten minutes. */
  readonly missLimit: number
  /** Room for finished answers, bytes. */
  readonly warmBytes: number
  readonly onError: (error: unknown) => void
  readonly onAlarm: (alarm: Alarm) => void
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
  readonly misses: Misses
}

export function createServices(options: ServicesOptions): Services {
  const { store, blobs, ports, templates, clientCas, onAlarm } = options
  const server = new ServerService(store, options.addresses)
  const warm = new WarmCache(options.warmBytes)
  const noted = new Noted(store, ports, options.onError, onAlarm)
  const tracking = new Tracking(store)
  const misses = new Misses(onAlarm, options.missLimit)
  const proofs = { trusted: options.trustedNetworks, login: new PhoneLogin({ store, server, onAlarm }), clientCas }
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
  }
}
