import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { Phone } from '../../src/domain/model.js'
import {
  REDIRECT_SERVICES,
  type RedirectAccount,
  type RedirectRecord,
  type RedirectServiceId,
} from '../../src/domain/redirect.js'
import { Secret } from '../../src/domain/secret.js'
import { createRedirectPort } from '../../src/rps/index.js'
import { createOutgoing, parseAllowedTargets } from '../../src/security/outgoing.js'
import { aimingStore, RedirectAim } from '../../src/service/redirect-aim.js'
import { RedirectWorker } from '../../src/service/redirect-worker.js'
import { openLowdbStore } from '../../src/store/lowdb.js'
import type { Store } from '../../src/store/store.js'
import { phone as phoneRecord, sealerFor } from '../store/records.js'
import { ACCOUNT, type Fake } from './fakes/fake.js'
import { fanvilFdps } from './fakes/fanvil-fdps.js'
import { gigasetXmlRpc, MAC_ID } from './fakes/gigaset-xml-rpc.js'
import { PROFILE, PROFILE_URL, polycomZtp } from './fakes/polycom-ztp.js'
import { snomXmlRpc } from './fakes/snom-xml-rpc.js'
import { sraps } from './fakes/sraps.js'
import { yealinkXmlRpc } from './fakes/yealink-xml-rpc.js'
import { yealinkYmcs } from './fakes/yealink-ymcs.js'

export const FAKES: Readonly<Record<RedirectServiceId, () => Promise<Fake>>> = {
  'yealink-xmlrpc': yealinkXmlRpc,
  'yealink-ymcs': yealinkYmcs,
  'snom-xmlrpc': snomXmlRpc,
  'snom-sraps': () => sraps('setting_server'),
  'polycom-ztp': polycomZtp,
  'gigaset-xmlrpc': gigasetXmlRpc,
  'gigaset-grape': () => sraps('ProvisioningServer'),
  'fanvil-fdps': fanvilFdps,
}

const HOUR = 3600 * 1000

export interface Bench<F extends Fake = Fake> {
  readonly fake: F
  readonly store: Store
  readonly worker: RedirectWorker
  readonly account: RedirectAccount
  /** Where phones reach the server; to be followed by a `touch` or `repoint`. */
  base: string
  phone(n: number, members?: Partial<Phone>): Promise<Phone>
  change(phone: Phone, members: Partial<Phone>): Promise<Phone>
  remove(phone: Phone): Promise<void>
  credentials(members: Partial<RedirectAccount>): Promise<void>
  repoint(base: string): Promise<void>
  /** The URL the vendor shall hand out; Polycom's stands in its own profile. */
  wanted(phone: Phone): string
  registration(phone: Phone): Promise<RedirectRecord>
  /** Waits until the registration is as described. */
  until(phone: Phone, expected: Partial<RedirectRecord>): Promise<RedirectRecord>
  /** Waits for the vendor's next answer, whatever it is. */
  answered(phone: Phone): Promise<RedirectRecord>
  /** Lets time go by, so that everything that was put off is due. */
  later(ms?: number): void
  end(): Promise<void>
}

/** The outbox, the worker and one client against a fake, without a server around them. */
export async function startBench<F extends Fake>(service: RedirectServiceId, fake: F): Promise<Bench<F>> {
  const dir = mkdtempSync(join(tmpdir(), 'offhook-rps-'))
  const plain = await openLowdbStore({ dir, sealer: sealerFor('test') })
  let skew = 0
  const ports = { now: () => new Date(Date.now() + skew), random: randomBytes }
  const addresses = async () => ({ http: bench.base, https: null, safe: true, trusted: true })
  const aim = new RedirectAim({ ports, addresses })
  const store = aimingStore(plain, aim, addresses)
  const errors: unknown[] = []
  const worker = new RedirectWorker({
    store,
    ports,
    redirect: createRedirectPort({ outgoing: createOutgoing(parseAllowedTargets('127.0.0.1')), timeoutMs: 400 }),
    onSettled: () => undefined,
    onError: (error) => errors.push(error),
  })
  const account: RedirectAccount = {
    id: 'a1',
    created_at: new Date().toISOString(),
    tenant_id: 't1',
    service,
    base_url: fake.url,
    user: ACCOUNT.user,
    password: new Secret(ACCOUNT.password),
    options: service === 'polycom-ztp' ? { profile: PROFILE } : {},
    checked: null,
    reconciled: null,
  }
  const put = async (phone: Phone): Promise<Phone> => {
    await store.transact(async (tx) => tx.put('phones', phone))
    return phone
  }
  const bench: Bench<F> = {
    fake,
    store,
    worker,
    account,
    base: 'http://prov.example.net',
    phone: (n, members = {}) =>
      put(
        phoneRecord(n, {
          vendor: REDIRECT_SERVICES[service].vendor,
          rps: true,
          https: null,
          serial_number: service === 'gigaset-xmlrpc' ? MAC_ID : null,
          ...members,
        }),
      ),
    change: (phone, members) => put({ ...phone, ...members }),
    remove: (phone) => store.transact(async (tx) => tx.remove('phones', phone.id)),
    credentials: async (members) => {
      await store.transact(async (tx) => {
        const now = await tx.get('redirect_accounts', account.id)
        if (now) tx.put('redirect_accounts', { ...now, ...members })
        await aim.retry(tx, account.id)
      })
      worker.wake(account.id)
    },
    repoint: async (base) => {
      bench.base = base
      await store.transact((tx) => aim.aimAll(tx, 'public address'))
    },
    wanted: (phone) =>
      service === 'polycom-ztp' ? PROFILE_URL : `${bench.base}/p/${phone.enrolment_token.secret.reveal()}/`,
    registration: async (phone) => {
      const [found] = await store.find('redirects', 'phone', phone.id)
      if (!found) throw new Error(`no registration of ${phone.mac}`)
      return found
    },
    until: (phone, expected) =>
      vi.waitFor(
        async () => {
          const now = await bench.registration(phone)
          const wrong = Object.entries(expected).find(([name, value]) => now[name as keyof RedirectRecord] !== value)
          if (wrong) throw new Error(`${wrong[0]} is not ${wrong[1]}: ${JSON.stringify(now)}`)
          return now
        },
        { timeout: 8000, interval: 15 },
      ),
    answered: (phone) =>
      vi.waitFor(
        async () => {
          const now = await bench.registration(phone)
          if (now.due_at !== null && now.attempts === 0) throw new Error('no answer yet')
          return now
        },
        { timeout: 8000, interval: 15 },
      ),
    later: (ms = 12 * HOUR) => {
      skew += ms
      worker.wake(account.id)
    },
    end: async () => {
      await worker.stop()
      await store.close()
      await fake.stop()
      rmSync(dir, { recursive: true, force: true })
      if (errors.length > 0) throw errors[0]
    },
  }
  await store.transact(async (tx) => tx.put('redirect_accounts', account))
  worker.start()
  return bench
}
