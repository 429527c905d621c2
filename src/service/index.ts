import type { Ports } from '../domain/ports.js'
import type { Template } from '../render/template.js'
import type { Network } from '../security/addresses.js'
import type { Blobs } from '../store/blobs.js'
import type { Store } from '../store/store.js'
import type { AddressSource } from './address.js'
import { AuthService } from './auth.js'
import { BaseService } from './bases.js'
import { DeskService } from './desk-service.js'
import { GroupService } from './groups.js'
import { JobService } from './jobs.js'
import { LayoutService } from './layouts.js'
import { Noted } from './noted.js'
import { OperatorService } from './operators.js'
import { PhoneService } from './phones.js'
import { Provision } from './provision.js'
import { RejectionService } from './rejections.js'
import { RoleService } from './roles.js'
import { ServerService } from './server.js'
import { PhoneInsights } from './states.js'
import { type TemplateFolders, TemplateService } from './templates.js'
import { TenantService } from './tenants.js'
import { Tracking } from './tracked.js'
import { UserService } from './users.js'
import { WarmCache } from './warm.js'

export interface ServicesOptions {
  readonly store: Store
  readonly blobs: Blobs
  readonly ports: Ports
  /** Compiled templates; what is in them changes with the administrator's own. */
  readonly templates: Map<string, Template>
  readonly templateFolders: TemplateFolders
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
  readonly bases: BaseService
  readonly desks: DeskService
  readonly jobs: JobService
  readonly operators: OperatorService
  readonly rejections: RejectionService
  readonly templates: TemplateService
  readonly insights: PhoneInsights
  readonly provision: Provision
  readonly server: ServerService
  readonly noted: Noted
  readonly warm: WarmCache
}

export function createServices(options: ServicesOptions): Services {
  const { store, blobs, ports, templates, trustedNetworks } = options
  const server = new ServerService(store, options.addresses)
  const warm = new WarmCache(options.warmBytes)
  const noted = new Noted(store, ports, options.onError)
  const tracking = new Tracking(store)
  const users = new UserService({ store, ports })
  const phones = new PhoneService({ store, ports })
  return {
    auth: new AuthService({ store, ports, server }),
    users,
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
    insights: new PhoneInsights({ store, server, templates }),
    provision: new Provision({ store, blobs, tracking, warm, noted, server, templates, trustedNetworks, ports }),
    server,
    noted,
    warm,
  }
}
