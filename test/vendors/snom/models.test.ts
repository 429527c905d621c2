import { describe, expect, it } from 'vitest'
import type { Key } from '../../../src/domain/keys.js'
import type { ModelRow } from '../../../src/domain/vendor.js'
import { genericModel, models } from '../../../vendors/snom/models.js'
import { faultsOf, inside, type Options, placeOf, render, rootOf } from './read.js'

const linesOf = (count: number) => Array.from({ length: count }, (_, i) => ({ user: `u${i}`, name: `Line & ${i}` }))

function fullKeys({ keys, modules }: ModelRow): Key[] {
  const places = [{ module: 0, count: keys }]
  for (let module = 1; module <= (modules?.count ?? 0); module++) places.push({ module, count: modules?.keys ?? 0 })
  return places.flatMap(({ module, count }) =>
    Array.from({ length: count }, (_, i) => ({
      position: i + 1,
      ...(module > 0 ? { module } : {}),
      kind: 'blf' as const,
      value: `2${i}`,
      label: '<Bo & Co>',
      pickup: '**',
    })),
  )
}

const situations = (model: ModelRow): Options[] => [
  { model: model.id, cleared: true },
  { model: model.id, lines: linesOf(1) },
  { model: model.id, lines: linesOf(model.lines) },
  { model: model.id, lines: linesOf(1), settings: { backup_registrar: { host: 'b.example.com' } } },
  { model: model.id, lines: linesOf(1), keys: fullKeys(model) },
  { model: model.id, lines: linesOf(1), firmware: '8.4.35', settings: { forward: { always: { target: '1' } } } },
  { model: model.id, lines: linesOf(1), flavour: 'enrolment', url: null },
]

const names = models.map((model) => [model.id, model] as const)

describe('every model', () => {
  it.each(names)('%s is well-formed cleared, with 1 line, all lines, modules full, old firmware', async (_, model) => {
    expect(await faultsOf(...situations(model).map((options) => render(options)))).toEqual([])
  })

  it.each(names)('%s writes no setting and no key twice', (_, model) => {
    const repeated = situations(model).flatMap((options) => {
      const root = rootOf(render(options))
      const places = [...inside(root, 'phone-settings'), ...inside(root, 'functionKeys')].map(placeOf)
      return places.filter((place, i) => places.indexOf(place) !== i)
    })
    expect(repeated).toEqual([])
  })

  it.each(names)('%s accounts for all its lines and keys when cleared', (_, model) => {
    const root = rootOf(render({ model: model.id, cleared: true }))
    const accounts = inside(root, 'phone-settings').filter(({ name }) => name === 'user_active')
    expect(accounts.map(({ text }) => text)).toEqual(Array(model.lines).fill('off'))
    expect(inside(root, 'functionKeys').map(({ text }) => text)).toEqual(Array(model.keys).fill('line'))
  })

  it.each(names)('%s has key indexes that do not collide', (_, model) => {
    const written = inside(rootOf(render({ model: model.id, keys: fullKeys(model) })), 'functionKeys')
    const count = model.keys + (model.modules?.count ?? 0) * (model.modules?.keys ?? 0)
    expect(new Set(written.map(placeOf)).size).toBe(count)
  })

  it.each(['D120', 'D140', 'D335', 'D385', 'D785', 'D812', '715'])(
    '%s says where peers disagree, and why it is so here',
    (id) => {
      expect(models.find((row) => row.id === id)?.conflict).toMatch(/\w/)
    },
  )

  it('no name is taken twice', () => expect(new Set(models.map(({ id }) => id.toLowerCase())).size).toBe(models.length))
})

describe('counts (snom.md 4)', () => {
  it.each([
    ['D120', 2, 2, undefined],
    ['D315', 4, 5, 3],
    ['D335', 12, 32, 3],
    ['D345', 12, 48, 3],
    ['D375', 12, 12, 3],
    ['D385', 12, 48, 3],
    ['D713', 6, 4, undefined],
    ['D717', 6, 3, 3],
    ['D735', 12, 32, 3],
    ['D765', 12, 16, 3],
    ['D785', 12, 24, 4],
    ['D810', 12, 16, 3],
    ['D815', 12, 40, 3],
    ['D862', 8, 32, 3],
    ['D865', 12, 40, 3],
    ['715', 4, 5, 3],
    ['320', 12, 12, undefined],
    ['PA1', 1, 0, undefined],
  ])('%s: %i accounts, %i keys, modules %s', (id, lines, keys, modules) => {
    const model = models.find((row) => row.id === id)
    expect([model?.lines, model?.keys, model?.modules?.count]).toEqual([lines, keys, modules])
  })
  it('an unknown model gets the smallest counts', () => {
    const withKeys = models.filter(({ keys }) => keys > 0)
    expect([genericModel.lines, genericModel.keys]).toEqual([
      Math.min(...withKeys.map(({ lines }) => lines)),
      Math.min(...withKeys.map(({ keys }) => keys)),
    ])
  })
})
