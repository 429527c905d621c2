import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Filter, type Literal, parseFilter } from '../../src/service/filter.js'
import { compare, matches, valueAt } from '../../src/service/match.js'

interface Item {
  readonly name: string | null
  readonly size: number | null
  readonly enabled: boolean
  readonly made: string
  readonly office: { readonly mode: string | null }
}
const FIELDS = ['name', 'size', 'enabled', 'made', 'office.mode'] as const
type Field = (typeof FIELDS)[number]
const knows = (field: string) => FIELDS.some((known) => known === field)
const keep = (filter: string, item: Partial<Item>) => matches(parseFilter(filter, knows), item)

const text = fc.oneof(fc.constantFrom("O'Neil", "''", 'ab', 'AB', 'and', '(', 'null', ''), fc.string({ maxLength: 6 }))
const item: fc.Arbitrary<Item> = fc.record({
  name: fc.option(text),
  size: fc.option(fc.integer({ min: -3, max: 3 })),
  enabled: fc.boolean(),
  made: fc.constantFrom('2022-01-01T00:00:00Z', '2022-01-01T01:00:00+01:00', '2021-12-31T23:59:59.999Z'),
  office: fc.record({ mode: fc.option(text) }),
})

/** An expression as text together with what it means, decided without the code under test. */
interface Spoken {
  readonly text: string
  readonly holds: (item: Item) => boolean
}

const pick: Readonly<Record<Field, (item: Item) => Literal>> = {
  name: (i) => i.name,
  size: (i) => i.size,
  enabled: (i) => i.enabled,
  made: (i) => i.made,
  'office.mode': (i) => i.office.mode,
}
const quoted = (value: string) => `'${value.split("'").join("''")}'`
const spell = (value: Literal) => (typeof value === 'string' ? quoted(value) : String(value))
const anyCase = (word: string) => fc.constantFrom(word, word.toUpperCase(), word[0]?.toUpperCase() + word.slice(1))

/** The naive reading: kinds must agree, null only equals null, moments in time are compared as such. */
function naive(operator: string, value: Literal, literal: Literal): boolean {
  const moments = [value, literal].map((v) =>
    /^\d{4}-\d\d-\d\dT/.test(String(v)) ? new Date(String(v)).getTime() : null,
  )
  const [a, b] = moments.includes(null) ? [value, literal] : moments
  if (a === undefined || b === undefined) return false
  if (operator === 'eq') return a === b
  if (operator === 'ne') return a !== b
  if (a === null || b === null || typeof a !== typeof b) return false
  return { gt: a > b, ge: a >= b, lt: a < b, le: a <= b }[operator] ?? false
}

const literal = fc.oneof<fc.Arbitrary<Literal>[]>(
  text,
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(-1.5, 0.25),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('2022-01-01T00:00:00Z', '2021-12-31T23:59:59.999Z'),
)

const comparison: fc.Arbitrary<Spoken> = fc
  .tuple(
    fc.constantFrom(...FIELDS),
    fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le').chain((o) => fc.tuple(fc.constant(o), anyCase(o))),
    literal,
  )
  .map(([field, [operator, word], value]) => ({
    text: `${field} ${word} ${spell(value)}`,
    holds: (i) => naive(operator, pick[field](i), value),
  }))

const test: fc.Arbitrary<Spoken> = fc
  .tuple(
    fc.constantFrom('startswith', 'endswith', 'contains').chain((f) => fc.tuple(fc.constant(f), anyCase(f))),
    fc.constantFrom(...FIELDS),
    text,
  )
  .map(([[name, word], field, sought]) => ({
    text: `${word}(${field} , ${quoted(sought)})`,
    holds: (i) => {
      const value = pick[field](i)
      if (typeof value !== 'string') return false
      const [a, b] = [value.toLowerCase(), sought.toLowerCase()]
      if (name === 'contains') return a.split(b).length > 1 || b === ''
      return name === 'startswith' ? a.slice(0, b.length) === b : a.slice(Math.max(0, a.length - b.length)) === b
    },
  }))

const wrapped = ({ text: inner, holds }: Spoken): Spoken => ({ text: `( ${inner})`, holds })

const { expression } = fc.letrec<{ expression: Spoken; primary: Spoken }>((tie) => ({
  primary: fc.oneof({ depthSize: 'small', withCrossShrink: true }, comparison, test, tie('expression').map(wrapped)),
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('primary'),
    tie('primary').map((part) => ({ text: `not ${part.text}`, holds: (i: Item) => !part.holds(i) })),
    fc
      .tuple(tie('primary'), tie('primary'))
      .map(([a, b]) => ({ text: `${a.text} and ${b.text}`, holds: (i: Item) => a.holds(i) && b.holds(i) })),
    fc
      .tuple(tie('primary'), tie('primary'))
      .map(([a, b]) => ({ text: `${a.text} OR ${b.text}`, holds: (i: Item) => a.holds(i) || b.holds(i) })),
    // Without parentheses: "and" binds more tightly than "or", "not" more tightly than both.
    fc.tuple(tie('primary'), tie('primary'), tie('primary')).map(([a, b, c]) => ({
      text: `${a.text} or not ${b.text} and ${c.text}`,
      holds: (i: Item) => a.holds(i) || (!b.holds(i) && c.holds(i)),
    })),
  ),
}))

describe('filters', () => {
  it('mean what a naive reading of them means', () => {
    fc.assert(
      fc.property(
        expression.filter((spoken) => spoken.text.length <= 2000),
        item,
        (spoken, i) => {
          expect(matches(parseFilter(spoken.text, knows), i)).toBe(spoken.holds(i))
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('of many terms without parentheses bind as they should', () => {
    const term = fc.tuple(fc.boolean(), fc.oneof(comparison, test))
    const chain = fc.tuple(term, fc.array(fc.tuple(fc.constantFrom('and', 'or', 'AND', 'Or'), term), { maxLength: 12 }))
    fc.assert(
      fc.property(chain, item, ([first, rest], i) => {
        const spell = ([negated, { text: inner }]: typeof first) => `${negated ? 'not ' : ''}${inner}`
        const filter = [spell(first), ...rest.map(([word, next]) => `${word} ${spell(next)}`)].join(' ')
        fc.pre(filter.length <= 2000)
        // An "or" ends a run of terms that must all hold; one run that does is enough.
        const runs: (typeof first)[][] = [[first]]
        for (const [word, next] of rest) {
          if (word.toLowerCase() === 'or') runs.push([])
          runs.at(-1)?.push(next)
        }
        const expected = runs.some((run) => run.every(([negated, { holds }]) => holds(i) !== negated))
        expect(matches(parseFilter(filter, knows), i)).toBe(expected)
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ["name eq 'O''Neil'", true],
    ["name eq 'O'''", false],
    ["startswith(name,'o''n')", true],
    ["contains(name,'''')", true],
    ["name eq 'o''neil'", false],
  ])('read %s with its quote doubled', (filter, kept) => expect(keep(filter, { name: "O'Neil" })).toBe(kept))

  it.each(['constructor eq null', 'office eq null', 'office.mode.x eq null', 'Name eq null', 'password eq null'])(
    'know no field in %s',
    (filter) => expect(() => parseFilter(filter, knows)).toThrow('there is no field'),
  )

  it('are read or refused, whatever the text', () => {
    const noise = fc.array(
      fc.constantFrom("'", '(', ')', ',', ' ', 'name', 'and', 'not', 'eq', '1', '-', '.', 'contains', "''", '\0'),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 60 }),
          noise.map((parts) => parts.join('')),
        ),
        item,
        (filter, i) => {
          let parsed: Filter
          try {
            parsed = parseFilter(filter, knows)
          } catch (error) {
            expect((error as Error).name).toBe('FilterError')
            return
          }
          expect(typeof matches(parsed, i)).toBe('boolean')
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('are ordinary trees', () => {
    expect(parseFilter("name eq 'O''Neil' or size gt 1 and not contains(name,'x')", knows)).toEqual({
      kind: 'or',
      parts: [
        { kind: 'compare', field: 'name', operator: 'eq', value: "O'Neil" },
        {
          kind: 'and',
          parts: [
            { kind: 'compare', field: 'size', operator: 'gt', value: 1 },
            { kind: 'not', part: { kind: 'text', test: 'contains', field: 'name', value: 'x' } },
          ],
        },
      ],
    })
  })

  it('take many terms, but only so much depth', () => {
    expect(keep(Array.from({ length: 120 }, () => 'size eq 1').join(' or '), { size: 1 })).toBe(true)
    const nested = (depth: number) => `${'('.repeat(depth)}size eq 1${')'.repeat(depth)}`
    expect(keep(nested(32), { size: 1 })).toBe(true)
    expect(() => parseFilter(nested(33), knows)).toThrow(/nested at most 32/)
    expect(() => parseFilter(`${'not ('.repeat(17)}size eq 1${')'.repeat(17)}`, knows)).toThrow(/nested/)
  })

  it('say where they cannot be read', () => {
    expect(() => parseFilter("name eq 'a' xor size eq 1", knows)).toThrow('at character 12')
    expect(() => parseFilter('name eq', knows)).toThrow('at the end')
    expect(() => parseFilter('name eq "a"', knows)).toThrow('at character 8')
    expect(() => parseFilter('toString eq null', knows)).toThrow('there is no field toString')
  })
})

describe('values', () => {
  it('are own members only', () => {
    expect(valueAt({ office: { mode: 'x' } }, 'office.mode')).toBe('x')
    expect([
      valueAt({}, 'constructor'),
      valueAt({}, '__proto__.toString'),
      valueAt({ name: 'x' }, 'name.length'),
      valueAt(null, 'a'),
    ]).toEqual([null, null, null, null])
  })

  it('have an order only among their kind', () => {
    expect([
      compare(1, 2),
      compare('b', 'a'),
      compare(true, true),
      compare(1, '1'),
      compare(null, 1),
      compare(null, null),
    ]).toEqual([-1, 1, 0, undefined, undefined, 0])
    expect(compare('2022-01-01T00:00:00Z', '2022-01-01T00:00:00.000Z')).toBe(0)
  })
})
