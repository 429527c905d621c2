import type { LookupAddress, LookupAllOptions, lookup } from 'node:dns'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isPublic } from '../../src/security/addresses.js'
import { alsoHostOf, createOutgoing, parseAllowedTargets } from '../../src/security/outgoing.js'

const RUNS = process.env.OFFHOOK_TEST_LONG ? 20_000 : 500
const NOTHING = parseAllowedTargets('')

/** Names of the tests and what they resolve to, one answer after another; the last stays. */
const NAMES: Readonly<Record<string, readonly string[][]>> = {
  'loopback.test': [['127.0.0.1']],
  'mapped.test': [['::ffff:127.0.0.1']],
  'six.test': [['::1']],
  'private.test': [['10.0.0.1', '192.168.1.1', '172.16.0.1', 'fd00::1']],
  'metadata.test': [['169.254.169.254']],
  'rebinding.test': [['127.0.0.2'], ['127.0.0.1']],
  'mixed.test': [['127.0.0.1', '127.0.0.2']],
  'inside.test': [['127.0.0.2']],
  localhost: [['127.0.0.1', '::1']],
}

function resolver() {
  const asked = new Map<string, number>()
  const resolve = (
    name: string,
    _options: LookupAllOptions,
    callback: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
  ) => {
    const answers = NAMES[name.toLowerCase().replace(/\.$/, '')]
    if (!answers) return callback(Object.assign(new Error(`no ${name}`), { code: 'ENOTFOUND' }), [])
    const turn = asked.get(name) ?? 0
    asked.set(name, turn + 1)
    const found = answers[Math.min(turn, answers.length - 1)] ?? []
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
  return resolve as typeof lookup
}

let canary: Server
let inside: Server
let connections = 0
let port = 0
beforeAll(async () => {
  canary = createServer((_request, response) => response.end('secret'))
  canary.on('connection', () => {
    connections += 1
  })
  // On every address of the machine but the one of `inside`, and over IPv6 too.
  await new Promise<void>((resolve) => canary.listen(0, resolve))
  port = (canary.address() as AddressInfo).port
  inside = createServer((request, response) => {
    const away = request.url === '/away'
    const headers = { Connection: 'close', ...(away ? { Location: `http://127.0.0.1:${port}/` } : {}) }
    response.writeHead(away ? 302 : 200, headers).end(`inside ${request.headers.host}`)
  })
  await new Promise<void>((resolve) => inside.listen(0, '127.0.0.2', resolve))
})
afterAll(() => {
  canary.close()
  inside.close()
})

const insidePort = () => (inside.address() as AddressInfo).port

async function ask(url: string, allowed = NOTHING, resolve = resolver()): Promise<string> {
  const asked = createOutgoing(allowed, resolve)(url, {
    method: 'GET',
    headers: {},
    signal: AbortSignal.timeout(10_000),
  })
  const answer = await asked.catch((error: Error & { cause?: { code?: string } }) => error.cause?.code ?? error.message)
  return typeof answer === 'string' ? answer : `${answer.status} ${await answer.text()}`
}

/** Ways to write 127.0.0.1 as a number of one to four parts, each decimal, octal or hexadecimal. */
const loopbackForms = [127 * 2 ** 24 + 1].flatMap((whole) => {
  const bases = [(n: number) => String(n), (n: number) => `0${n.toString(8)}`, (n: number) => `0x${n.toString(16)}`]
  const split = [[whole], [127, 1], [127, 0, 1], [127, 0, 0, 1]]
  return split.flatMap((parts) =>
    parts.reduce<string[]>((made, part) => made.flatMap((text) => bases.map((base) => `${text}.${base(part)}`)), ['']),
  )
})

const LITERALS = [
  ...loopbackForms.map((form) => form.slice(1)),
  ...['127.0.0.1.', '127.255.255.254', '0.0.0.0', '0', '10.1.2.3', '172.31.255.255', '192.168.0.1', '169.254.169.254'],
  ...['100.64.0.1', '100.100.100.200', '168.63.129.16', '192.0.0.192', '198.18.0.1', '224.0.0.1', '240.0.0.1'],
  ...['255.255.255.255', '192.0.2.1', '①②⑦.⓪.⓪.①', '127。0。0。1', '%31%32%37.0.0.1', '127%2e0%2e0%2e1'],
  ...[
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[::ffff:0:127.0.0.1]',
  ],
  ...['[64:ff9b::127.0.0.1]', '[2002:7f00:1::]', '[2001:0:7f00:1::]', '[fe80::1]', '[fc00::1]', '[fd00:ec2::254]'],
  ...['[fec0::1]', '[ff02::1]', '[2001:db8::1]', '[::ffff:a00:1]', '[::ffff:169.254.169.254]', '[100::1]'],
  ...[
    'localhost',
    'LOCALHOST',
    'localhost.',
    'loopback.test',
    'mapped.test',
    'six.test',
    'private.test',
    'metadata.test',
  ],
]

const forms = [
  ...LITERALS.map((host) => `http://${host}:{port}/`),
  ...LITERALS.slice(0, 40).map((host) => `https://${host}:{port}/`),
  ...['vendor.example@', 'vendor.example:443@', 'vendor.example%2f@', 'a:b@'].map(
    (user) => `http://${user}127.0.0.1:{port}/`,
  ),
  ...[
    'http:127.0.0.1:{port}',
    'http:\\\\127.0.0.1:{port}\\',
    'http:///127.0.0.1:{port}',
    '\thttp://127.0.0.1:{port}/\n',
  ],
  ...[
    'http://127.0.0.1:{port}#@vendor.example/',
    'http://127.0.0.1:{port}?@vendor.example/',
    'ftp://127.0.0.1:{port}/',
  ],
]

describe('a target that is not public', () => {
  it(`is not called in ${forms.length} spellings`, async () => {
    expect(forms.length).toBeGreaterThanOrEqual(200)
    const before = connections
    for (const form of forms) expect(await ask(form.replace('{port}', String(port))), form).not.toMatch(/^\d/)
    expect(connections).toBe(before)
  })

  it('is not called when a name changes its address after it was judged', async () => {
    const before = connections
    const resolve = resolver()
    const allowed = parseAllowedTargets('127.0.0.2/32')
    expect(await ask(`http://rebinding.test:${insidePort()}/`, allowed, resolve)).toMatch(/^200 inside rebinding\.test/)
    expect(await ask(`http://rebinding.test:${port}/`, allowed, resolve)).toBe('TARGET_REFUSED')
    expect(connections).toBe(before)
  })

  it('is left out where a name has allowed addresses too', async () => {
    const before = connections
    expect(await ask(`http://mixed.test:${insidePort()}/`, parseAllowedTargets('127.0.0.2'))).toMatch(/^200 inside/)
    expect(connections).toBe(before)
  })

  it('is not called by a redirect to it', async () => {
    const before = connections
    const allowed = parseAllowedTargets('inside.test')
    expect(await ask(`http://inside.test:${insidePort()}/away`, allowed)).toMatch(/^302 /)
    expect(connections).toBe(before)
  })

  it('says so without the address', async () => {
    const call = createOutgoing(NOTHING, resolver())
    const asked = call('http://loopback.test/', { method: 'GET', headers: {}, signal: AbortSignal.timeout(5000) })
    const cause = await asked.catch((error: Error) => (error.cause as Error).message)
    expect(cause).toBe('loopback.test has no public address, and OFFHOOK_OUTGOING_ALLOWED does not name it')
  })
})

describe('what the configuration allows', () => {
  it('reaches the very listener that nothing else reached', async () => {
    const before = connections
    expect(await ask(`http://127.0.0.1:${port}/`, parseAllowedTargets('127.0.0.1'))).toBe('200 secret')
    expect(connections).toBe(before + 1)
  })

  it.each([
    ['a name', 'inside.test', 'inside.test'],
    ['a name in capitals', 'INSIDE.test', 'inside.TEST'],
    ['a name with a dot at its end', 'inside.test', 'inside.test.'],
    ['an address', '127.0.0.2', 'inside.test'],
    ['an address that is asked for as such', '127.0.0.2', '127.0.0.2'],
    ['a network among others', '10.0.0.0/8, 127.0.0.0/30 pbx.test', 'inside.test'],
  ])('%s is called', async (_what, allowed, host) => {
    expect(await ask(`http://${host}:${insidePort()}/`, parseAllowedTargets(allowed))).toMatch(/^200 inside/)
  })

  it('is no more than what it says', async () => {
    const allowed = parseAllowedTargets('inside.test 127.0.0.2/32')
    expect(await ask(`http://loopback.test:${port}/`, allowed)).toBe('TARGET_REFUSED')
    expect(await ask(`http://notinside.test:${port}/`, allowed)).toBe('ENOTFOUND')
  })

  it.each([
    ['http://127.0.0.2:1/', '127.0.0.2'],
    ['https://[::1]:1/api', '::1'],
    ['http://PBX.test/', 'pbx.test'],
  ])('holds the host of %s', (url, host) => {
    expect([...alsoHostOf(NOTHING, url).hosts]).toEqual([host])
  })

  it.each(['10.1', '127.0.0.1/33', '300.1.1.1', 'a b/8', 'http://x', '[::1]', 'x..', '0x7f.1.'])(
    'cannot be %j',
    (list) => {
      expect(() => parseAllowedTargets(list)).toThrow(/is not/)
    },
  )
})

describe('public addresses', () => {
  it.each(['1.1.1.1', '8.8.8.8', '203.0.114.1', '2606:4700::1111', '2a00:1450::1', '::ffff:1.1.1.1'])(
    'hold %s',
    (ip) => {
      expect(isPublic(ip)).toBe(true)
    },
  )

  it('hold none of the networks that are somebody’s own', () => {
    const byte = fc.integer({ min: 0, max: 255 })
    const own = fc.tuple(
      fc.constantFrom('10', '127', '0', '169.254', '192.168', '172.20', '100.64', '224'),
      byte,
      byte,
      byte,
    )
    const address = own.map(([start, ...rest]) => [...start.split('.'), ...rest].slice(0, 4).join('.'))
    fc.assert(
      fc.property(address, (ip) => !isPublic(ip) && !isPublic(`::ffff:${ip}`) && !isPublic(`64:ff9b::${ip}`)),
      { numRuns: RUNS },
    )
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4Extended(), fc.ipV6()), (text) => typeof isPublic(text) === 'boolean'),
      { numRuns: RUNS },
    )
  })
})
