import { describe, expect, it } from 'vitest'
import { CATALOGUE_DEFAULTS, vendors } from '../../src/catalogue/index.js'
import { gapsOf } from '../../src/render/coverage.js'
import { subjectOf } from '../support/plan.js'

const MODELS = vendors.flatMap((vendor) =>
  [...vendor.models, vendor.genericModel].map((model) => [vendor.id, model.id] as const),
)

/** What stands in the defaults and a kind of phone has no parameter for. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'yealink dect': ['transfer'],
  'yealink handset': ['transfer'],
  'yealink conference': ['transfer'],
  'snom old': ['call_waiting.enabled', 'call_waiting.tone', 'date_format', 'time_format', 'timezone', 'transfer'],
  'snom new': [
    'call_waiting.enabled',
    'call_waiting.tone',
    'date_format',
    'mwi',
    'time_format',
    'timezone',
    'transfer',
  ],
}

describe('a phone with nothing chosen has no gaps', () => {
  it.each(MODELS)('%s %s', (vendor, model) => expect(gapsOf(subjectOf({ vendor, model }))).toEqual([]))
})

describe('a phone for which somebody chose the very defaults has no gaps but those of its kind', () => {
  const settings = JSON.parse(JSON.stringify(CATALOGUE_DEFAULTS))
  it.each(MODELS)('%s %s', (vendor, model) => {
    const subject = subjectOf({ vendor, model, settings })
    const { form, dect } = subject.model.traits ?? {}
    expect(gapsOf(subject).map(({ path }) => path)).toEqual(EXPECTED[`${vendor} ${dect ?? form}`] ?? [])
  })
})

describe('how a phone provisions itself', () => {
  const pathsOf = (vendor: string, model: string, provisioning: Record<string, unknown>) =>
    gapsOf(subjectOf({ vendor, model, settings: { provisioning } })).map(({ path }) => path)

  it.each<[string, string, string, boolean]>([
    ['snom', 'D785', 'power_on', false],
    ['polycom', 'VVX450', 'power_on', false],
    ['snom', 'D785', 'overwrite', true],
    ['polycom', 'VVX450', 'overwrite', true],
    ['polycom', 'VVX450', 'pnp', true],
  ])('%s %s: %s = %j is a gap', (vendor, model, member, value) => {
    expect(pathsOf(vendor, model, { [member]: value })).toEqual([`provisioning.${member}`])
    expect(pathsOf(vendor, model, { [member]: !value })).toEqual([])
  })

  it.each<[string, string, Record<string, unknown>]>([
    ['yealink', 'T46U', { power_on: false, overwrite: true, pnp: true, protect_user_changes: true }],
    ['snom', 'D785', { pnp: true, protect_user_changes: true }],
    ['polycom', 'VVX450', { protect_user_changes: true, pin: false }],
    ['polycom', 'VVX450', { poll: 'daily', poll_minutes: 30, window: { from: '02:00', to: '03:00' } }],
  ])('%s %s: %j is none', (vendor, model, chosen) => expect(pathsOf(vendor, model, chosen)).toEqual([]))
})

describe("a line's own choice", () => {
  const lineOf = (vendor: string, model: string, settings: Record<string, unknown>) =>
    gapsOf(subjectOf({ vendor, model, lines: [{}, { settings }] }))

  it.each<[string, string, Record<string, unknown>, string, string]>([
    ['yealink', 'T46U', { language: 'fr' }, 'language', 'line'],
    ['snom', 'D785', { language: 'fr' }, 'language', 'line'],
    ['polycom', 'VVX450', { dtmf: 'info' }, 'dtmf', 'line'],
    ['polycom', 'VVX450', { codecs: ['PCMA'] }, 'codecs', 'line'],
    ['polycom', 'VVX450', { power_led: 'on' }, 'power_led', 'parameter'],
    ['snom', 'M700', { registrar: { host: 'x.example' }, srtp: 'required' }, 'srtp', 'value'],
  ])('%s %s: %j is a gap', (vendor, model, settings, path, lacks) => {
    expect(lineOf(vendor, model, settings)).toEqual([{ path, line: 2, lacks }])
  })

  it.each<[string, string, Record<string, unknown>]>([
    [
      'yealink',
      'T46U',
      { transport: 'tcp', codecs: ['PCMA'], dtmf: 'info', srtp: 'optional', voicemail_number: '*97' },
    ],
    ['snom', 'D785', { transport: 'tcp', codecs: ['PCMA'], dtmf: 'info', srtp: 'optional', voicemail_number: '*97' }],
    ['polycom', 'VVX450', { transport: 'tcp', srtp: 'optional', voicemail_number: '*97', mwi: false }],
    ['polycom', 'VVX450', { dtmf: 'rfc4733' }],
  ])('%s %s: %j is none', (vendor, model, settings) => expect(lineOf(vendor, model, settings)).toEqual([]))
})

describe('a language no phone of a kind can show is a gap', () => {
  it.each<[string, string, string]>([
    ['yealink', 'T46U', 'ko'],
    ['yealink', 'W60B', 'pl'],
    ['yealink', 'W60B', 'el'],
    ['polycom', 'VVX450', 'el'],
    ['polycom', 'SPIP501', 'uk'],
    ['polycom', 'VVX450', 'zh-TW'],
    ['snom', 'D785', 'el'],
    ['snom', 'D785', 'bg'],
    ['snom', 'D865', 'uk'],
    ['snom', '370', 'ro-RO'],
    ['snom', 'M300', 'sv'],
    ['snom', 'M900', 'el'],
  ])('%s %s, %s', (vendor, model, language) => {
    const lacks = 'value'
    expect(gapsOf(subjectOf({ vendor, model, settings: { language } }))).toEqual([
      { path: 'language', line: undefined, lacks },
    ])
  })

  it.each<[string, string, string]>([
    ['yealink', 'T46U', 'de-AT'],
    ['yealink', 'T46U', 'en-GB'],
    ['yealink', 'W60B', 'fr-CA'],
    ['polycom', 'VVX450', 'es-PE'],
    ['snom', 'D785', 'es-PE'],
    ['snom', 'M900', 'de-AT'],
  ])('%s %s, %s: the plain language is one', (vendor, model, language) => {
    expect(gapsOf(subjectOf({ vendor, model, settings: { language } }))).toEqual([])
  })
})
