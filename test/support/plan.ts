import { CATALOGUE_DEFAULTS, fileIn, modelIn, vendorNamed, zoneOf } from '../../src/catalogue/index.js'
import { inherit } from '../../src/domain/inherit.js'
import type { Key } from '../../src/domain/keys.js'
import type { Mac } from '../../src/domain/mac.js'
import { ALERT_INFO } from '../../src/domain/pbx.js'
import type { Plan, PlannedKey, PlannedLine } from '../../src/domain/plan.js'
import { Secret } from '../../src/domain/secret.js'
import { type Settings, settingsSchema } from '../../src/domain/settings.js'
import type { FileRow } from '../../src/domain/vendor.js'
import { checkFile } from '../../src/render/check.js'
import type { Subject } from '../../src/render/facts.js'
import { phoneFacts } from '../../src/render/facts.js'
import { compileCondition } from '../../src/render/pattern.js'
import { loadTemplates } from '../../src/render/template.js'
import { createView, type View } from '../../src/render/view.js'

export interface PlanOptions {
  vendor: string
  model: string
  mac?: string
  firmware?: string
  flavour?: Plan['flavour']
  /** Checked like an administrator's input; codecs, passwords and countries may be plain text. */
  settings?: Record<string, unknown>
  lines?: {
    user?: string
    auth?: string
    password?: string
    name?: string
    label?: string
    line_keys?: number
    calls_per_key?: number
    shared?: boolean
    settings?: Record<string, unknown>
  }[]
  keys?: Key[]
  softkeys?: Plan['softkeys'][number][]
  softkeys_gone?: number[]
  url?: string | null
  ca?: Plan['ca']
  overrides?: Record<string, string>
  cleared?: boolean
  file_key?: string
  notify?: Plan['notify']
  /** Names of assets the phone can use. */
  assets?: string[]
}

/** A plan as the service would make it, for tests of vendors and templates alone. */
export function subjectOf(options: PlanOptions): Subject {
  const vendor = vendorNamed(options.vendor)
  if (!vendor) throw new Error(`no vendor ${options.vendor}`)
  const model = modelIn(vendor, options.model)
  const settings = inherit([
    ['catalogue', CATALOGUE_DEFAULTS],
    ['catalogue', vendor.defaults],
    ['tenant', { registrar: { host: 'pbx.example.com' } } as Settings],
    ['phone', settingsSchema.parse(options.settings ?? {})],
  ])
  const lines = (options.cleared ? [] : (options.lines ?? [{}])).map(
    (l, i): PlannedLine => ({
      n: i + 1,
      label: l.label ?? l.name ?? `User ${i + 1}`,
      display_name: l.name ?? `User ${i + 1}`,
      user: l.user ?? `10${i + 1}`,
      auth: l.auth ?? l.user ?? `10${i + 1}`,
      password: new Secret(l.password ?? 's3cret'),
      settings: inherit([['line', settingsSchema.parse(l.settings ?? {})]], settings),
      shared: l.shared ?? false,
      line_keys: l.line_keys ?? 1,
      calls_per_key: l.calls_per_key,
    }),
  )
  const plan: Plan = {
    mac: (options.mac ?? `${vendor.ouis[0]}aabbcc`) as Mac,
    vendor: vendor.id,
    model: model.id,
    firmware: options.firmware ?? null,
    flavour: options.flavour ?? 'lasting',
    careful: false,
    cleared: options.cleared ?? false,
    settings,
    lines,
    keys: fillKeys(options.keys ?? [], lines.length, model.row),
    softkeys: options.softkeys ?? [],
    softkeys_gone: options.softkeys_gone ?? [],
    admin_password: new Secret('Adm1nPassword000'),
    user_password: new Secret('1234509876'),
    file_key: options.file_key === undefined ? null : new Secret(options.file_key),
    url: options.url === undefined ? 'https://prov.example.com/p/tokentoken/' : options.url,
    ca: options.ca ?? null,
    assets: new Set(options.assets ?? []),
    alert_info: ALERT_INFO.portsip,
    notify: options.notify ?? 'none',
    poll_minute: 150,
    overrides: new Map(
      Object.entries(options.overrides ?? {}).map(([name, value]) => [name, { value, from: 'phone' }]),
    ),
    warnings: [],
  }
  const zone = zoneOf(String(settings.get('timezone')?.value))
  return { vendor, model: model.row, zone, plan }
}

/** Every position of the phone and its modules: given keys, line keys 1..L where none is given, the rest empty. */
function fillKeys(
  keys: Key[],
  lines: number,
  model: { keys: number; modules?: { count: number; keys: number } },
): PlannedKey[] {
  const filled: PlannedKey[] = []
  const used = Math.max(0, ...keys.map((key) => key.module ?? 0))
  for (let module = 0; module <= used; module++) {
    for (let position = 1; position <= (module === 0 ? model.keys : (model.modules?.keys ?? 0)); position++) {
      const key = keys.find((k) => k.position === position && (k.module ?? 0) === module)
      const kind = key?.kind ?? (module === 0 && position <= lines ? 'line' : 'none')
      filled.push({
        position,
        module,
        kind,
        value: key?.value,
        label: key?.label,
        line: key?.line ?? (kind === 'line' ? position : 1),
        pickup: key?.pickup,
      })
    }
  }
  return filled
}

export const templates = loadTemplates(new URL('../../templates', import.meta.url).pathname)

/** Lays a file out in full, as if no other phone had ever had one of its shape. */
export function layOut(subject: Subject, row: FileRow): { body: string; view: View } {
  const { vendor, plan, model } = subject
  const view = createView(subject, row)
  const template = templates.get(`${vendor.id}/${row.template}`)
  if (!template) throw new Error(`no template ${row.template}`)
  const phone = { mac: plan.mac, MAC: plan.mac.toUpperCase(), model: model.id }
  const body = template.render({ sections: view, phone })
  return { body, view }
}

/** Whether the phone's settings want this file at all. */
export const isMade = (subject: Subject, row: FileRow): boolean =>
  row.when === undefined || compileCondition(row.when)(phoneFacts(subject))

/** Renders the file of that name as shipped, and checks it as the server does. */
export function renderFile(options: PlanOptions, name: string): { body: string; view: View } {
  const subject = subjectOf(options)
  const match = fileIn(subject.vendor, name)
  if (!match?.row.template) throw new Error(`${name} is not rendered for ${options.vendor}`)
  const made = layOut(subject, match.row)
  const wrong = checkFile(match.row.format ?? subject.vendor.format, made.body, false)
  if (wrong) throw new Error(`${name}: ${wrong}`)
  return made
}
