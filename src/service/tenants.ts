import { modelIn, vendorNamed } from '../catalogue/index.js'
import { DomainError, notFound, type Problems } from '../domain/errors.js'
import { mergePatch } from '../domain/inherit.js'
import type { LevelChoice, Overrides, Tenant, User } from '../domain/model.js'
import type { NotifyChoice } from '../domain/notify.js'
import { type Actor, may } from '../domain/permission.js'
import { type Settings, settingsSchema, settingsWithoutFirmware } from '../domain/settings.js'
import { parseNetworks } from '../security/addresses.js'
import { createPathToken } from '../security/token.js'
import type { Reader } from '../store/store.js'
import { checkReferences } from './asset-references.js'
import { checkOverrides } from './check-phone.js'
import { checkSettings } from './check-settings.js'
import { newEntity, type ServiceDeps } from './context.js'
import { modelKey } from './levels.js'
import { isPromised } from './sip-domain.js'
import { releaseFiles } from './user-files.js'

/** Choices for one model: `settings` and `overrides` merge like everywhere else. */
export interface ModelPatch {
  readonly settings?: unknown
  readonly overrides?: Readonly<Record<string, string | null>>
}

/** Merged member by member; null returns one to its default. */
export type NotifyPatch = { readonly [M in keyof NotifyChoice]?: NotifyChoice[M] | null }

/** Members a change replaces whole, without a rule of ours. */
const PLAIN = ['phone_login', 'enrolment_pin', 'lock_on_foreign_agent', 'site_limit'] as const

export interface TenantDraft
  extends Partial<Pick<Tenant, 'pbx' | 'interfaces' | 'enrolment_networks' | (typeof PLAIN)[number]>> {
  readonly name?: string
  readonly sip_domain: string
  readonly settings?: unknown
  readonly overrides?: Readonly<Record<string, string | null>>
  readonly models?: Readonly<Record<string, ModelPatch | null>>
  readonly notify?: NotifyPatch
}

/** Splits `yealink/T46U` and gives it the catalogue's spelling; undefined when the vendor is unknown. */
function catalogueKey(key: string): string | undefined {
  const [vendorName = '', ...model] = key.split('/')
  const vendor = vendorNamed(vendorName)
  return vendor && model.length > 0 ? modelKey(vendor.id, modelIn(vendor, model.join('/')).id) : undefined
}

/** What goes with a tenant. */
const OWNED = [
  'groups',
  'layouts',
  'roles',
  'jobs',
  'job_steps',
  'rejections',
  'operators',
  'second_factors',
  'desks',
  'assets',
  'holidays',
  'contacts',
  'redirect_accounts',
  'redirect_jobs',
  'audit',
  'redirects',
  'followers',
] as const

/** What keeps a tenant from being deleted, beside users who are there. */
const IN_USE = ['accepted_users', 'phones'] as const

export class TenantService {
  readonly #deps: ServiceDeps

  constructor(deps: ServiceDeps) {
    this.#deps = deps
  }

  /** The caller's tenant, or any for those who administer tenants. @throws DomainError `not_found`. */
  async get(actor: Actor, id: string): Promise<Tenant> {
    if (id !== actor.tenant_id && !may(actor, 'system.tenant')) return notFound('tenant')
    return (await this.#deps.store.get('tenants', id)) ?? notFound('tenant')
  }

  async list(actor: Actor): Promise<Tenant[]> {
    const all = await this.#deps.store.all('tenants')
    return all.filter((tenant) => tenant.id === actor.tenant_id || may(actor, 'system.tenant'))
  }

  async create(draft: Partial<TenantDraft>, problems: Problems): Promise<Tenant> {
    return this.#deps.store.transact(async (tx) => {
      const tenant: Tenant = {
        ...newEntity(this.#deps.ports),
        name: draft.name ?? draft.sip_domain ?? '',
        sip_domain: '',
        pbx: 'generic',
        models: {},
        interfaces: {},
        enrolment_token: createPathToken((n) => this.#deps.ports.random(n)),
        enrolment_networks: [],
        settings: {},
        overrides: {},
      }
      const made = await this.#apply(tx, tenant, draft, problems)
      problems.throwIfAny()
      tx.put('tenants', made)
      return made
    })
  }

  async update(actor: Actor, id: string, change: Partial<TenantDraft>, problems: Problems): Promise<void> {
    await this.get(actor, id)
    await this.#deps.store.transact(async (tx) => {
      const tenant = (await tx.get('tenants', id)) ?? notFound('tenant')
      const changed = await this.#apply(tx, tenant, change, problems)
      problems.throwIfAny()
      tx.put('tenants', changed)
    })
  }

  async #apply(reader: Reader, tenant: Tenant, change: Partial<TenantDraft>, problems: Problems): Promise<Tenant> {
    const sip_domain = change.sip_domain?.toLowerCase() ?? tenant.sip_domain
    if (sip_domain !== tenant.sip_domain) {
      const [other] = await reader.find('tenants', 'sip_domain', sip_domain)
      if ((other && other.id !== tenant.id) || (await isPromised(reader, sip_domain, tenant.id)))
        problems.conflict('sip_domain', 'unique', `${sip_domain} belongs to another tenant`)
    }
    change.enrolment_networks?.forEach((network, index) => {
      try {
        parseNetworks(network)
      } catch (error) {
        problems.add(`enrolment_networks[${index}]`, 'network', (error as Error).message)
      }
    })
    const models = applyModels(tenant.models, change.models, problems)
    for (const [model, choice] of Object.entries(models))
      await checkReferences(reader, tenant.id, choice.settings, problems, `models.${model}.settings`)
    const chosen = applyLevel(tenant, change, problems, '', settingsWithoutFirmware)
    await checkReferences(reader, tenant.id, chosen.settings, problems, 'settings')
    return {
      ...tenant,
      ...chosen,
      ...Object.fromEntries(PLAIN.flatMap((name) => (change[name] === undefined ? [] : [[name, change[name]]]))),
      name: change.name ?? tenant.name,
      sip_domain,
      pbx: change.pbx ?? tenant.pbx,
      interfaces: change.interfaces ?? tenant.interfaces,
      enrolment_networks: change.enrolment_networks ?? tenant.enrolment_networks,
      models,
      ...applyNotify(tenant.notify, change.notify, problems),
    }
  }

  /** A new enrolment URL for all phones of the tenant; the old one stops working at once. */
  async renewEnrolmentToken(actor: Actor, id: string): Promise<void> {
    await this.get(actor, id)
    await this.#deps.store.transact(async (tx) => {
      const tenant = (await tx.get('tenants', id)) ?? notFound('tenant')
      tx.put('tenants', { ...tenant, enrolment_token: createPathToken((n) => this.#deps.ports.random(n)) })
    })
  }

  /** @throws DomainError `in_use` while the tenant has users, phones or redirect entries to take out, or is the default one. */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.get(actor, id)
    await this.#deps.store.transact(async (tx) => {
      const server = await tx.get('server', 'server')
      const users = await tx.find('users', 'tenant', id)
      const others = await Promise.all(IN_USE.map((collection) => tx.find(collection, 'tenant', id)))
      const used = users.some(isThere) || others.some((records) => records.length > 0)
      if (used || server?.default_tenant_id === id)
        throw new DomainError('in_use', 'the tenant still has users or phones, or is the default tenant')
      if ((await tx.find('redirects', 'tenant', id)).some(({ due_at }) => due_at !== null))
        throw new DomainError('in_use', 'phones of the tenant are still being taken out of redirect services')
      // Nobody is left to bring them back.
      for (const user of users) {
        await releaseFiles(tx, user.id)
        tx.remove('users', user.id)
      }
      for (const collection of OWNED) {
        for (const record of await tx.find(collection, 'tenant', id)) tx.remove(collection, record.id)
      }
      tx.remove('tenants', id)
    })
  }
}

const isThere = ({ deleted_at }: Pick<User, 'deleted_at'>): boolean => deleted_at === null

function applyLevel(
  stored: LevelChoice,
  change: { settings?: unknown; overrides?: Readonly<Record<string, string | null>> },
  problems: Problems,
  prefix: string,
  schema = settingsSchema as typeof settingsWithoutFirmware,
): { settings: Settings; overrides: Overrides } {
  const settings = checkSettings(
    mergePatch(stored.settings, change.settings ?? {}),
    problems,
    `${prefix}settings`,
    schema,
  )
  const overrides = mergePatch(stored.overrides, change.overrides ?? {}) as Overrides
  checkOverrides(overrides, problems, `${prefix}overrides`)
  return { settings: settings ?? stored.settings, overrides }
}

function applyNotify(
  stored: NotifyChoice | undefined,
  patch: NotifyPatch | undefined,
  problems: Problems,
): Pick<Tenant, 'notify'> {
  if (patch === undefined) return stored ? { notify: stored } : {}
  const kept = Object.entries({ ...stored, ...patch }).filter(([, value]) => value !== null && value !== undefined)
  const notify = Object.fromEntries(kept) as NotifyChoice
  if (notify.route === 'proxy' && notify.host === undefined)
    problems.add('notify.host', 'required', 'a proxy needs a host')
  return { notify }
}

function applyModels(stored: Tenant['models'], patch: TenantDraft['models'], problems: Problems): Tenant['models'] {
  const models: Record<string, LevelChoice> = { ...stored }
  for (const [name, change] of Object.entries(patch ?? {})) {
    const key = catalogueKey(name)
    if (key === undefined) problems.add(`models.${name}`, 'known', 'must be <vendor>/<model> of a known vendor')
    else if (change === null) delete models[key]
    else models[key] = applyLevel(models[key] ?? { settings: {}, overrides: {} }, change, problems, `models.${name}.`)
  }
  return models
}
