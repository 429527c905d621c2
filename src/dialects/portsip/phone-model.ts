import { z } from 'zod'
import { DATE_FORMATS } from '../../domain/settings.js'
import type { ValueMap, Vendor } from '../../domain/vendor.js'
import { LANGUAGE_NAMES, LANGUAGES } from './enums.js'
import { SPELLINGS } from './phone-text.js'

const texts = z.array(z.string())
const vlanDefault = z.int().nullable()

/** What a phone of a template file may be given, 19 members (portsip-provisioning.md ch. 7): lists, then defaults. */
export const phoneModelRead = z.object({
  filename: z.string(),
  languages: z.array(z.enum(LANGUAGE_NAMES)),
  ringtones: texts,
  queue_ringtones: texts,
  external_ringtone: texts,
  date_formats: texts,
  time_formats: texts,
  powerleds: texts,
  backlights: texts,
  screensavers: texts,
  time_zones: texts,
  codecs: texts,
  enable_lldp: z.boolean(),
  enable_vlan_wan_port: z.boolean(),
  wan_port_id: vlanDefault,
  wan_port_priority: vlanDefault,
  enable_vlan_pc_port: z.boolean(),
  pc_port_id: vlanDefault,
  pc_port_priority: vlanDefault,
})

/** Every text the vendor's rows read a setting by, and the words it is turned into. */
function wordsFor(vendor: Vendor, setting: string): { readonly named: boolean; readonly words: ValueMap } {
  const hole = new RegExp(`\\{${setting.replace('.', '\\.')}(?:\\|(\\w+))?\\}`, 'g')
  const patterns = vendor.sections.flatMap(({ rows }) => rows.flatMap((row) => [row.name, row.value, row.absent ?? '']))
  const holes = patterns.flatMap((pattern) => [...pattern.matchAll(hole)])
  const maps = holes.flatMap(([, name]) => (name ? [vendor.maps[name] ?? {}] : []))
  return { named: holes.length > 0, words: Object.assign({}, ...maps) as ValueMap }
}

/** One text for each thing the phone can be told: of several spellings of a ringtone, the first. */
function choices(vendor: Vendor, setting: string, same: (text: string, word: string) => string): string[] {
  const found = new Map<string, string>()
  for (const [text, word] of Object.entries(wordsFor(vendor, setting).words)) {
    if (text === '*' || text.startsWith('..')) continue
    const key = same(text, word)
    if (!found.has(key)) found.set(key, text)
  }
  return [...found.values()]
}

/** Durations worth offering; others are taken too and rounded to what the phone can do. */
const SECONDS = [0, 15, 30, 60, 120, 300, 600, 1800]

const byWord = (_text: string, word: string): string => word
const byText = (text: string): string => text.toLowerCase()

/** What phones of the vendor's template may be given, in the spellings this API takes. */
export function readPhoneModel(vendor: Vendor, zones: readonly string[]): z.infer<typeof phoneModelRead> {
  const languages = { ...wordsFor(vendor, 'language.main').words, ...wordsFor(vendor, 'language').words }
  const offered = (setting: 'backlight_seconds' | 'screensaver_seconds', spell: (value: unknown) => string) =>
    wordsFor(vendor, setting).named ? SECONDS.map(spell) : []
  return {
    filename: `${vendor.id}.ph.xml`,
    languages: LANGUAGE_NAMES.filter((name) => Object.hasOwn(languages, LANGUAGES[name])),
    ringtones: choices(vendor, 'ringtone', byWord),
    queue_ringtones: choices(vendor, 'queue_ringtone', byWord),
    external_ringtone: choices(vendor, 'external_ringtone', byWord),
    date_formats: [...DATE_FORMATS],
    time_formats: ['12', '24'].map(SPELLINGS.time_format.spell),
    powerleds: choices(vendor, 'power_led', byText),
    backlights: offered('backlight_seconds', SPELLINGS.backlight.spell),
    screensavers: offered('screensaver_seconds', SPELLINGS.screensaver.spell),
    time_zones: [...zones],
    codecs: Object.keys(vendor.codecs),
    enable_lldp: false,
    enable_vlan_wan_port: false,
    wan_port_id: null,
    wan_port_priority: null,
    enable_vlan_pc_port: false,
    pc_port_id: null,
    pc_port_priority: null,
  }
}
