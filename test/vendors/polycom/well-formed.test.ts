import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Key } from '../../../src/domain/keys.js'
import { polycom } from '../../../vendors/polycom/index.js'
import { config, directory, faultsOf, MAC, type Options, render } from './read.js'

const FILES = [`${MAC}.cfg`, `${MAC}-user.cfg`, `${MAC}-directory.xml`, '000000000000.cfg']

/** Every key of the phone and of its modules in use, watched and dialled in turn. */
function fullKeys({ keys, modules }: (typeof polycom.models)[number]): Key[] {
  return Array.from({ length: (modules?.count ?? 0) + 1 }, (_, module) =>
    Array.from({ length: module === 0 ? keys : (modules?.keys ?? 0) }, (_unused, i): Key => {
      const key: Key = { position: i + 1, kind: i % 2 ? 'blf' : 'speed_dial', value: `${i}`, label: `<${i} & "x">` }
      return module === 0 ? key : { ...key, module }
    }),
  ).flat()
}

describe.each(polycom.models)('$id', (row) => {
  const lines = (count: number): NonNullable<Options['lines']> => Array.from({ length: count }, () => ({}))
  const cases: Record<string, Options> = {
    cleared: { model: row.id, cleared: true },
    'one line': { model: row.id, lines: lines(1) },
    'all lines': { model: row.id, lines: lines(row.lines), settings: { timezone: 'Europe/Berlin', lldp: true } },
    'all keys': { model: row.id, lines: lines(1), keys: fullKeys(row) },
    'first contact': { model: row.id, flavour: 'enrolment', url: null },
  }

  it(`is well-formed: ${Object.keys(cases).join(', ')}`, async () => {
    const bodies = Object.values(cases).flatMap((options) => FILES.map((file) => render(options, file)))
    expect(await faultsOf(...bodies)).toEqual([])
  })

  it('cleared, it has no account, no key and no speed dial, but its address and its password', () => {
    const parameters = config({ model: row.id, cleared: true })
    const values = (pattern: RegExp) => Object.entries(parameters).flatMap(([n, v]) => (pattern.test(n) ? [v] : []))
    expect(values(/^reg\.\d+\.(?:address|auth\..*|displayName|label|server\.1\.address)$/)).toEqual(
      Array.from({ length: row.lines * 6 }, () => ''),
    )
    expect(values(/^reg\.\d+\.server\.1\.register$/)).toEqual(Array.from({ length: row.lines }, () => '0'))
    expect(values(/^lineKey\.\d+\.category$/).filter((category) => category !== 'Unassigned')).toEqual([])
    expect(values(/^attendant\.resourceList/)).toEqual([])
    expect(directory({ model: row.id, cleared: true })).toEqual([])
    expect(parameters).toMatchObject({
      'device.prov.serverName': 'https://prov.example.com/p/tokentoken/',
      'device.auth.localAdminPassword': 'Adm1nPassword000',
    })
  })

  it('has an entry for each account and each key', () => {
    const names = Object.keys(config({ model: row.id, lines: lines(1), keys: fullKeys(row) }))
    expect(names.filter((name) => /^reg\.\d+\.address$/.test(name))).toHaveLength(row.lines)
    const placed = names.filter((name) => /^lineKey\.\d+\.(?:category|index)$/.test(name))
    const places = row.keys + (row.modules?.count ?? 0) * (row.modules?.keys ?? 0)
    expect(placed).toHaveLength(Number.parseInt(row.firmware, 10) < 4 ? 0 : places * 2)
  })
})

describe('peers’ bugs (polycom.md ch. 2, trap 13)', () => {
  it('labels, addresses and passwords are escaped, quotes too', () => {
    const name = `"A" <b>&amp; 'c'`
    const lines = [{ name, label: name, user: 'a&b', password: `"<&>'` }]
    expect(config({ lines })).toMatchObject({
      'reg.1.displayName': name,
      'reg.1.label': name,
      'reg.1.address': 'a&b',
      'reg.1.auth.password': `"<&>'`,
    })
  })

  it('an attribute written twice would be found', async () => {
    const body = render({}, `${MAC}-user.cfg`).replace('device.set="1"', 'device.set="1" device.set="1"')
    expect(await faultsOf(body)).not.toEqual([])
  })
})

describe('any text', () => {
  /** XML has no way to write U+FFFE and U+FFFF. */
  const text = fc.string({ unit: 'binary', maxLength: 60 }).map((raw) => raw.replace(/[\uFFFE\uFFFF]/g, ''))
  const awkward = fc.string({
    unit: fc.constantFrom('<', '>', '&', '"', "'", '\n', '\0', ';', '#', '{', ']', 'x', ' '),
  })
  // A lone NUL is how a place hides an outer fact; no text of the domain holds a control character.
  const any = fc.oneof(text, awkward).filter((raw) => raw !== '\0')
  const filled = any.filter((raw) => oneLine(raw) !== '')
  const password = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 1,
  })

  /** What is left of a text on one line of a file. */
  const oneLine = (raw: string) => raw.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()

  it('of an account arrives as it was and opens nothing', async () => {
    const account = fc.record({ name: any, label: any, user: filled, auth: filled, password })
    await fc.assert(
      fc.asyncProperty(account, async (line) => {
        const body = render({ lines: [line] }, `${MAC}-user.cfg`)
        expect(await faultsOf(body)).toEqual([])
        const parameters = config({ lines: [line] })
        const read = ['displayName', 'label', 'address', 'auth.userId', 'auth.password'].map(
          (n) => parameters[`reg.1.${n}`],
        )
        const expected = [line.name, line.label, line.user, line.auth, line.password].map(oneLine)
        expect(read.map((value) => value?.trim())).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })

  it('of a key arrives as it was and opens nothing', async () => {
    const key = fc.record({ value: filled, label: filled })
    await fc.assert(
      fc.asyncProperty(key, key, async (watched, dialled) => {
        const keys: Key[] = [
          { position: 2, kind: 'blf', ...watched },
          { position: 3, kind: 'speed_dial', ...dialled },
        ]
        expect(await faultsOf(...FILES.map((file) => render({ keys }, file)))).toEqual([])
        const parameters = config({ keys })
        const [item] = directory({ keys })
        const resource = 'attendant.resourceList.1'
        const read = [parameters[`${resource}.address`], parameters[`${resource}.label`], item?.ct, item?.fn]
        const expected = [watched.value, watched.label, dialled.value, dialled.label].map(oneLine)
        expect(read.map((value) => value?.trim())).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })

  it('of an override arrives as it was and opens nothing', async () => {
    await fc.assert(
      fc.asyncProperty(any, async (raw) => {
        const options = { overrides: { 'up.welcome': raw, 'dialplan.digitmap': raw } }
        expect(await faultsOf(render(options, `${MAC}-user.cfg`))).toEqual([])
        const parameters = config(options)
        expect(parameters['up.welcome']?.trim()).toBe(oneLine(raw))
        expect(parameters['dialplan.digitmap']?.trim()).toBe(oneLine(raw))
      }),
      { numRuns: 60 },
    )
  })
})
