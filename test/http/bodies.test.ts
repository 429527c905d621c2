import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseMac, printMac } from '../../src/domain/mac.js'
import { isTooDeep } from '../../src/http/depth.js'
import { type Api, everyOperation, startApi } from '../support/api.js'

const RUNS = process.env.OFFHOOK_TEST_LONG ? 5_000 : 25
let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.server.remove())

/** Values people and programs send by mistake or on purpose, where text, numbers or lists are expected. */
const value = fc.oneof(
  { depthSize: 'small' },
  fc.jsonValue(),
  fc.constantFrom(
    '__proto__',
    'constructor',
    '\u0000',
    '\ud800',
    '#{7*7}',
    '{{x}}',
    '../../x',
    '\r\nX: y',
    '1e309',
    '<!ENTITY a "b">',
  ),
  fc.constantFrom(null, true, -1, 0, 1e308, [], {}, [[[[]]]]),
)
// Not those that end the session the others are made with.
const writes = everyOperation.filter(
  ({ declared: { method }, path }) => /^p/.test(method) && !/^\/log(?:out|in\/oauth\/revoke)$/.test(path),
)
const pathOf = (path: string) => path.replace(/\{\w+\}/g, '001565ffffff')

describe('a body of any kind', { timeout: 600_000 }, () => {
  it.each(writes.map((operation) => [operation.name, operation] as const))(
    'to %s is never a server error',
    async (_name, { path, declared }) => {
      const names = Object.keys(declared.body ?? {})
      const body = fc.oneof(
        fc.dictionary(names.length > 0 ? fc.constantFrom(...names) : fc.string(), value, { maxKeys: 6 }),
        value,
      )
      await fc.assert(
        fc.asyncProperty(body, async (sent) => {
          const { status, text } = await api.call(declared.method.toUpperCase(), pathOf(path), { body: sent })
          expect(status, `${JSON.stringify(sent)}: ${text}`).toBeLessThan(500)
          expect(status, 'the session lives').not.toBe(401)
        }),
        { numRuns: RUNS },
      )
    },
  )

  it.each([
    ['a prototype', '{"__proto__":{"admin":true},"name":"x"}'],
    ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['deep members', `${'{"settings":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
    ['broken JSON', '{"name":'],
    ['no UTF-8', '{"name":"\xff\xfe"}'],
    ['a number beyond all', '{"name":1e999}'],
  ])('%s is refused and changes nothing', async (_what, raw) => {
    for (const path of ['/phones', '/users', '/tenants']) {
      const { status } = await api.call('POST', path, { raw })
      expect(status).toBe(400)
    }
    expect(({} as Record<string, unknown>).admin).toBeUndefined()
  })

  it('that comes in pieces without a length is read as any other', async () => {
    const body = new Blob([JSON.stringify({ name: 'in pieces', permissions: {} })]).stream()
    const init = { method: 'POST', body, duplex: 'half', headers: { Authorization: `Bearer ${api.admin}` } }
    expect((await fetch(`${api.server.base}/api/roles`, init as RequestInit)).status).toBe(201)
  })

  it('of more than a mebibyte is refused before it is read', async () => {
    expect((await api.call('POST', '/phones', { raw: `{"mac":"${'a'.repeat(1024 * 1024)}"}` })).status).toBe(413)
  })
})

describe('depth', () => {
  it.each([
    ['{"a":{"b":[1]}}', false],
    [`{"a":${JSON.stringify('{'.repeat(100))}}`, false],
    [`{"a":"\\\\","b":${'['.repeat(40)}${']'.repeat(40)}}`, true],
    [`{"a":"\\"${'['.repeat(40)}"}`, false],
    [`${'['.repeat(32)}${']'.repeat(32)}`, false],
    [`${'['.repeat(33)}${']'.repeat(33)}`, true],
    [`[${'[],'.repeat(1000)}1]`, false],
  ])('%.30s is too deep: %j', (text, expected) => {
    expect(isTooDeep(text)).toBe(expected)
  })
})

describe('a MAC', () => {
  it('is read back as it was printed, and nothing else is read as one', () => {
    const digits = fc.stringMatching(/^[0-9a-f]{12}$/)
    fc.assert(
      fc.property(digits, fc.string(), (mac, text) => {
        const read = parseMac(mac)
        expect(read && parseMac(printMac(read))).toBe(mac)
        const other = parseMac(text)
        if (other) expect(text.replace(/[:.\-\s]/g, '').toLowerCase()).toBe(other)
      }),
      { numRuns: RUNS * 40 },
    )
  })
})
