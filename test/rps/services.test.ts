import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { REDIRECT_SERVICE_IDS, REDIRECT_SERVICES } from '../../src/domain/redirect.js'
import { Secret } from '../../src/domain/secret.js'
import { type Bench, FAKES, startBench } from './bench.js'
import type { Mischief } from './fakes/fake.js'

const MISCHIEFS: readonly Mischief[] = ['error', 'hang', 'half', 'malformed', 'limit', 'lost']
/** The URL stands in a profile that these calls do not touch. */
const told = (service: string): boolean => service !== 'polycom-ztp'

describe.each(REDIRECT_SERVICE_IDS)('%s', (service) => {
  let bench: Bench

  beforeEach(async () => {
    bench = await startBench(service, await FAKES[service]())
  })
  afterEach(async () => {
    const { violations } = bench.fake
    await bench.end()
    expect(violations).toEqual([])
  })

  const held = (mac: string) => bench.fake.entries.get(mac)

  it('registers a phone with its enrolment URL', async () => {
    const phone = await bench.phone(1)
    const registration = await bench.until(phone, { state: 'registered', due_at: null, gone: false })
    expect(held(phone.mac)).toBe(bench.wanted(phone))
    expect(registration.service).toBe(service)
    expect(registration.attempts).toBe(0)
    expect(registration.checked_at).not.toBeNull()
  })

  it('takes a repetition as no change', async () => {
    const phone = await bench.phone(1)
    const { revision } = await bench.until(phone, { state: 'registered' })
    const calls = bench.fake.calls.length
    await bench.change(phone, { settings: { language: 'de' } })
    expect(await bench.registration(phone)).toMatchObject({ state: 'registered', revision, due_at: null })
    expect(bench.fake.calls.length).toBe(calls)
    // Told once more, as after a crash before the answer was written down.
    await bench.store.transact(async (tx) => {
      tx.put('redirects', {
        ...(await bench.registration(phone)),
        state: 'wanted',
        told: null,
        due_at: new Date().toISOString(),
      })
    })
    await bench.until(phone, { state: 'registered', gone: false })
    expect(held(phone.mac)).toBe(bench.wanted(phone))
  })

  it('re-points a phone', async () => {
    const phone = await bench.phone(1)
    await bench.until(phone, { state: 'registered' })
    await bench.repoint('http://new.example.net:8080/offhook')
    expect((await bench.registration(phone)).due_at).not.toBeNull()
    await bench.until(phone, { state: 'registered', due_at: null, gone: false })
    expect(held(phone.mac)).toBe(bench.wanted(phone))
    if (told(service)) expect(held(phone.mac)).toContain('http://new.example.net:8080/offhook/p/')
  })

  it('reads back, repairs what drifted and leaves strangers alone', async () => {
    const [phone, other] = [await bench.phone(1), await bench.phone(2)]
    await bench.until(phone, { state: 'registered' })
    await bench.until(other, { state: 'registered' })
    bench.fake.entries.set('0015650000ff', 'http://elsewhere.example/')
    bench.fake.entries.delete(phone.mac)
    if (REDIRECT_SERVICES[service].reads === 'url') bench.fake.entries.set(other.mac, 'http://hijacked.example/')
    const result = await bench.worker.reconcile(bench.account)
    expect(result.fault).toBeNull()
    const readable = REDIRECT_SERVICES[service].reads
    expect(result.repaired).toBe({ url: 2, presence: 1, nothing: 0 }[readable])
    if (readable === 'nothing') return
    await bench.until(phone, { state: 'registered', due_at: null, gone: false })
    await bench.until(other, { state: 'registered', due_at: null, gone: false })
    expect([held(phone.mac), held(other.mac)]).toEqual([bench.wanted(phone), bench.wanted(other)])
    expect(held('0015650000ff')).toBe('http://elsewhere.example/')
    if (result.strangers !== null) {
      expect((await bench.store.get('redirect_accounts', 'a1'))?.reconciled).toMatchObject({
        count: 1,
        macs: ['0015650000ff'],
      })
    }
  })

  it('shows a device of another account as a conflict with advice, and gets it once it is released', async () => {
    bench.fake.foreign.add((await bench.phone(9, { rps: false })).mac)
    const phone = await bench.phone(9)
    if (service === 'polycom-ztp') {
      // The console's codes are not known well enough to tell a conflict from a fault: it is tried on.
      await bench.until(phone, { state: 'wanted', attempts: 1 })
    } else {
      const registration = await bench.until(phone, { state: 'conflict', gone: false })
      expect(registration.advice).toContain('another account')
      expect(registration.due_at).not.toBeNull()
    }
    expect(held(phone.mac)).toBeUndefined()
    bench.fake.foreign.clear()
    bench.later()
    await bench.until(phone, { state: 'registered', advice: null })
    expect(held(phone.mac)).toBe(bench.wanted(phone))
  })

  it.each([
    ['cleared rps', (phone: Parameters<Bench['remove']>[0]) => bench.change(phone, { rps: false })],
    ['deleted', (phone: Parameters<Bench['remove']>[0]) => bench.remove(phone)],
  ])('unregisters a phone that was %s', async (_how, leave) => {
    const [phone, other] = [await bench.phone(1), await bench.phone(2)]
    await bench.until(phone, { state: 'registered' })
    await bench.until(other, { state: 'registered' })
    await leave(phone)
    await bench.until(phone, { state: 'removed', goal: 'removed', due_at: null, told: null })
    expect([held(phone.mac), held(other.mac)]).toEqual([undefined, bench.wanted(other)])
  })

  it('takes what is not there any more as unregistered', async () => {
    const phone = await bench.phone(1)
    await bench.until(phone, { state: 'registered' })
    bench.fake.entries.clear()
    await bench.remove(phone)
    await bench.until(phone, { state: 'removed', due_at: null })
  })

  it('replaces the entry of a phone that was deleted and made anew', async () => {
    const phone = await bench.phone(1)
    await bench.until(phone, { state: 'registered' })
    bench.fake.misbehave('error', 50)
    await bench.remove(phone)
    const again = await bench.phone(1, { id: 'p1-again' })
    bench.fake.behave()
    bench.later()
    await bench.until(again, { state: 'registered' })
    expect(held(phone.mac)).toBe(bench.wanted(again))
    expect(await bench.store.find('redirects', 'phone', phone.id)).toEqual([])
  })

  it('says when the credentials are wrong, and goes on once they are right', async () => {
    await bench.credentials({ password: new Secret('wrong') })
    const phone = await bench.phone(1)
    const registration = await bench.until(phone, { state: 'failed', gone: false })
    expect(registration.advice).toContain('credentials')
    expect(await bench.worker.client({ ...bench.account, password: new Secret('wrong') }).check()).toMatchObject({
      ok: false,
    })
    await bench.credentials({ password: bench.account.password })
    await bench.until(phone, { state: 'registered' })
    const check = await bench.worker.client(bench.account).check()
    expect(check).toMatchObject({ ok: true, devices: REDIRECT_SERVICES[service].reads === 'nothing' ? null : 1 })
  })

  describe.each(MISCHIEFS)('when the service answers with %s', (mischief) => {
    it('keeps a first registration wanted, and gets it done afterwards', async () => {
      bench.fake.misbehave(mischief, 40)
      const phone = await bench.phone(1)
      const failed = await bench.until(phone, { attempts: 1 })
      expect(['wanted', 'failed']).toContain(failed.state)
      expect(failed.told).toBeNull()
      expect(Date.parse(failed.due_at ?? '')).toBeGreaterThan(Date.now())
      bench.fake.behave()
      bench.later()
      await bench.until(phone, { state: 'registered', due_at: null, gone: false, attempts: 0 })
      expect(held(phone.mac)).toBe(bench.wanted(phone))
    })

    const calls = REDIRECT_SERVICES[service].replaces ? [1] : [1, 2, 3, 4]
    it.each(calls)('re-points in the end when call %i of it goes wrong', async (call) => {
      const phone = await bench.phone(1)
      await bench.until(phone, { state: 'registered' })
      bench.fake.misbehave(mischief, 1, call - 1)
      await bench.repoint('http://new.example.net')
      const now = await bench.answered(phone)
      // What is not done says so: it is put off, never dropped, and red where the old entry is gone.
      expect(now.state === 'registered' && now.due_at === null ? held(phone.mac) : now.due_at).toBeTruthy()
      if (now.due_at !== null && !held(phone.mac)) expect(now).toMatchObject({ gone: true, state: 'failed' })
      if (now.due_at !== null) bench.later()
      await bench.until(phone, { state: 'registered', due_at: null, gone: false })
      expect(held(phone.mac)).toBe(bench.wanted(phone))
    })

    it('unregisters in the end', async () => {
      const phone = await bench.phone(1)
      await bench.until(phone, { state: 'registered' })
      bench.fake.misbehave(mischief, 40)
      await bench.remove(phone)
      await bench.until(phone, { attempts: 1, goal: 'removed' })
      bench.fake.behave()
      bench.later()
      await bench.until(phone, { state: 'removed', due_at: null })
      expect(held(phone.mac)).toBeUndefined()
    })
  })
})
