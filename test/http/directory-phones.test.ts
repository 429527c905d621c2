import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import type { Phone, User } from '../../src/domain/model.js'
import { readCfg } from '../support/cfg.js'
import { startTestServer, type TestServer } from '../support/server.js'
import { type Element, faultsOf, rootOf } from '../vendors/snom/read.js'

let server: TestServer
let alice: User
let bob: User
let yealink: Phone
let snom: Phone
let polycom: Phone

const no = () => new Problems()
/** As the phones themselves say who they are: only then is an enrolment over, and a finished answer kept. */
const AGENTS: Readonly<Record<string, string>> = {
  yealink: 'Yealink SIP-T46U 108.86.0.20',
  snom: 'Mozilla/4.0 (compatible; snomD785-SIP 10.1.185.0 1.2)',
  polycom: 'FileTransport PolycomVVX-VVX_450-UA/6.3.0.14929 Type/Application',
}
const get = (phone: Phone, file: string, token?: string) =>
  fetch(server.base + server.path(phone, file, token), { headers: { 'User-Agent': AGENTS[phone.vendor] ?? '' } })
const read = async (phone: Phone, file: string): Promise<string> => {
  const response = await get(phone, file)
  if (response.status !== 200) throw new Error(`${file}: ${response.status}`)
  return response.text()
}
const phone = async (mac: string, vendor: string, model: string, user: User): Promise<Phone> =>
  server.phone(mac, vendor, model, { lines: [{ user_id: user.id }] })

const textOf = (element: Element, name: string) =>
  element.children.filter((child) => child.name === name).map(({ text }) => text)

type Entry = readonly [name: string, ...numbers: string[]]

/** A Yealink book: names with their numbers. */
const book = async (of: Phone, name: string): Promise<Entry[]> => {
  const root = rootOf(await read(of, `${of.mac}-${name}.xml`))
  expect(root.name).toBe('YealinkIPPhoneDirectory')
  return root.children.map((entry) => [textOf(entry, 'Name')[0] ?? '', ...textOf(entry, 'Telephone')])
}
const snomFile = (of: Phone) => `snomD785-${of.mac.toUpperCase()}.htm`
const tbookOf = (body: string) => rootOf(body).children.find(({ name }) => name === 'tbook')
const tbook = async (of: Phone): Promise<(readonly [string, string, Element['attributes']])[]> =>
  (tbookOf(await read(of, snomFile(of)))?.children ?? []).map((item) => [
    textOf(item, 'name')[0] ?? '',
    textOf(item, 'number')[0] ?? '',
    item.attributes,
  ])
/** A Polycom directory: name, number and place among the favourites. */
const directory = async (of: Phone): Promise<(readonly [string, string, string | undefined])[]> => {
  const [list] = rootOf(await read(of, `${of.mac}-directory.xml`)).children
  return (list?.children ?? []).map((item) => [
    textOf(item, 'fn')[0] ?? '',
    textOf(item, 'ct')[0] ?? '',
    textOf(item, 'sd')[0],
  ])
}

beforeAll(async () => {
  server = await startTestServer()
  const { services, actor } = server
  alice = await server.user('101', { display_name: 'Alice Ant' })
  bob = await server.user('102', {
    display_name: 'Bob Bee',
    foreign: { portsip: { mobile_phone: '+49 (0)170 22-22', home_phone: 'ask me' } },
  })
  await server.user('103', { display_name: 'Zoe', enabled: false })
  await server.user('nobody', { display_name: 'No extension', extension: null })
  yealink = await phone('001565aa0001', 'yealink', 'T46U', alice)
  snom = await phone('000413aa0001', 'snom', 'D785', alice)
  polycom = await phone('64167faa0001', 'polycom', 'VVX450', alice)
  const carla = { name: 'Carla & <Co>', business: '+49 30 1', mobile_phone: '+49 170 1' }
  const { id } = await services.contacts.create(actor, alice.id, carla, no())
  await services.contacts.mark(actor, alice.id, id, true)
  await services.contacts.create(actor, alice.id, { name: 'Änne', other: '77' }, no())
  await services.contacts.create(actor, alice.id, { name: 'No number' }, no())
  await services.contacts.create(actor, bob.id, { name: 'Of Bob', other: '88' }, no())
  await services.contacts.create(actor, null, { name: 'Supplier', business: '0800 1' }, no())
  await services.contacts.markOther(actor, alice.id, 'extension', bob.id, true)
  const dial = { code: '2', phone_number: '0 30/5', description: 'Reception' }
  await services.speedDials.create(actor, alice.id, '8', dial, no())
  await services.speedDials.create(actor, alice.id, '100', { code: '07', phone_number: '*98' }, no())
})
afterAll(() => server.remove())

describe('a Yealink phone', () => {
  it('is told three books at its own address', async () => {
    const { values } = readCfg(await read(yealink, `${yealink.mac}.cfg`))
    const url = `http://prov.example.net${server.path(yealink, '')}`
    const told = [1, 2, 3, 4].map((n) => [
      values.get(`remote_phonebook.data.${n}.name`),
      values.get(`remote_phonebook.data.${n}.url`),
    ])
    expect(told).toEqual([
      ['Favourites', `${url}001565aa0001-favourites.xml`],
      ['Personal', `${url}001565aa0001-personal.xml`],
      ['Company', `${url}001565aa0001-company.xml`],
      ['%NULL%', '%NULL%'],
    ])
    expect(values.get('features.remote_phonebook.enable')).toBe('1')
  })

  it.each([
    [
      'favourites',
      [
        ['Bob Bee', '102', '+491702222'],
        ['Carla & <Co>', '+49301', '+491701'],
      ],
    ],
    [
      'personal',
      [
        ['Änne', '77'],
        ['Carla & <Co>', '+49301', '+491701'],
        ['2 Reception', '0305'],
        ['07 *98', '*98'],
      ],
    ],
    [
      'company',
      [
        ['Alice Ant', '101'],
        ['Bob Bee', '102', '+491702222'],
        ['Supplier', '08001'],
      ],
    ],
  ])('finds in %s whom its user may call', async (name, entries) => {
    expect(await book(yealink, name)).toEqual(entries)
  })

  it('gets XML, by its own token only', async () => {
    const response = await get(yealink, `${yealink.mac}-personal.xml`)
    expect(response.headers.get('content-type')).toBe('text/xml; charset=utf-8')
    const again = await fetch(server.base + server.path(yealink, `${yealink.mac}-personal.xml`), {
      headers: { 'If-None-Match': response.headers.get('etag') ?? '' },
    })
    expect(again.status).toBe(304)
    const other = await phone('001565aa0002', 'yealink', 'T46U', bob)
    expect((await get(yealink, `${yealink.mac}-personal.xml`, other.token.secret.reveal())).status).toBe(404)
    expect((await fetch(`${server.base}/p/${yealink.mac}-company.xml`)).status).toBe(404)
    expect(await book(other, 'personal')).toEqual([['Of Bob', '88']])
  })

  it('has the books of the settings first, and says which of ours found no place', async () => {
    const { services, actor } = server
    const phonebooks = [1, 2, 3, 4].map((n) => ({ name: `B${n}`, url: `http://b.example.net/${n}` }))
    const { id } = await phone('001565aa0003', 'yealink', 'T46U', alice)
    await services.phones.update(actor, id, { settings: { phonebooks } }, no())
    const full = await services.phones.get(actor, id)
    const { values } = readCfg(await read(full, `${full.mac}.cfg`))
    expect([4, 5].map((n) => values.get(`remote_phonebook.data.${n}.name`))).toEqual(['B4', 'Company'])
    const { warnings } = await services.insights.of(full)
    expect(warnings.find(({ code }) => code === 'phonebooks_do_not_fit')?.message).toContain('Favourites, Personal')
  })
})

describe('a Snom phone', () => {
  it('has everybody in its settings, favourites first, one number each', async () => {
    const entries = await tbook(snom)
    expect(entries.map(([name, number]) => [name, number])).toEqual([
      ['Bob Bee', '102'],
      ['Bob Bee (mobile)', '+491702222'],
      ['Carla & <Co> (work)', '+49301'],
      ['Carla & <Co> (mobile)', '+491701'],
      ['Änne', '77'],
      ['2 Reception', '0305'],
      ['07 *98', '*98'],
      ['Alice Ant', '101'],
      ['Supplier', '08001'],
    ])
    expect(entries.map(([, , { index }]) => Number(index))).toEqual(entries.map((_, i) => i))
    expect(entries.map(([, , { fav }]) => fav === 'true')).toEqual(entries.map((_, i) => i < 4))
    expect(entries.map(([, , { type }]) => type)).toContain('colleagues')
    expect(tbookOf(await read(snom, snomFile(snom)))?.attributes).toEqual({ e: '2', complete: 'true' })
  })

  it('keeps what its user entered where that is wanted', async () => {
    const { services, actor } = server
    const { id } = await phone('000413aa0002', 'snom', 'D785', alice)
    await services.phones.update(actor, id, { settings: { provisioning: { protect_user_changes: true } } }, no())
    const kept = await services.phones.get(actor, id)
    expect(tbookOf(await read(kept, snomFile(kept)))?.attributes).toEqual({ e: '2' })
  })

  it('that is a DECT base has none, because no source names a way', async () => {
    const base = await phone('000413aa0003', 'snom', 'M700', alice)
    expect(tbookOf(await read(base, `snomM700-${base.mac.toUpperCase()}.htm`))).toBeUndefined()
  })
})

describe('a Polycom phone', () => {
  it('has each number once in its directory, its keys first, favourites counted on', async () => {
    expect(await directory(polycom)).toEqual([
      ['Reception', '0305', '1'],
      ['*98', '*98', '2'],
      ['Bob Bee', '102', '3'],
      ['Bob Bee (mobile)', '+491702222', '4'],
      ['Carla & <Co> (work)', '+49301', '5'],
      ['Carla & <Co> (mobile)', '+491701', '6'],
      ['Änne', '77', undefined],
      ['Alice Ant', '101', undefined],
      ['Supplier', '08001', undefined],
    ])
  })
})

describe('speed dials on keys', () => {
  const keysOf = async (of: Phone) => {
    const { values } = readCfg(await read(of, `${of.mac}.cfg`))
    return [2, 3, 4].map((n) => [values.get(`linekey.${n}.type`), values.get(`linekey.${n}.value`)])
  }

  it('fill the free keys behind the line keys', async () => {
    expect(await keysOf(yealink)).toEqual([
      ['13', '0305'],
      ['13', '*98'],
      ['0', '%NULL%'],
    ])
    const keys = rootOf(await read(snom, snomFile(snom))).children.find(({ name }) => name === 'functionKeys')?.children
    expect(keys?.slice(1, 3).map(({ text }) => text)).toEqual(['speed 0305', 'speed *98'])
  })

  it.each([
    ['keys of its own', { keys: [{ position: 3, kind: 'blf' as const, value: '102' }] }],
    ['an empty layout', { keys: [] }],
  ])('give way to %s', async (_what, draft) => {
    const mac = `001565aa01${draft.keys.length}0`
    const other = await server.phone(mac, 'yealink', 'T46U', { lines: [{ user_id: alice.id }], ...draft })
    expect((await keysOf(other)).flat()).not.toContain('13')
  })

  it('give way to the user’s BLFs', async () => {
    const blfs = [{ key: 'BLF', value: '101', first_name: '', last_name: '' }]
    const user = await server.user('120', { blfs })
    await server.services.speedDials.create(server.actor, user.id, '8', { code: '2', phone_number: '1' }, no())
    expect((await keysOf(await phone('001565aa0120', 'yealink', 'T46U', user))).flat()).not.toContain('13')
  })

  it('stop where the phone has no more keys', async () => {
    const user = await server.user('121')
    for (const code of ['2', '3', '4', '5', '6', '7', '8', '9'])
      await server.services.speedDials.create(server.actor, user.id, '8', { code, phone_number: `1${code}` }, no())
    const small = await phone('001565aa0121', 'yealink', 'T41P', user)
    const { warnings } = await server.services.insights.of(small)
    expect(warnings.filter(({ code }) => code === 'key_does_not_fit')).toEqual([])
    expect((await book(small, 'personal')).length).toBe(8)
  })
})

describe('a directory too large for the phone', () => {
  it('is trimmed from its end, with a warning', async () => {
    const { services, actor } = server
    const user = await server.user('130')
    const old = await phone('000413aa0130', 'snom', '320', user)
    const name = (n: number) => `Contact ${String(n).padStart(3, '0')}`
    await Promise.all(
      Array.from({ length: 120 }, (_, n) =>
        services.contacts.create(actor, user.id, { name: name(n), other: `5${n}` }, no()),
      ),
    )
    const items = tbookOf(await read(old, `snom320-${old.mac.toUpperCase()}.htm`))?.children ?? []
    expect(items.length).toBe(100)
    expect(textOf(items.at(-1) as Element, 'name')).toEqual([name(99)])
    const { warnings } = await services.insights.of(old)
    const colleagues = (await book(yealink, 'company')).flatMap(([, ...numbers]) => numbers).length
    expect(warnings.find(({ code }) => code === 'directory_trimmed')?.message).toContain(
      `100 entries: the last ${20 + colleagues} are left out`,
    )
  })
})

const writes: [string, () => Promise<unknown>, (of: { all: string; company: string; personal: string }) => unknown][] =
  [
    [
      'a renamed colleague',
      () => server.services.users.update(server.actor, bob.id, { display_name: 'Bob Renamed' }, no()),
      ({ all, company }) => expect([all, company]).toEqual(Array(2).fill(expect.stringContaining('Bob Renamed'))),
    ],
    [
      'a new colleague',
      () => server.user('140', { display_name: 'Newcomer' }),
      ({ all, company }) => expect([all, company]).toEqual(Array(2).fill(expect.stringContaining('Newcomer'))),
    ],
    [
      'a colleague switched off',
      async () => server.services.users.update(server.actor, (await colleague('140')).id, { enabled: false }, no()),
      ({ all, company }) => expect([all, company]).toEqual(Array(2).fill(expect.not.stringContaining('Newcomer'))),
    ],
    [
      'a new contact',
      () => server.services.contacts.create(server.actor, alice.id, { name: 'Brand new', other: '99' }, no()),
      ({ all, personal }) => expect([all, personal]).toEqual(Array(2).fill(expect.stringContaining('Brand new'))),
    ],
    [
      'a deleted contact',
      async () => {
        const list = await server.services.contacts.list(server.actor, alice.id)
        const { id = '' } = list.find(({ name }) => name === 'Brand new') ?? {}
        await server.services.contacts.remove(server.actor, alice.id, id)
      },
      ({ all, personal }) => expect([all, personal]).toEqual(Array(2).fill(expect.not.stringContaining('Brand new'))),
    ],
    [
      'a contact of the tenant',
      () => server.services.contacts.create(server.actor, null, { name: 'New supplier', other: '98' }, no()),
      ({ all, company }) => expect([all, company]).toEqual(Array(2).fill(expect.stringContaining('New supplier'))),
    ],
    [
      'a speed dial',
      () => server.services.speedDials.create(server.actor, alice.id, '8', { code: '9', phone_number: '9999' }, no()),
      ({ all, personal }) => expect([all, personal]).toEqual(Array(2).fill(expect.stringContaining('9999'))),
    ],
  ]
const colleague = async (extension: string): Promise<User> => {
  const user = await server.services.users.byExtension(server.actor, extension)
  if (!user) throw new Error(`nobody has ${extension}`)
  return user
}

describe('the very next fetch shows', () => {
  const files = async () => ({
    all: await read(snom, snomFile(snom)),
    company: await read(yealink, `${yealink.mac}-company.xml`),
    personal: await read(yealink, `${yealink.mac}-personal.xml`),
    polycom: await read(polycom, `${polycom.mac}-directory.xml`),
  })

  it.each(writes)('%s', async (_what, write, check) => {
    await files()
    const before = await files()
    await write()
    const after = await files()
    check(after)
    check({ ...after, all: after.polycom })
    expect(after.all).not.toBe(before.all)
  })

  it('nothing of what others do for themselves: finished answers stay', async () => {
    await files()
    await server.services.noted.flush()
    await files()
    await files()
    const held = server.services.warm.size
    expect(held).toBeGreaterThanOrEqual(4)
    const { services, actor } = server
    await services.users.update(actor, bob.id, { presence: 'AWAY' }, no())
    await services.contacts.create(actor, bob.id, { name: 'Another', other: '1' }, no())
    await services.speedDials.create(actor, bob.id, '8', { code: '5', phone_number: '1' }, no())
    expect(services.warm.size).toBe(held)
  })

  it('the same bytes after a restart', async () => {
    const before = await files()
    server = await server.restart()
    expect(await files()).toEqual(before)
  })
})

// Texts the API takes as names, and the worst that may come from elsewhere.
const names = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
  fc.constantFrom(
    ']]>',
    '<!--',
    '&amp;',
    '"><x a="',
    "'",
    '%NULL%',
    '{{x}}',
    'שלום',
    '👩‍👩‍👧',
    '\ue000d\ue000',
    'a\nb',
    '\uffff',
  ),
)

const RUNS = process.env.OFFHOOK_TEST_LONG ? 100 : 4

describe('names people give', () => {
  it('stay names in every vendor’s file', async () => {
    const { services, actor } = server
    const user = await server.user('150')
    const phones = [
      await phone('001565aa0150', 'yealink', 'T46U', user),
      await phone('000413aa0150', 'snom', 'D785', user),
      await phone('64167faa0150', 'polycom', 'VVX450', user),
    ] as const
    const shown = (name: string, number: string) =>
      name
        .replace(/[\p{Cc}\u2028\u2029\ufffe\uffff]+/gu, ' ')
        .toWellFormed()
        .trim() || number
    const pairs = (entries: readonly (readonly unknown[])[]) =>
      entries
        .filter(([, number]) => /^7\d{3}$/.test(String(number)))
        .map(([name, number]) => [number, name])
        .sort()
    const check = async (given: readonly string[]) => {
      for (const { id } of await services.contacts.list(actor, user.id))
        await services.contacts.remove(actor, user.id, id)
      const contacts = await Promise.all(
        given.map((name, n) =>
          services.contacts.create(actor, user.id, { name, other: `7${String(n).padStart(3, '0')}` }, no()),
        ),
      )
      const expected = contacts.map(({ name, other }) => [other, shown(name, String(other))]).sort()
      const bodies = [
        await read(phones[0], `${phones[0].mac}-personal.xml`),
        await read(phones[1], snomFile(phones[1])),
        await read(phones[2], `${phones[2].mac}-directory.xml`),
      ]
      expect(await faultsOf(...bodies)).toEqual([])
      expect(pairs(await book(phones[0], 'personal'))).toEqual(expected)
      expect(pairs(await tbook(phones[1]))).toEqual(expected)
      expect(pairs(await directory(phones[2]))).toEqual(expected)
    }
    await fc.assert(fc.asyncProperty(fc.array(names, { minLength: 1, maxLength: 60 }), check), { numRuns: RUNS })
  })
})

describe('an administrator’s own layout of entries', () => {
  const withLayout = async (text: string, check: (own: TestServer, of: Phone) => Promise<void>) => {
    const dir = mkdtempSync(join(tmpdir(), 'offhook-'))
    mkdirSync(join(dir, 'templates', 'yealink'), { recursive: true })
    writeFileSync(join(dir, 'templates', 'yealink', 'contacts.hbs'), text)
    const own = await startTestServer({}, dir)
    try {
      const user = await own.user('101', { display_name: 'A & B' })
      await check(own, await own.phone('001565aa0001', 'yealink', 'T46U', { lines: [{ user_id: user.id }] }))
    } finally {
      await own.remove()
    }
  }

  it('is used, its texts escaped', () =>
    withLayout('{{#each items}}<Entry n="{{name}}">{{numbers.[0]}}</Entry>{{/each}}', async (own, of) => {
      const response = await fetch(own.base + own.path(of, `${of.mac}-company.xml`))
      expect(await response.text()).toContain('<Entry n="A &amp; B">101</Entry>')
    }))

  it('that breaks the file keeps the phone as it is', () =>
    withLayout('{{#each items}}<Entry>{{name}}{{/each}}', async (own, of) => {
      expect((await fetch(own.base + own.path(of, `${of.mac}-company.xml`))).status).toBe(503)
      expect((await fetch(own.base + own.path(of, `${of.mac}.cfg`))).status).toBe(200)
    }))
})

describe('a phone whose user is gone', () => {
  it('finds every directory empty', async () => {
    const { services, actor } = server
    await services.users.update(actor, alice.id, { enabled: false }, no())
    for (const name of ['favourites', 'personal', 'company']) expect(await book(yealink, name)).toEqual([])
    const { values } = readCfg(await read(yealink, `${yealink.mac}.cfg`))
    expect([1, 2, 3].map((n) => values.get(`remote_phonebook.data.${n}.url`))).toEqual(Array(3).fill('%NULL%'))
    const cleared = tbookOf(await read(snom, snomFile(snom)))
    expect([cleared?.attributes, cleared?.children]).toEqual([{ e: '2', complete: 'true' }, []])
    expect(await directory(polycom)).toEqual([])
    await services.users.update(actor, alice.id, { enabled: true }, no())
    expect((await book(yealink, 'company')).length).toBeGreaterThan(0)
  })

  it('that was deleted itself finds them empty, too', async () => {
    const { services, actor } = server
    await services.phones.remove(actor, yealink.id)
    expect(await book(yealink, 'company')).toEqual([])
    await services.phones.remove(actor, snom.id)
    expect(await tbook(snom)).toEqual([])
  })
})
