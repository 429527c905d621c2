import { describe, expect, it } from 'vitest'
import { vendors } from '../../src/catalogue/index.js'
import { KEY_KINDS } from '../../src/domain/keys.js'
import { settingsSchema } from '../../src/domain/settings.js'
import type { Vendor } from '../../src/domain/vendor.js'
import { readXml, walk } from '../../src/simulator/xml.js'
import { type Leaf, settingLeaves } from '../support/any-settings.js'
import { readCfg } from '../support/cfg.js'
import { OFFICE } from '../support/golden.js'
import { isMade, type PlanOptions, renderFile, subjectOf } from '../support/plan.js'
import { faultsOf } from '../support/xml.js'

/*
 * Whatever is there, missing, empty or at its limit, a file holds no parameter that is only half written: nothing of our
 * own language, no operator without its operand, and a blank only where a blank takes an old value away.
 */

type Json = Record<string, unknown>

/** One model of each dialect that lays things out in its own way. */
const MODELS: Readonly<Record<string, readonly (readonly [model: string, firmware?: string])[]>> = {
  yealink: [['T46U'], ['T42S', '66.81.0.110'], ['W75B']],
  snom: [['D785'], ['820'], ['M400']],
  polycom: [['VVX450'], ['SPIP601']],
}

/** Parameters that are blank on purpose: accounts, keys and directories that are taken away, or nothing to say. */
const BLANK: Readonly<Record<string, RegExp>> = {
  yealink: /^$/,
  snom: /^(?:user_(?:name|pname|pass|realname|mailbox|mailnumber|dp_str|outbound|host|idle_text|idle_number)|blf_directed_call_pickup|fwd_(?:all|busy|time)_target|redirect_(?:number|busy_number|time_number)|firmware_status|checksync_action|status_msgs_that_are_blocked|ldap_(?:username|server|password|base)|timezone|dst|context_key_label|phonebook_location|vlan_(?:id|qos|pc_id|pc_priority)|tbook|label|perm)$/,
  polycom:
    /^(?:reg\.\d+\.(?:address|auth\.userId|auth\.password|displayName|label|server\.\d\.address|outboundProxy\.address)|msg\.mwi\.\d+\.(?:subscribe|callBack)|attendant\.uri|call\.directedCallPickupString|softkey\.\d+\.(?:label|action)|device\.net\.vlanId|(?:MISC_FILES|\w+_DIRECTORY))$/,
}

const OURS = /\bundefined\b|\bnull\b|\bNaN\b|\[object|\{[\w.|]*\}/
const WITHOUT_OPERAND =
  /^(?:speed|blf|dtmf|icom|url|xml|redirect|transfer|multicast|conference|orbit|dest)\s*$|^[:;,|]|[:;,|=]$|[,;]{2}|^\^$/

interface Written {
  readonly name: string
  readonly value: string
}

function parametersOf({ format }: Vendor, body: string): Written[] {
  // A boot file names another file beside its parameters.
  if (format === 'cfg') return readCfg(body.replace(/^include:.*$/gm, '')).all.map(([name, value]) => ({ name, value }))
  return [...walk(readXml(Buffer.from(body)))].flatMap(({ name, attributes, children, text }) => [
    ...[...attributes].map(([attribute, value]) => ({ name: attribute, value })),
    ...(children.length > 0 || attributes.has('device.set') || name === 'APPLICATION'
      ? []
      : [{ name, value: text.trim() }]),
  ])
}

/** Elements that hold others, or attributes alone. */
const CONTAINER =
  /^(?:settings|phone-settings|functionKeys|certificates|firmware-settings|directory|item_list|PHONE_CONFIG)$/

function halfWritten(vendor: Vendor, body: string): string[] {
  return parametersOf(vendor, body)
    .filter(
      ({ name, value }) =>
        OURS.test(value) ||
        WITHOUT_OPERAND.test(value) ||
        (value === '' && !CONTAINER.test(name) && !BLANK[vendor.id]?.test(name)),
    )
    .map(({ name, value }) => `${name} = ${value}`)
}

function* bodiesOf(vendor: Vendor, given: Omit<PlanOptions, 'vendor' | 'model'>): Generator<string> {
  for (const [model, firmware] of MODELS[vendor.id] ?? []) {
    const mac = `${vendor.ouis[0]}c0ffee`
    const subject = subjectOf({ ...given, vendor: vendor.id, model, mac, ...(firmware ? { firmware } : {}) })
    // Phonebooks have a form of their own and hold no parameters.
    const own = vendor.files.filter(
      (row) => row.answer === 'render' && !row.shared && row.format === undefined && isMade(subject, row),
    )
    for (const row of own) {
      const name = row.example.replace('{mac}', mac).replace('{MAC}', mac.toUpperCase()).replace('{model}', model)
      yield renderFile({ ...given, vendor: vendor.id, model, mac, ...(firmware ? { firmware } : {}) }, name).body
    }
  }
}

const parentOf = (settings: Json, path: readonly string[]): Json =>
  path.slice(0, -1).reduce((at: Json, name) => {
    if (typeof at[name] !== 'object') at[name] = {}
    return at[name] as Json
  }, settings)

const passes = (settings: Json): boolean => settingsSchema.safeParse(settings).success

/** The settings without the leaf; without what it belongs to where it may not be missing there. */
function without(settings: Json, path: readonly string[]): Json {
  const changed = structuredClone(settings)
  delete parentOf(changed, path)[path.at(-1) ?? '']
  return passes(changed) || path.length === 1 ? changed : without(settings, path.slice(0, -1))
}

function withValue(settings: Json, path: readonly string[], value: unknown): Json {
  const changed = structuredClone(settings)
  parentOf(changed, path)[path.at(-1) ?? ''] = value
  return changed
}

/** Full settings with the leaf missing or at an edge, and nothing but the leaf at an edge. */
const variants = ({ path, values }: Leaf): Json[] => [
  without(OFFICE, path),
  ...values.flatMap((value) => [withValue(OFFICE, path, value), withValue({}, path, value)]).filter(passes),
]

const leaves = settingLeaves.map((leaf) => [leaf.path.join('.'), leaf] as const)

describe.each(vendors)('$id', (vendor) => {
  it.each(leaves)('%s, there, missing or at its limit, leaves nothing half written', (_path, leaf) => {
    const tried = variants(leaf)
    expect(tried.length).toBeGreaterThan(1)
    const flavour = leaf.path[0] === 'provisioning' ? 'enrolment' : 'lasting'
    const bodies = tried.flatMap((settings) => [
      ...bodiesOf(vendor, { settings }),
      ...(flavour === 'lasting' ? [] : bodiesOf(vendor, { settings, flavour })),
    ])
    expect(bodies.flatMap((body) => halfWritten(vendor, body))).toEqual([])
  })

  it.each(KEY_KINDS.filter((kind) => vendor.keyKinds[kind] !== null))('a %s key with nothing to say', (kind) => {
    const bare = [
      { position: 2, kind },
      { position: 3, kind, value: '', label: '' },
      { position: 3, kind, value: '  ' },
    ]
    for (const key of bare) {
      const bodies = [...bodiesOf(vendor, { keys: [key], settings: { pickup_code: '*8' } })]
      expect(bodies.flatMap((body) => halfWritten(vendor, body))).toEqual([])
    }
  })

  it.each(KEY_KINDS.filter((kind) => vendor.softkeyKinds[kind]))('a %s soft key with nothing to say', (kind) => {
    const softkeys = [{ position: 1, kind, value: undefined, label: undefined }]
    expect([...bodiesOf(vendor, { softkeys })].flatMap((body) => halfWritten(vendor, body))).toEqual([])
  })

  it.each([
    ['names', { name: '', label: '' }],
    ['names but blanks', { name: ' ', label: '\t' }],
    ['an authentication name', { auth: '' }],
  ])('an account without %s', (_what, line) => {
    expect([...bodiesOf(vendor, { lines: [line] })].flatMap((body) => halfWritten(vendor, body))).toEqual([])
  })

  if (vendor.format === 'cfg') return
  it('libxml2 reads every one at its limit', async () => {
    const bodies = settingLeaves.flatMap((leaf) => [...bodiesOf(vendor, { settings: variants(leaf).at(-2) ?? {} })])
    expect(await faultsOf(...bodies)).toEqual([])
  })
})
