import { expect, it, vi } from 'vitest'
import { RegistrationService } from '../../src/service/registrations.js'
import type { Store } from '../../src/store/store.js'
import { user } from '../store/records.js'
import { openStore, tempDir } from '../store/workbench.js'
import { testClock } from '../support/clock.js'

async function started() {
  const clock = testClock()
  const store = await openStore(await tempDir())
  await store.transact(async (tx) => {
    for (let n = 0; n < 5; n++) tx.put('users', user(n))
  })
  const onError = vi.fn()
  return { clock, store, onError, service: new RegistrationService(store, clock, onError) }
}

const report = (instance_id: string, seconds: number) => ({
  instance_id,
  seconds,
  user_agent: '',
  application: '',
  ip: '',
  enable_push: false,
  contact_address: 'sip:a@b',
})
const kept = async (store: Store) => (await store.all('registrations')).map(({ instance_id }) => instance_id)

it('holds to the second, waiting or written', async () => {
  const { clock, service } = await started()
  for (const written of [false, true]) {
    service.note(user(1), report('a', 60))
    if (written) await service.flush()
    clock.pass(59)
    expect(await service.of(user(1))).toHaveLength(1)
    clock.pass(1)
    expect(await service.of(user(1))).toEqual([])
  }
})

it('clears away what is over when others are written, once a minute', async () => {
  const { clock, store, service } = await started()
  service.note(user(1), report('short', 10))
  service.note(user(2), report('long', 3600))
  await service.flush()
  clock.pass(30)
  service.note(user(2), report('long', 3600))
  await service.flush()
  expect((await kept(store)).sort()).toEqual(['long', 'short'])
  clock.pass(31)
  service.note(user(2), report('long', 3600))
  await service.flush()
  expect(await kept(store)).toEqual(['long'])
})

it('writes nothing for a user who is gone meanwhile', async () => {
  const { store, service } = await started()
  service.note(user(4), report('a', 60))
  await store.transact(async (tx) => tx.remove('users', 'u4'))
  await service.flush()
  expect(await kept(store)).toEqual([])
})

it('writes many reports at once', async () => {
  const { store, service } = await started()
  let commits = 0
  store.onCommit(() => commits++)
  for (let n = 0; n < 1000; n++) service.note(user(n % 5), report(`device ${n % 50}`, 60))
  await service.flush()
  expect(commits).toBe(1)
  expect(await kept(store)).toHaveLength(50)
})

it('does not pile up what a failing store cannot take, and says so', async () => {
  const { store, service, onError } = await started()
  vi.spyOn(store, 'transact').mockRejectedValue(new Error('disk full'))
  service.note(user(1), report('a', 60))
  await service.flush()
  expect(onError).toHaveBeenCalledOnce()
  expect(await service.of(user(1))).toEqual([])
})

it.each([
  ['a refresh keeps when it began', [60], false, 0],
  ['a refresh in the batch of the first word too', [60], false, 0],
  ['what ended begins again', [0, 60], false, 10],
  ['what ran out begins again', [60], false, 100],
  ['what proves more than a refresh begins again', [60], true, 10],
])('%s', async (name, seconds, anew, after) => {
  const { clock, store, service } = await started()
  const first = clock.now()
  service.note(user(1), report('a', 60))
  if (!name.includes('batch')) await service.flush()
  clock.pass(after === 0 ? 10 : after)
  for (const one of seconds) service.note(user(1), { ...report('a', one), anew })
  await service.flush()
  const [kept] = await store.all('registrations')
  expect(kept?.began_at).toBe(new Date(first.getTime() + after * 1000).toISOString())
})
