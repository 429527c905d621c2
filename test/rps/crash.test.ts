import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { RedirectAccount, RedirectServiceId } from '../../src/domain/redirect.js'
import { Secret } from '../../src/domain/secret.js'
import { openLowdbStore } from '../../src/store/lowdb.js'
import { phone, sealerFor } from '../store/records.js'
import { ACCOUNT, type Fake } from './fakes/fake.js'
import { fanvilFdps } from './fakes/fanvil-fdps.js'
import { yealinkXmlRpc } from './fakes/yealink-xml-rpc.js'
import { yealinkYmcs } from './fakes/yealink-ymcs.js'

const CHILD = new URL('./crash-child.ts', import.meta.url).pathname
const KILLS = process.env.OFFHOOK_TEST_LONG ? 50 : 6
const PHONES = process.env.OFFHOOK_TEST_LONG ? 200 : 60
const cleanups: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean()
})

async function prepared(service: RedirectServiceId, vendor: string, fake: Fake): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'offhook-rps-'))
  cleanups.push(() => rmSync(dir, { recursive: true, force: true }))
  const store = await openLowdbStore({ dir, sealer: sealerFor('test') })
  const account: RedirectAccount = {
    id: 'a1',
    created_at: new Date().toISOString(),
    tenant_id: 't1',
    service,
    base_url: fake.url,
    user: ACCOUNT.user,
    password: new Secret(ACCOUNT.password),
    options: {},
    checked: null,
    reconciled: null,
  }
  await store.transact(async (tx) => {
    tx.put('redirect_accounts', account)
    for (let n = 0; n < PHONES; n++) tx.put('phones', phone(n, { vendor, rps: true, https: null, serial_number: null }))
  })
  await store.close()
  return dir
}

/** Runs the worker on the data until `until` says that it is time, then kills it or lets it end. */
async function run(dir: string, base: string, until: () => Promise<unknown>, signal: 'SIGKILL' | 'SIGTERM') {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, dir, base], { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  await Promise.race([once(child.stdout, 'data'), closed])
  await until()
  child.kill(signal)
  await closed
}

const url = (base: string, n: number): string => `${base}/p/enrolment-token-of-${n}/`
const macOf = (n: number): string => String(phone(n).mac)
const pointed = (fake: Fake, base: string): number =>
  Array.from({ length: PHONES }, (_, n) => n).filter((n) => fake.entries.get(macOf(n)) === url(base, n)).length
const all = (fake: Fake, base: string) => async () => {
  for (const end = Date.now() + 30_000; pointed(fake, base) < PHONES && Date.now() < end; )
    await new Promise((resolve) => setTimeout(resolve, 20))
}

describe.each([
  ['yealink-xmlrpc', 'yealink', yealinkXmlRpc],
  ['yealink-ymcs', 'yealink', yealinkYmcs],
  ['fanvil-fdps', 'fanvil', fanvilFdps],
] as const)('%s: killed at random moments of a re-point', (service, vendor, start) => {
  it(`completes after ${KILLS} kills; no phone is lost, and none is deleted more often than it must`, async () => {
    const fake: Fake = await start()
    cleanups.push(() => fake.stop())
    const dir = await prepared(service, vendor, fake)
    await run(dir, 'http://base0.example', all(fake, 'http://base0.example'), 'SIGTERM')
    expect(pointed(fake, 'http://base0.example')).toBe(PHONES)

    for (let kill = 1; kill <= KILLS; kill++) {
      const base = `http://base${kill}.example`
      const before = new Map(fake.deletions)
      await run(dir, base, () => new Promise((resolve) => setTimeout(resolve, Math.random() * 250)), 'SIGKILL')
      // Killed between deleting and adding, at most the one phone it was at has no entry.
      expect(fake.entries.size).toBeGreaterThanOrEqual(PHONES - 1)
      await run(dir, base, all(fake, base), 'SIGTERM')
      expect(pointed(fake, base)).toBe(PHONES)
      const most = service === 'fanvil-fdps' ? 2 : 1
      for (const [mac, count] of fake.deletions) expect(count - (before.get(mac) ?? 0), mac).toBeLessThanOrEqual(most)
    }

    const store = await openLowdbStore({ dir, sealer: sealerFor('test') })
    const registrations = await store.all('redirects')
    await store.close()
    expect(registrations.length).toBe(PHONES)
    expect(new Set(registrations.map(({ mac }) => mac)).size).toBe(PHONES)
    expect(fake.violations).toEqual([])
  }, 600_000)
})
