import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { vendors } from '../../src/catalogue/index.js'
import { KEY_KINDS, type Key } from '../../src/domain/keys.js'
import type { FileRow, Vendor } from '../../src/domain/vendor.js'
import type { Subject } from '../../src/render/facts.js'
import { throughSkeleton } from '../../src/render/skeleton.js'
import { layOut, type PlanOptions, subjectOf, templates } from '../support/plan.js'

const direct = (subject: Subject, row: FileRow): string => layOut(subject, row).body

const throughout = (subject: Subject, row: FileRow): string =>
  throughSkeleton(subject, row, templates.get(`${subject.vendor.id}/${row.template}`) ?? {}, (marked) =>
    direct(marked, row),
  ).toString()

// A text is trimmed where it is put in, so what begins or ends with a blank may differ inside a longer value.
const text = fc.oneof(
  fc.constantFrom('', '0', '1', 'true', 'off', '101', '%NULL%', 'A&B <"x">', '[x]', '{y}', '\ue0001\ue000'),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((value) => value.trim()),
)
const maybe = fc.option(text, { nil: undefined })

const optionsFor = (vendor: Vendor): fc.Arbitrary<PlanOptions> =>
  fc.constantFrom(...vendor.models).chain((model) => {
    const kinds = KEY_KINDS.filter((kind) => vendor.keyKinds[kind] !== null)
    const key = fc.record({
      position: fc.integer({ min: 1, max: Math.max(1, model.keys) }),
      kind: fc.constantFrom(...kinds),
      value: maybe,
      label: maybe,
      pickup: maybe,
    })
    return fc.record({
      vendor: fc.constant(vendor.id),
      model: fc.constant(model.id),
      flavour: fc.constantFrom('lasting', 'enrolment'),
      lines: fc.array(fc.record({ user: text, name: text, label: text, password: fc.constant('pass-word') }), {
        minLength: 1,
        maxLength: Math.min(2, model.lines),
      }),
      keys: (model.keys > 0
        ? fc.uniqueArray(key, { maxLength: 4, selector: ({ position }) => position })
        : fc.constant([])) as fc.Arbitrary<Key[]>,
      settings: fc.constantFrom({}, { transport: 'tls' }, { voicemail_number: '*97', dnd: true }),
      url: fc.constantFrom('https://prov.example.com/p/tokentoken/', 'http://10.0.0.1/p/other/', null),
    }) as fc.Arbitrary<PlanOptions>
  })

describe.each(vendors.map((vendor) => [vendor.id, vendor] as const))('%s', (_id, vendor) => {
  const rows = vendor.files.filter((row) => row.answer === 'render' && !row.shared)

  it.each(rows.map((row) => [row.id, row] as const))('%s comes out the same through its skeleton', (_row, row) => {
    fc.assert(
      fc.property(optionsFor(vendor), (options) => {
        const subject = subjectOf(options)
        expect(throughout(subject, row)).toBe(direct(subject, row))
        // Again, now that the shape is known.
        expect(throughout(subject, row)).toBe(direct(subject, row))
      }),
      { numRuns: 150 },
    )
  })

  it.each(rows.map((row) => [row.id, row] as const))(
    '%s: a known shape takes the texts of the next phone',
    (_row, row) => {
      const first = { vendor: vendor.id, model: vendor.models[0]?.id ?? '', lines: [{ user: '101', name: 'One' }] }
      const second = { ...first, mac: `${vendor.ouis[0]}ddeeff`, lines: [{ user: '202', name: 'Two & more' }] }
      throughout(subjectOf(first), row)
      expect(throughout(subjectOf(second), row)).toBe(direct(subjectOf(second), row))
    },
  )
})
