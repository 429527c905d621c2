import { rmSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { fileIn, vendors } from '../../src/catalogue/index.js'
import type { Key } from '../../src/domain/keys.js'
import type { ModelRow, Vendor } from '../../src/domain/vendor.js'
import { throughSkeleton } from '../../src/render/skeleton.js'
import { createSimulatedPhone, isSimulated, type SimulatedVendor } from '../../src/simulator/index.js'
import { anySettings, anyText } from '../support/any-settings.js'
import { createDesks } from '../support/desk.js'
import { describeKey, isPageKey, kindsOf, placed, readsAs } from '../support/key-meanings.js'
import { layOut, type PlanOptions, renderFile, subjectOf, templates } from '../support/plan.js'
import { faultsOf } from '../support/xml.js'

/*
 * Any phone of any vendor with any settings, keys and texts: a second program that shares nothing with the renderer reads
 * its files and finds what was asked for. XML is also shown to libxml2.
 */

const RUNS = process.env.OFFHOOK_TEST_LONG ? 1000 : 40

const desks = createDesks()
afterAll(() => desks.remove())

/** What any format makes of a text: one line of characters that every format has. */
const shown = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029\ufffe\uffff]+/gu, ' ')
    .toWellFormed()
    .trim()

/** Names and labels: anything but nothing, and but the word that means nothing to a Yealink. */
const label = anyText(40, true).filter((text) => shown(text) !== '' && shown(text) !== '%NULL%')
const user = fc.stringMatching(/^[A-Za-z0-9._+-]{1,20}$/)
const password = fc.stringMatching(/^[\x21-\x7e]{1,24}$/).filter((text) => text !== '%NULL%')
const number = fc.stringMatching(/^[0-9*#+]{1,12}$/)

const line = fc.record({ user, auth: user, password, name: label, label })

function anyKeys(vendor: Vendor, model: ModelRow, lines: number): fc.Arbitrary<Key[]> {
  const modules = model.modules ?? { count: 0, keys: 0 }
  const places = [
    ...Array.from({ length: Math.max(0, model.keys - lines) }, (_, i) => ({ module: 0, position: lines + 1 + i })),
    ...Array.from({ length: modules.count * modules.keys }, (_, i) => ({
      module: 1 + Math.floor(i / modules.keys),
      position: 1 + (i % modules.keys),
    })),
  ].filter(({ module = 0, position }) => !isPageKey(model.id, module, position))
  if (places.length === 0) return fc.constant([])
  const key = fc.record({
    place: fc.constantFrom(...places),
    kind: fc.constantFrom(...kindsOf(vendor.id as SimulatedVendor)),
    label,
    line: fc.integer({ min: 1, max: lines }),
    pickup: fc.option(number, { nil: undefined }),
    number,
  })
  return fc.uniqueArray(key, { maxLength: 12, selector: ({ place }) => place }).map((keys) =>
    keys.map(
      ({ place, kind: { kind, takes }, number: value, pickup, ...rest }): Key => ({
        ...{ ...rest, kind, position: place.position },
        ...(place.module ? { module: place.module } : {}),
        ...(takes === 'number' ? { value } : takes ? { value: takes } : {}),
        ...(kind === 'blf' && pickup ? { pickup } : {}),
      }),
    ),
  )
}

const anyPhone = (vendor: Vendor): fc.Arbitrary<PlanOptions> =>
  fc.constantFrom(...vendor.models).chain((model) =>
    fc
      .record({
        lines: fc.array(line, { minLength: 1, maxLength: Math.min(4, model.lines) }),
        settings: anySettings,
      })
      .chain(({ lines, settings }) =>
        anyKeys(vendor, model, lines.length).map((keys) => ({
          ...{ vendor: vendor.id, model: model.id, lines, settings, keys },
          url: 'http://prov.example.com/p/tokentoken/',
        })),
      ),
  )

/** A simulated phone that is served what is rendered for these options, without a server between. */
async function boot(options: PlanOptions, bodies: string[]) {
  const subject = subjectOf(options)
  const { vendor, model, plan } = subject
  const stateDir = desks.stateDir()
  const answer = (body?: string) => ({
    status: body === undefined ? 404 : 200,
    challenges: [],
    body: Buffer.from(body ?? ''),
  })
  const device = createSimulatedPhone({
    ...{ vendor: vendor.id as SimulatedVendor, model: model.id, mac: plan.mac, url: plan.url ?? '', stateDir },
    fetch: async ({ url, method }) => {
      const name = url.pathname.split('/').pop() ?? ''
      const row = url.href.startsWith(plan.url ?? '-') ? fileIn(vendor, name)?.row : undefined
      if (row?.answer !== 'render' || method !== 'GET') return answer()
      const template = templates.get(`${vendor.id}/${row.template}`) ?? { render: () => '' }
      if (row.shared) return answer(template.render({}))
      const { body } = renderFile(options, name)
      const kept = throughSkeleton(subject, row, template, (marked) => layOut(marked, row).body)
      expect(kept.toString()).toBe(body)
      bodies.push(body)
      return answer(body)
    },
  })
  const report = await device.boot()
  rmSync(stateDir, { recursive: true })
  return { report, vendor: vendor.id as SimulatedVendor, model }
}

const without = (host: string): string => host.replace(/^\[(.*)\]$/, '$1')

/** Accounts as asked for; the label is not among what old Snom bases are told. */
function wantedLines({ lines = [], settings }: PlanOptions, vendor: string, { id }: ModelRow) {
  const { registrar = { host: 'pbx.example.com' } } = (settings ?? {}) as { registrar?: { host: string } }
  return lines.map(({ user: sip, auth, name = '', label: written = '' }, i) => ({
    ...{ n: i + 1, enabled: true, user: sip, authUser: auth, hasPassword: true, displayName: shown(name) },
    ...(vendor === 'snom' && /^M[37]00$/.test(id) ? {} : { label: shown(written) }),
    registrar: without(registrar.host),
  }))
}

function wantedKeys({ keys = [], settings }: PlanOptions, vendor: SimulatedVendor, model: ModelRow): string[] {
  const { pickup_code } = (settings ?? {}) as { pickup_code?: string }
  return keys.map((key) => {
    const whole = { ...key, label: shown(key.label ?? '') }
    // A Polycom has one pickup code for all its keys, and one account watches.
    return vendor === 'polycom'
      ? readsAs(vendor, model, { ...whole, line: 1 }, pickup_code)
      : readsAs(vendor, model, whole, key.pickup)
  })
}

describe.each(vendors.filter(({ id }) => isSimulated(id)))('any $name', (vendor) => {
  it('reads what it was meant to read', async () => {
    const bodies: string[] = []
    await fc.assert(
      fc.asyncProperty(anyPhone(vendor), async (options) => {
        const { report, vendor: id, model } = await boot(options, bodies)
        // Firmware and the like that the settings point to is nowhere here.
        expect(report.reasons.filter((reason) => !/answered 404$/.test(reason))).toEqual([])
        const lines = report.lines.slice(0, options.lines?.length)
        expect(lines.map((one) => ({ ...one, registrar: without(one.registrar) }))).toMatchObject(
          wantedLines(options, id, model),
        )
        const bare = placed(id, model)
        const read = report.keys.filter(({ kind }) => kind !== 'line').map((key) => bare(describeKey(key)))
        expect(read.sort()).toEqual(wantedKeys(options, id, model).map(bare).sort())
      }),
      { numRuns: RUNS },
    )
    if (vendor.format === 'xml') expect(await faultsOf(...bodies.slice(-300))).toEqual([])
  })
})
