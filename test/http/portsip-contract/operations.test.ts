import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keptIn } from '../../../src/domain/kept.js'
import { apiRoutes } from '../../../src/http/app.js'
import type { Route } from '../../../src/http/route.js'
import { type Answer, everySample } from '../../support/api.js'
import { type Judge, judgeOf } from '../../support/judge.js'
import { type Call, nameOf, UNKNOWN_ID, World } from './world.js'

/** Chapters of api-portsip.md and how many operations each has (its ch. 15). */
const CHAPTERS: ReadonlyMap<number, number> = new Map([
  [4, 5],
  [6, 10],
  [7, 20],
  [8, 9],
  [9, 58],
  [10, 8],
  [11, 34],
])

/** What every operation is tried with; what does not apply to one counts as done. */
const TRIALS = ['right', 'role', 'token', 'id', 'body'] as const
type Trial = (typeof TRIALS)[number]

const routeNamed = new Map(apiRoutes.map((declared) => [`${declared.method.toUpperCase()} ${declared.path}`, declared]))
const published = everySample.map((sample) => [nameOf(sample), sample] as const)
const every = [...routeNamed].map(([name, declared]) => [name, declared] as const)
const isPublished = new Set(published.map(([name]) => name))
const own = every.filter(([name]) => !isPublished.has(name))

const UPLOADS = new Set(every.filter(([, { upload }]) => upload).map(([name]) => name))
const takesId = (name: string): boolean => name.includes('{')
const takesBody = (name: string): boolean => name.startsWith('POST ') && !UPLOADS.has(name)

let world: World
let judge: Judge
const done = new Map<string, Set<Trial>>()
/** What was judged by the description: operation and kind of answer. */
const judged = new Set<string>()

beforeAll(async () => {
  world = await World.open()
  judge = judgeOf((await world.api.get('/openapi.json', null)).body)
})
afterAll(() => world.close())

const passed = (name: string, trial: Trial): void => void keptIn(done, name, () => new Set<Trial>()).add(trial)

/** Sends a call; whatever the answer, the description must know it. */
async function send(name: string, call: Call): Promise<Answer> {
  const answer = await world.send(call)
  const [method = '', path = ''] = name.split(' ')
  expect(judge(method, path, answer), `${answer.status} ${answer.text.slice(0, 300)}`).toEqual([])
  judged.add(`${name} ${answer.status < 400 ? 'success' : 'error'}`)
  return answer
}

/** Prepared once for all calls that are refused and so change nothing. */
const refused = new Map<string, Promise<Call>>()
const toBeRefused = (name: string): Promise<Call> => keptIn(refused, name, () => world.prepare(name))

const typeOf = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value)

/** Members that are not as published, and why. */
const DIFFERENT: Readonly<Record<string, readonly string[]>> = {
  // Nothing brings personal contacts from Microsoft 365.
  'GET /user/contacts': ['.items[].sync_type is null'],
  'GET /user/contacts/{id}': ['.sync_type is null'],
  // What phones of the members inherit is ours (design ch. 7).
  'GET /groups/{id}': ['.settings is not published', '.overrides is not published'],
  // Lists show no secret and no address of a phone, only the read of one does (design ch. 7).
  'GET /users/{id}/phones': ['password', 'door_password1', 'door_password2', 'url'].map(
    (name) => `.items[].${name} is null`,
  ),
}

/**
 * What of a published reply is missing in an answer, of another type, empty or null, and what is there beyond it. Of a list every item must have
 * every member, and one at least must have it filled in.
 */
function faults(sample: unknown, answers: readonly unknown[], path = ''): string[] {
  if (answers.some((answer) => answer === undefined)) return [`${path} is missing`]
  const given = answers.filter((answer) => answer !== null)
  if (given.length === 0) return [`${path} is null`]
  const other = given.find((answer) => typeOf(answer) !== typeOf(sample))
  if (other !== undefined) return [`${path} is ${typeOf(other)}, not ${typeOf(sample)}`]
  if (Array.isArray(sample)) {
    const items = (given as unknown[][]).flat()
    return items.length === 0 ? [`${path} is empty`] : faults(sample[0], items, `${path}[]`)
  }
  if (typeof sample !== 'object' || sample === null) return []
  const objects = given as Record<string, unknown>[]
  const beyond = new Set(
    objects.flatMap((answer) => Object.keys(answer)).filter((name) => !Object.hasOwn(sample, name)),
  )
  return [
    ...[...beyond].map((name) => `${path}.${name} is not published`),
    ...Object.entries(sample).flatMap(([name, member]) =>
      faults(
        member,
        objects.map((answer) => answer[name]),
        `${path}.${name}`,
      ),
    ),
  ]
}

describe('the right call', () => {
  it.each(published)('of %s is answered as published', async (name, sample) => {
    const answer = await send(name, await world.prepare(name))
    expect([answer.status, answer.status === sample.status ? '' : answer.text]).toEqual([sample.status, ''])
    if (sample.reply === null) expect(answer.text).toBe('')
    else expect(faults(sample.reply, [answer.body])).toEqual(DIFFERENT[name] ?? [])
    passed(name, 'right')
  })

  it.each(own)('of %s is answered as described', async (name, { reply }) => {
    const answer = await send(name, await world.prepare(name))
    expect([answer.status, answer.status === reply.status ? '' : answer.text]).toEqual([reply.status, ''])
  })
})

describe('without a valid token', () => {
  const guarded = every.filter(([, { needs }]) => needs !== 'public')
  it.each(guarded)('%s is refused', async (name) => {
    const call = await toBeRefused(name)
    for (const token of [null, 'no-such-token']) {
      const answer = await send(name, { ...call, token })
      expect([answer.status, answer.code]).toEqual([401, 'UNAUTHORIZED'])
    }
    passed(name, 'token')
  })
})

describe('with a role that lacks the right', () => {
  // Self-service has no rights to lack, but the system administrator has no account to serve.
  const tokenFor = ({ needs }: Route): string => (needs === 'user' ? world.api.admin : world.token)
  const guarded = every.filter(([, { needs }]) => needs !== 'public' && needs !== 'token')
  it.each(guarded)('%s is refused', async (name, declared) => {
    const answer = await send(name, { ...(await toBeRefused(name)), token: tokenFor(declared) })
    expect([answer.status, answer.code]).toEqual([403, 'FORBIDDEN'])
    passed(name, 'role')
  })
})

/** What stands for nothing: an extension is digits, else it is refused by form. */
const unknownFor = (parameter: string): string =>
  parameter === 'extension_number' ? '99999' : parameter === 'mac' ? '0015659999ff' : UNKNOWN_ID

/** Naming something that is not there is no fault: a MAC may be taken out before anybody assigns it. */
const NAMES_ANYTHING = new Set(['POST /phones/{mac}/reject'])

describe('an unknown id', () => {
  it.each(every.filter(([name]) => takesId(name) && !NAMES_ANYTHING.has(name)))('of %s is told', async (name) => {
    const call = await toBeRefused(name)
    for (const { parameter, value } of call.ids) {
      const path = call.path.replace(encodeURIComponent(value), unknownFor(parameter))
      const answer = await send(name, { ...call, path })
      const ours = parameter === 'token' && !name.includes('/cdrs/')
      expect([answer.status, answer.code], `${parameter}: ${answer.text}`).toEqual(
        ours ? [403, 'SYNC_TOKEN_UNKNOWN'] : [404, 'NOT_FOUND'],
      )
    }
    passed(name, 'id')
  })
})

/** An object is what these read, members of it they do not know are ignored; the last two are taken and not looked at. */
const OBJECTS = new Set(['permissions', 'office_hours', 'scope', 'client_id'])

describe('a broken body', () => {
  it.each(every.filter(([name]) => takesBody(name)))('of %s is refused whole', async (name, { body, path }) => {
    const call = await toBeRefused(name)
    const state = async () => {
      if (!isPublished.has(name) || !routeNamed.has(`GET ${path}`)) return undefined
      return (await world.api.get(call.path.replace(/\?.*/, ''), call.token)).text
    }
    const before = await state()
    for (const raw of ['{"name":', '[]', '"text"', '7']) {
      const { body: _whole, ...rest } = call
      const answer = await send(name, { ...rest, raw: new TextEncoder().encode(raw), type: 'application/json' })
      expect([raw, answer.status, answer.code]).toEqual([raw, 400, 'INVALID_JSON'])
    }
    const members = Object.keys(body ?? {})
    if (members.length > 0) {
      const wrong = Object.fromEntries(members.map((member) => [member, { wrong: true }]))
      const answer = await send(name, { ...call, body: wrong })
      expect([answer.status, answer.code], answer.text).toEqual([400, 'VALIDATE_FAILED'])
      const named = new Set(answer.fields.map((field) => String(field).split(/[.[]/)[0]))
      expect(members.filter((member) => !named.has(member) && !OBJECTS.has(member))).toEqual([])
    }
    expect(await state()).toEqual(before)
    passed(name, 'body')
  })
})

describe('the count', () => {
  const applies = (name: string): readonly Trial[] =>
    TRIALS.filter((trial) => (trial === 'id' ? takesId(name) : trial === 'body' ? takesBody(name) : true))

  it('is 144 of 144', () => {
    const counts = [...CHAPTERS].map(([chapter, expected]) => {
      const names = published.filter(([, sample]) => sample.chapter === chapter).map(([name]) => name)
      const whole = names.filter((name) => applies(name).every((trial) => done.get(name)?.has(trial)))
      return { chapter, expected, whole: whole.length, short: names.filter((name) => !whole.includes(name)) }
    })
    const total = counts.reduce((sum, { whole }) => sum + whole, 0)
    const rows = counts.map(({ chapter, whole, expected }) => `chapter ${chapter}: ${whole} of ${expected}`)
    console.log(`PortSIP operations: ${rows.join(', ')}; ${total} of ${published.length}`)
    expect(counts.flatMap(({ short }) => short)).toEqual([])
    expect(counts.map(({ whole }) => whole)).toEqual([...CHAPTERS.values()])
    expect(total).toBe(144)
  })

  it('of judged answers leaves no operation out', () => {
    const silent = new Set(['POST /phones/{mac}/reject', 'GET /phone_models', 'GET /ca.pem', 'POST /assets'])
    const kinds = (name: string) => ['success', ...(silent.has(name) ? [] : ['error'])]
    const missing = every.flatMap(([name]) =>
      kinds(name)
        .filter((kind) => !judged.has(`${name} ${kind}`))
        .map((kind) => `${name} ${kind}`),
    )
    expect(missing).toEqual([])
  })
})

describe('the judge of replies', () => {
  it.each([
    ['a missing member', { a: 1 }, {}, ['.a is missing']],
    ['a member nobody published', { a: 1 }, { a: 1, b: 2 }, ['.b is not published']],
    ['another type', { a: 'x' }, { a: 1 }, ['.a is number, not string']],
    ['an empty list', { a: [{ b: 1 }] }, { a: [] }, ['.a is empty']],
    ['a member that is null', { a: 1 }, { a: null }, ['.a is null']],
    ['a member that is null in every item', { a: [{ b: 1 }] }, { a: [{ b: null }, { b: null }] }, ['.a[].b is null']],
    ['a member of a member', { a: [{ b: 1 }] }, { a: [{ b: 2 }, {}] }, ['.a[].b is missing']],
    ['nothing where nothing is wrong', { a: 1, b: [{ c: 'x' }] }, { a: 2, b: [{ c: null }, { c: 'z' }] }, []],
  ])('finds %s', (_what, sample, answer, found) => expect(faults(sample, [answer])).toEqual(found))

  it.each([
    ['a status nobody described', { status: 418 }, ['status 418 is not described']],
    ['a media type nobody described', { type: 'text/html' }, ['text/html is not described']],
    ['a member too many', { body: { count: 0, items: [], more: 1 } }, [' must NOT have additional properties']],
    ['a member too few', { body: { count: 0 } }, [" must have required property 'items'"]],
    ['a member of another type', { body: { count: '0', items: [] } }, ['/count must be integer']],
    ['nothing where nothing is wrong', {}, []],
  ])('of the description finds %s', (_what, members, found) => {
    const right = { status: 200, type: 'application/json', text: '{}', body: { count: 0, items: [] } }
    expect(judge('GET', '/users', { ...right, ...members })).toEqual(found)
  })
})
