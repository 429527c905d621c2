import type { ServerRecord, Tenant } from '../domain/model.js'
import type { Ports } from '../domain/ports.js'
import type { Secret } from '../domain/secret.js'
import { createCa } from '../security/ca.js'
import type { CertifiedKey } from '../security/certificate.js'
import { hashPassword, verifyPassword } from '../security/password.js'
import { createPathToken, randomPassword } from '../security/token.js'
import type { Store } from '../store/store.js'
import { newEntity } from './context.js'
import { SERVER_ID } from './server.js'

export interface InstallOptions {
  readonly store: Store
  readonly ports: Ports
  /** SIP domain of the default tenant; used at the first start only. */
  readonly sipDomain: string
  /** The administrator's password; without one, the first start makes it. */
  readonly adminPassword: Secret | undefined
}

export interface Installed {
  /** The password made at this first start, to be shown once. */
  readonly madePassword: Secret | undefined
  readonly ca: CertifiedKey
}

/** Makes what a new data directory needs: the default tenant, the administrator, our own CA. */
export async function install({ store, ports, sipDomain, adminPassword }: InstallOptions): Promise<Installed> {
  const known = await store.get('server', SERVER_ID)
  if (known?.ca) {
    await keepPassword(store, known, adminPassword)
    return { madePassword: undefined, ca: known.ca }
  }
  const ca = await createCa()
  const password = adminPassword ?? randomPassword(20)
  const admin_password_hash = await hashPassword(password.reveal())
  await store.transact(async (tx) => {
    const tenant: Tenant = {
      ...newEntity(ports),
      name: 'default',
      sip_domain: sipDomain.toLowerCase(),
      pbx: 'generic',
      models: {},
      interfaces: {},
      enrolment_token: createPathToken((n) => ports.random(n)),
      enrolment_networks: [],
      settings: {},
      overrides: {},
    }
    tx.put('tenants', tenant)
    tx.put('server', {
      id: SERVER_ID,
      created_at: ports.now().toISOString(),
      default_tenant_id: tenant.id,
      admin_password_hash,
      public_urls: null,
      told_urls: null,
      move: null,
      ca_installed: false,
      ca,
    })
  })
  return { madePassword: adminPassword ? undefined : password, ca }
}

/** A password given at a later start replaces the stored one. */
async function keepPassword(store: Store, known: ServerRecord, given: Secret | undefined): Promise<void> {
  if (!given || (await verifyPassword(known.admin_password_hash, given.reveal()))) return
  const admin_password_hash = await hashPassword(given.reveal())
  await store.transact(async (tx) => {
    const record = await tx.get('server', SERVER_ID)
    if (record) tx.put('server', { ...record, admin_password_hash })
  })
}
