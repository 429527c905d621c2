import type { ServerResponse } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { FOLLOWED_SYSTEM_IDS, type FollowedSystem } from '../../src/domain/follower.js'
import { createFollowPort } from '../../src/follow/index.js'
import type { ForeignUser } from '../../src/service/foreign-user.js'
import { Directory, type Fake, type Json, KEYS, rowOf, startFake } from './fake.js'
import { loopback, SECRET, sourceOf } from './rig.js'

const NOW = new Date('2026-03-01T12:00:00Z')
const ACCOUNTS: Partial<Record<FollowedSystem, string>> = { opentact: 'a3950459-2aff-413b-9da0-86f45f815410' }

const fakes: Fake[] = []
afterEach(async () => {
  for (const fake of fakes.splice(0)) await fake.stop()
})

const started = async (handle: Parameters<typeof startFake>[0]): Promise<Fake> => {
  const fake = await startFake(handle)
  fakes.push(fake)
  return fake
}

const read = (system: FollowedSystem, url: string, more: { timeoutMs?: number; signal?: AbortSignal } = {}) => {
  const { timeoutMs = 20_000, signal = new AbortController().signal } = more
  const source = sourceOf({ system, url, account: ACCOUNTS[system] ?? null })
  return createFollowPort({ outgoing: loopback, timeoutMs, now: () => NOW }).read(source, signal)
}

const answer = (response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}) =>
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body)

/** Somebody repeats the secret, and other people's. */
const SPILL = JSON.stringify({ message: `no: ${SECRET}`, password: 'pa55 of somebody' })

async function failureOf(reading: Promise<readonly ForeignUser[]>): Promise<{ message: string; after_ms: number }> {
  const error = await reading.then(
    () => expect.fail('everybody was read'),
    (reason: unknown) => reason as Error & { after_ms: number },
  )
  expect(error).toMatchObject({ name: 'FollowError' })
  expect(error.message).not.toContain(SECRET)
  expect(error.message).not.toContain('pa55')
  return error
}

describe.each(FOLLOWED_SYSTEM_IDS)('%s', (system) => {
  const served = (rows: readonly Json[]) => {
    const directory = new Directory(system, rows)
    return started(({ url = '' }, response) => {
      const found = directory.answer(url)
      answer(response, found === undefined ? 404 : 200, JSON.stringify(found ?? {}))
    })
  }
  const three = [1, 2, 3].map(rowOf[system])

  it('reads everybody, each once', async () => {
    const { url } = await served(three)
    const users = await read(system, url)
    expect(users.map(({ key, faults }) => [key, faults])).toEqual(three.map((row) => [row[KEYS[system]], []]))
  })

  it('reads that nobody is there', async () => {
    const { url } = await served([])
    expect(await read(system, url)).toEqual([])
  })

  it('finds the API behind a URL that names its root, and behind one that ends in a slash', async () => {
    const { url, asked } = await served(three)
    await read(system, `${url}/`)
    const [first = ''] = asked
    const root = /^GET (\/(?:ns-api\/v2|rest\/sip|[a-z0-9]+))\//.exec(first)?.[1]
    asked.length = 0
    await read(system, `${url}${root}/`)
    expect(asked[0]).toBe(first)
  })

  it.each<[status: number, headers: Record<string, string>, after_ms: number, words: string]>([
    [401, {}, 0, 'does not accept the credentials'],
    [403, {}, 0, 'does not accept the credentials'],
    [404, {}, 0, 'it has no /'],
    [429, { 'Retry-After': '120' }, 120_000, 'asked less'],
    [429, { 'Retry-After': 'Sun, 01 Mar 2026 12:05:00 GMT' }, 300_000, 'asked less'],
    [429, { 'Retry-After': '999999' }, 86_400_000, 'asked less'],
    [429, { 'Retry-After': 'soon' }, 0, 'asked less'],
    [500, {}, 0, '500'],
    [503, { 'Retry-After': '7' }, 7000, '503'],
    [204, {}, 0, 'not JSON'],
  ])('a %i with %j is a failure that repeats nothing', async (status, headers, after_ms, words) => {
    const { url } = await started((_request, response) =>
      answer(response, status, status === 204 ? '' : SPILL, headers),
    )
    const error = await failureOf(read(system, url))
    expect(error.after_ms).toBe(after_ms)
    expect(error.message).toContain(words)
  })

  it.each([
    ['is asked again when its limit lets it', [10, 15], 3],
    ['is given up when it never does', [20, 20], 0],
  ])('a server that wants a little rest %s', async (_name, rests, count) => {
    const directory = new Directory(system, three)
    const left = [...rests]
    const { url } = await started(({ url: target = '' }, response) => {
      const rest = left.shift()
      if (rest === undefined) answer(response, 200, JSON.stringify(directory.answer(target)))
      else answer(response, 429, SPILL, { 'Retry-After': `${rest}` })
    })
    const waited: number[] = []
    const source = sourceOf({ system, url, account: ACCOUNTS[system] ?? null })
    const pause = async (ms: number) => void waited.push(ms)
    const reading = createFollowPort({ outgoing: loopback, pause }).read(source, new AbortController().signal)
    if (count > 0) expect(await reading).toHaveLength(count)
    else expect((await failureOf(reading)).after_ms).toBe(20_000)
    expect(waited).toEqual(count > 0 ? [10_000, 15_000] : [20_000])
  })

  it('stops while it waits', async () => {
    const stopping = new AbortController()
    const { url } = await started((_request, response) => {
      answer(response, 429, SPILL, { 'Retry-After': '25' })
      response.on('close', () => setImmediate(() => stopping.abort()))
    })
    expect((await failureOf(read(system, url, { signal: stopping.signal }))).message).toMatch(/stopped|aborted/)
  })

  it('follows no redirect: elsewhere nobody learns the secret', async () => {
    const elsewhere = await served(three)
    const { url } = await started((request, response) =>
      answer(response, 302, '', { Location: `${elsewhere.url}${request.url}` }),
    )
    expect((await failureOf(read(system, url))).message).toContain('redirect')
    expect(elsewhere.asked).toEqual([])
  })

  it.each<[string, (response: ServerResponse) => unknown, string]>([
    ['hangs before its answer', () => undefined, 'in time'],
    ['hangs within its answer', (response) => response.writeHead(200).write('[{'), 'in time'],
    [
      'breaks off its answer',
      (response) => response.writeHead(200, { 'Content-Length': '99' }).write('[', () => response.destroy()),
      'did not answer',
    ],
    ['closes the connection', (response) => response.destroy(), 'did not answer'],
  ])('a server that %s is given up', async (_name, act, words) => {
    const { url } = await started((_request, response) => void act(response))
    expect((await failureOf(read(system, url, { timeoutMs: 300 }))).message).toContain(words)
  })

  it('a server that is not there is a failure, and so is one that may not be asked', async () => {
    const { url, stop } = await startFake(() => undefined)
    await stop()
    expect((await failureOf(read(system, url))).message).toContain('ECONNREFUSED')
    expect((await failureOf(read(system, 'http://127.0.0.2:65000'))).message).toContain('OFFHOOK_OUTGOING_ALLOWED')
  })

  it('stops when it is told to', async () => {
    const stopping = new AbortController()
    const { url } = await started(() => stopping.abort(new Error('stopped')))
    expect((await failureOf(read(system, url, { signal: stopping.signal }))).message).toContain('stopped')
  })

  it.each([
    ['HTML', '<html>login</html>'],
    ['half of it', '{"result":[{"uu'],
    ['nothing', ''],
    ['null', 'null'],
    ['a text', '"users"'],
    ['no list', '{"result":{},"payload":{},"items":{},"success":true,"count":0}'],
    ['a list of no objects', '{"result":[1],"payload":[null],"items":["a"],"success":true,"count":1}'],
    ['a bare list of lists', '[[]]'],
    ['users without a key', JSON.stringify([{ username: 'a' }])],
  ])('%s instead of users is a failure', async (_name, body) => {
    const { url } = await started((_request, response) => answer(response, 200, body))
    await failureOf(read(system, url))
  })

  it.each<[string, unknown]>([
    ['missing', undefined],
    ['empty', ''],
    ['a number', 7],
    ['an object', {}],
    ['of two lines', 'a\nb'],
    ['endless', 'k'.repeat(300)],
  ])('a key that is %s is a failure: nobody could say who is missing', async (_name, key) => {
    const { url } = await served([...three, { ...rowOf[system](4), [KEYS[system]]: key }])
    await failureOf(read(system, url))
  })

  it('somebody who is there twice is a failure', async () => {
    const { url } = await served([...three, rowOf[system](2)])
    await failureOf(read(system, url))
  })

  it('an answer without end is given up', async () => {
    const chunk = Buffer.alloc(1024 * 1024, ' ')
    const { url } = await started((_request, response) => {
      const pour = () => {
        while (!response.destroyed && response.write(chunk));
      }
      response.writeHead(200).on('drain', pour)
      pour()
    })
    expect((await failureOf(read(system, url))).message).toContain('more than can be meant')
  })

  it('members that would change every object change none', async () => {
    const hostile = three.map(
      (row) => `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},${JSON.stringify(row).slice(1)}`,
    )
    const directory = new Directory(
      system,
      hostile.map((text) => JSON.parse(text) as Json),
    )
    const { url } = await started(({ url: target = '' }, response) =>
      answer(response, 200, JSON.stringify(directory.answer(target))),
    )
    const users = await read(system, url)
    expect(users).toHaveLength(3)
    expect(({} as Json).polluted).toBeUndefined()
    expect(users.flatMap((user) => Object.keys(user.draft(sourceOf({ system, url }).secret).draft))).not.toContain(
      'polluted',
    )
  })
})
