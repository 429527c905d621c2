import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FOLLOWED_SYSTEM_IDS, type FollowedSystem } from '../../src/domain/follower.js'
import { Secret } from '../../src/domain/secret.js'
import { createFollowPort } from '../../src/follow/index.js'
import { allRows } from '../../src/follow/paging.js'
import type { Outgoing } from '../../src/security/outgoing.js'
import { Directory, type Json, KEYS, rowOf } from './fake.js'
import { sourceOf } from './rig.js'

const RUNS = process.env.OFFHOOK_TEST_LONG ? 20_000 : 1_000

const read = (system: FollowedSystem, outgoing: Outgoing, user: string | null = null) =>
  createFollowPort({ outgoing }).read(
    sourceOf({ system, url: 'http://pbx.example.net', account: 'a', user }),
    new AbortController().signal,
  )

const some = (system: FollowedSystem, count: number) => Array.from({ length: count }, (_, n) => rowOf[system](n))
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })

it.each(FOLLOWED_SYSTEM_IDS)('more users than can be meant are a failure: %s', async (system) => {
  const { outgoing } = new Directory(system, some(system, 100_001), 60_000)
  await expect(read(system, outgoing)).rejects.toThrow('more than 100000 users')
})

describe.each(['netsapiens', 'portsip'] as const)('%s, page by page', (system) => {
  const key = KEYS[system]
  const keysOf = (rows: readonly Json[]) => rows.map((row) => row[key])
  const read250 = async (outgoing: Outgoing) => (await read(system, outgoing)).map((user) => user.key)

  it.each([2, 7, 30, 99, 100, 249, 250, 1000])('everybody is read, %i at a time at most', async (most) => {
    const { rows, outgoing } = new Directory(system, some(system, 250), most)
    expect(await read250(outgoing)).toEqual(keysOf(rows))
  })

  it.each<[string, (rows: readonly Json[]) => readonly Json[]]>([
    ['leaves', ([_first, ...rest]) => rest],
    ['comes', (rows) => [rowOf[system](999), ...rows]],
    ['takes the place of another', ([_first, ...rest]) => [...rest, rowOf[system](999)]],
  ])('all is read again when somebody %s meanwhile', async (_name, change) => {
    const directory = new Directory(system, some(system, 250))
    let once = true
    directory.before = (start) => {
      if (start < 100 || !once) return
      once = false
      directory.rows = change(directory.rows)
    }
    expect(await read250(directory.outgoing)).toEqual(keysOf(directory.rows))
    expect(once).toBe(false)
  })

  it('a list that never keeps still is a failure', async () => {
    const directory = new Directory(system, some(system, 250))
    directory.before = () => {
      directory.rows = directory.rows.slice(1)
    }
    await expect(read250(directory.outgoing)).rejects.toThrow('changes while it is read')
  })

  it.each<[string, (directory: Directory, start: number) => readonly Json[]]>([
    ['takes no notice of where to begin', ({ rows }) => rows.slice(0, 30)],
    ['ends too early', ({ rows }, start) => (start > 50 ? [] : rows.slice(start, start + 30))],
    ['hands out one at a time', ({ rows }, start) => rows.slice(start, start + 1)],
    ['names somebody twice', ({ rows }, start) => [...rows.slice(start, start + 30), ...rows.slice(0, 1)]],
  ])('a server that %s is a failure', async (_name, page) => {
    const directory = new Directory(system, some(system, 250))
    const outgoing: Outgoing = async (url, request) => {
      const { pathname, searchParams } = new URL(url)
      if (!pathname.endsWith('/users')) return directory.outgoing(url, request)
      const rows = page(directory, Number(searchParams.get('start') ?? searchParams.get('skip')))
      return json(system === 'portsip' ? { items: rows, count: 250 } : rows)
    }
    await expect(read250(outgoing)).rejects.toThrow('page by page')
  })

  it('whoever leaves after the list was read is left out', async () => {
    const directory = new Directory(system, some(system, 50))
    const outgoing: Outgoing = async (url, request) => {
      if (!new URL(url).pathname.endsWith('/users')) directory.rows = directory.rows.slice(0, 40)
      return directory.outgoing(url, request)
    }
    expect(await read250(outgoing)).toEqual(keysOf(some(system, 40)))
  })

  it.each<[string, (row: Json) => Response, string]>([
    ['does not know whom it lists', () => json({}, 404), 'whom it does not know'],
    ['answers somebody else', (row) => json({ ...row, [key]: 'other' }), 'somebody else'],
    ['answers a list', () => json([]), 'not the object'],
    ['refuses one of them', () => json({}, 403), '403'],
  ])('a server that %s is a failure', async (_name, answer, words) => {
    const directory = new Directory(system, some(system, 5))
    const outgoing: Outgoing = async (url, request) => {
      const row = directory.rows[3] as Json
      return new URL(url).pathname.endsWith(`/${row[key]}`) ? answer(row) : directory.outgoing(url, request)
    }
    await expect(read250(outgoing)).rejects.toThrow(words)
  })

  it('keys are escaped in paths', async () => {
    const odd = system === 'portsip' ? 'a/../b?c#d %' : 'a.b-c_d'
    const directory = new Directory(system, [{ ...rowOf[system](1), [key]: odd }])
    expect(await read250(directory.outgoing)).toEqual([odd])
    expect(directory.asked.at(-1)).toContain(`/users/${encodeURIComponent(odd)}`)
  })
})

describe('a login of PortSIP', () => {
  /** A PBX whose tokens hold for a while, counted in requests. */
  function pbx(expires_in: unknown) {
    const directory = new Directory('portsip', some('portsip', 5))
    const seen: string[] = []
    let now = Date.parse('2026-01-01T00:00:00Z')
    let logins = 0
    const outgoing: Outgoing = async (url, request) => {
      const { pathname } = new URL(url)
      now += 60_000
      seen.push(`${pathname} ${request.headers.Authorization ?? request.body}`)
      if (pathname.endsWith('/token')) return json({ access_token: `t${++logins}`, expires_in })
      if (pathname.endsWith('/revoke')) return json({}, 500)
      return directory.outgoing(url, request)
    }
    const source = sourceOf({
      system: 'portsip',
      url: 'http://x',
      account: 'a.example',
      user: 'ann',
      secret: new Secret('pä&ss'),
    })
    const port = createFollowPort({ outgoing, now: () => new Date(now) })
    return { seen, read: () => port.read(source, new AbortController().signal) }
  }

  it('gets a token, shows it, and ends it whatever the server says to that', async () => {
    const { seen, read: users } = pbx(1800)
    expect(await users()).toHaveLength(5)
    expect(seen[0]).toBe(
      '/api/login/oauth/token grant_type=password&username=ann&password=p%C3%A4%26ss&scope=all&client_id=offhook&domain=a.example',
    )
    expect(seen.slice(1, -1).every((line) => line.endsWith(' Bearer t1'))).toBe(true)
    expect(seen.at(-1)).toBe('/api/login/oauth/revoke Bearer t1')
  })

  it('is renewed before it ends', async () => {
    const { seen, read: users } = pbx(180)
    expect(await users()).toHaveLength(5)
    expect(seen.filter((line) => line.startsWith('/api/login/oauth/token')).length).toBeGreaterThan(1)
    expect(seen.at(-1)).not.toContain('Bearer t1')
  })

  it.each([[null], ['soon'], [-1]])('whose answer says that it holds for %j is a failure', async (expires_in) => {
    await expect(pbx(expires_in).read()).rejects.toThrow('holds no token')
  })
})

describe('rows of a list that changes', () => {
  const step = fc.record({ insert: fc.boolean(), at: fc.nat(40) })

  it('whoever was there all the time is read, or nobody', async () => {
    let whole = 0
    await fc.assert(
      fc.asyncProperty(
        fc.nat(25),
        fc.integer({ min: 2, max: 9 }),
        fc.array(fc.array(step, { maxLength: 3 }), { maxLength: 12 }),
        fc.boolean(),
        async (size, most, changes, counted) => {
          const rows = Array.from({ length: size }, (_, n) => ({ id: `${n}` }))
          const stayed = new Set(rows.map(({ id }) => id))
          let made = size
          const queue = [...changes]
          const page = async (start: number) => {
            for (const { insert, at } of queue.shift() ?? [])
              if (insert) rows.splice(at % (rows.length + 1), 0, { id: `${made++}` })
              else stayed.delete(rows.splice(at % Math.max(1, rows.length), 1)[0]?.id ?? '')
            return { rows: rows.slice(start, start + most), ...(counted ? { count: rows.length } : {}) }
          }
          const read = await allRows({ page, key: ({ id }) => String(id) }).catch((error) => {
            expect(error).toMatchObject({ name: 'FollowError' })
          })
          if (!read) return
          whole++
          expect(read.map(({ id }) => id)).toEqual(expect.arrayContaining([...stayed]))
        },
      ),
      { numRuns: RUNS },
    )
    expect(whole).toBeGreaterThan(RUNS / 5)
  })
})
