import { describe, expect, it } from 'vitest'
import { vendors } from '../../src/catalogue/index.js'
import { isLeftOut, isOverrideLeftOut, restartsBeside, restartsInText } from '../../src/render/restarts.js'
import { type PlanOptions, renderFile, subjectOf } from '../support/plan.js'

const MODELS = [
  { vendor: 'yealink', model: 'T46U' },
  { vendor: 'snom', model: 'D785' },
  { vendor: 'polycom', model: 'VVX601' },
]
const URL = 'http://prov.example.com/p/token/'
const firmware = { url: 'http://files.example.com/new.rom' }

const marked = (options: PlanOptions) => {
  const { vendor, plan } = subjectOf({ url: URL, ...options })
  const name = vendor.files.find(({ main }) => main)?.example.replace('{mac}', plan.mac) ?? ''
  const file = name.replace('{MAC}', plan.mac.toUpperCase()).replace('{model}', plan.model)
  return [...restartsInText(vendor, renderFile({ url: URL, ...options }, file).body), ...restartsBeside(vendor, plan)]
}

describe.each(MODELS)('a $vendor', (phone) => {
  it.each([
    ['a VLAN', { settings: { vlan: { phone: { id: 20 } } } }],
    ['firmware', { settings: { firmware } }],
  ])('restarts for %s', (_name, change) => {
    expect(marked({ ...phone, ...change })).not.toEqual(marked(phone))
  })

  it.each([
    ['a name', { lines: [{ label: 'dhcp vlan_id device.x network.vlan = 1 <firmware' }] }],
    ['a key', { keys: [{ position: 2, kind: 'speed_dial', value: '4711', label: 'Lab' }] }],
    ['brightness', { settings: { brightness: 3 } }],
  ])('does not for %s', (_name, change) => {
    expect(marked({ ...phone, ...change } as PlanOptions)).toEqual(marked(phone))
  })
})

it.each([
  ['snom', 'D785', 'http://prov.example.com/p/another/'],
  ['yealink', 'T46U', 'http://prov.example.com/p/another/'],
])('a %s with firmware of its own does not for a new address of its files', (vendor, model, url) => {
  const phone = { vendor, model, settings: { firmware } }
  expect(marked({ ...phone, url })).toEqual(marked(phone))
})

it('a Polycom does for firmware that somebody overrode, which its master file says', () => {
  const phone = { vendor: 'polycom', model: 'VVX601' }
  expect(marked({ ...phone, overrides: { APP_FILE_PATH: 'other.ld' } })).not.toEqual(marked(phone))
})

describe.each(vendors.flatMap((vendor) => vendor.restarts.parameters.map((row) => ({ vendor, row, name: row.name }))))(
  '$vendor.id $name',
  ({ vendor, row }) => {
    const name = row.name.replace('*', 'some_more')

    it('is left out in a loop, and so is what somebody put in its place', () => {
      expect(isLeftOut(vendor, name)).toBe(row.always !== true)
      expect([name, `${name}[1]`].map((one) => isOverrideLeftOut(vendor, one))).toEqual([true, true])
      expect([`x${name}`, `${name}/x`].map((one) => isLeftOut(vendor, one))).toEqual([false, false])
    })

    it('counts in the text of a file where its value is what restarts the phone', () => {
      const text = { yealink: `${name} = 7\n`, snom: `<${name} perm="">7</${name}>`, polycom: `<a\n ${name}="7"/>` }
      const found = restartsInText(vendor, text[vendor.id as keyof typeof text])
      expect(found.some((part) => part.includes(name) && part.includes('7'))).toBe(row.by === 'value')
    })
  },
)
