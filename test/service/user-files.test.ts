import { expect, it, vi } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import type { Actor } from '../../src/domain/permission.js'
import { OpenUploads } from '../../src/service/uploads-open.js'
import { UserFileService } from '../../src/service/user-files.js'
import type { Blobs } from '../../src/store/blobs.js'
import { user } from '../store/records.js'
import { openStore, tempDir } from '../store/workbench.js'
import { testClock } from '../support/clock.js'

const WAV = Buffer.from('RIFF\x24\0\0\0WAVEfmt ', 'latin1')
const actor = (user_id: string): Actor => ({ tenant_id: 't1', user_id, permissions: new Set() })
const alice = actor('u1')

async function started() {
  const clock = testClock()
  const store = await openStore(await tempDir())
  await store.transact(async (tx) => tx.put('users', user(1)))
  const content = new Map<string, Buffer>()
  const blobs: Blobs = {
    put: async (key, body) => void content.set(key, body),
    get: async (key) => content.get(key),
    remove: async (key) => void content.delete(key),
  }
  const onError = vi.fn()
  const service = new UserFileService({ store, ports: clock, blobs, onError })
  const upload = async () => {
    const { id, token } = service.begin(alice, 'a.wav')
    service.append(alice, id, token, WAV)
    return service.complete(alice, id, token, new Problems())
  }
  return { clock, store, blobs, content, onError, service, upload }
}

it('removes a file that waited a day for its use, record and content, and no other', async () => {
  const { clock, store, content, service, upload } = await started()
  await upload()
  const used = await upload()
  await service.addGreeting(alice, 'u1', used.id, new Problems())
  clock.pass(24 * 3600 - 1)
  await service.collect()
  expect(content.size).toBe(2)
  clock.pass(2)
  await service.collect()
  expect((await store.all('user_files')).map(({ id }) => id)).toEqual([used.id])
  expect([...content.keys()]).toEqual([`user-file/${used.id}`])
})

it('finds again what could not be removed', async () => {
  const { store, blobs, content, onError, service, upload } = await started()
  const { id } = await service.addGreeting(alice, 'u1', (await upload()).id, new Problems())
  const remove = vi.spyOn(blobs, 'remove').mockRejectedValueOnce(new Error('busy disk'))
  await service.removeGreeting(alice, 'u1', id)
  await vi.waitFor(() => expect(onError).toHaveBeenCalledOnce())
  expect(content.size).toBe(1)
  await service.collect()
  expect(remove).toHaveBeenCalledTimes(2)
  expect([content.size, (await store.all('user_files')).length]).toEqual([0, 0])
})

it('keeps no record alone for long when the content cannot be written', async () => {
  const { clock, store, blobs, service, upload } = await started()
  vi.spyOn(blobs, 'put').mockRejectedValueOnce(new Error('disk full'))
  await expect(upload()).rejects.toThrow('disk full')
  clock.pass(24 * 3600 + 1)
  await service.collect()
  expect(await store.all('user_files')).toEqual([])
})

it('takes a file for one greeting only, also when asked twice at once', async () => {
  const { service, upload } = await started()
  const { id } = await upload()
  const made = await Promise.allSettled([1, 2].map(() => service.addGreeting(alice, 'u1', id, new Problems())))
  expect(made.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(await service.greetings(alice, 'u1')).toHaveLength(1)
})

it('forgets an upload a quarter of an hour after its last part', () => {
  const clock = testClock()
  const uploads = new OpenUploads(clock)
  const { id, token } = uploads.begin(alice, 'a.wav')
  clock.pass(14 * 60)
  uploads.append(alice, id, token, WAV)
  clock.pass(14 * 60)
  uploads.append(alice, id, token, WAV)
  clock.pass(15 * 60 + 1)
  expect(() => uploads.take(alice, id, token)).toThrow('upload not found')
})

it('holds 64 MiB of unfinished uploads at most, and takes more once some are done', () => {
  const uploads = new OpenUploads(testClock())
  const part = Buffer.alloc(5 * 1024 * 1024)
  const open = Array.from({ length: 13 }, (_, n) => {
    const who = actor(`u${n}`)
    return { who, ...uploads.begin(who, 'a.wav') }
  })
  const [first, ...rest] = open
  const last = open.at(-1)
  for (const { who, id, token } of open.slice(0, 12)) uploads.append(who, id, token, part)
  const more = () => last && uploads.append(last.who, last.id, last.token, part)
  expect(more).toThrow('too many files')
  if (first) uploads.take(first.who, first.id, first.token)
  expect(more).not.toThrow()
  expect(rest).toHaveLength(12)
})
