import { CODECS, type Codec } from '../domain/codec.js'
import type { Effective } from '../domain/inherit.js'
import type { Plan, PlannedLine } from '../domain/plan.js'
import { Secret } from '../domain/secret.js'
import { given } from '../domain/text.js'
import type { ModelRow, Vendor } from '../domain/vendor.js'
import type { ZoneRow } from '../domain/zone.js'
import { assetFacts } from './asset-facts.js'
import { Facts } from './scope.js'
import { timeFacts } from './time.js'

/** What a render needs to know besides the plan; handed in, because `render` does not know the catalogue. */
export interface Subject {
  readonly vendor: Vendor
  readonly model: ModelRow
  readonly zone: ZoneRow | undefined
  readonly plan: Plan
}

const PORTS: Readonly<Record<string, string>> = { udp: '5060', tcp: '5060', tls: '5061' }

function text(value: unknown): string | undefined {
  if (value instanceof Secret) return value.reveal()
  if (typeof value === 'string') return given(value)
  return String(value)
}

/** Turns effective settings into facts; lists are numbered from 1 and also joined with blanks. */
function settingFacts(facts: Facts, settings: Effective, known?: Effective): void {
  for (const [path, chosen] of settings) {
    // What the place around says already need not be said again.
    if (known?.get(path) === chosen) continue
    const { value } = chosen
    if (Array.isArray(value)) {
      const scalars = value.filter((item) => typeof item !== 'object')
      scalars.forEach((item, index) => {
        facts.set(`${path}.${index + 1}`, text(item))
      })
      if (scalars.length > 0) facts.set(path, scalars.join(' '))
    } else facts.set(path, text(value))
  }
}

function endpoints(facts: Facts, settings: Effective): void {
  const transport = String(settings.get('transport')?.value ?? 'udp')
  for (const name of ['registrar', 'backup_registrar', 'outbound_proxy']) {
    const chosen = settings.get(name)?.value as { host: string; port?: number } | undefined
    if (!chosen) continue
    facts.set(name, undefined)
    facts.set(`${name}.host`, chosen.host)
    facts.set(`${name}.port`, chosen.port === undefined ? PORTS[transport] : String(chosen.port))
    facts.set(`${name}.bare_ipv6`, /^[^[]*:/.test(chosen.host) ? 'true' : undefined)
  }
}

/** The codecs of a list that vendor and model have, in order. */
export function usableCodecs(settings: Effective, vendor: Vendor, model: ModelRow): Codec[] {
  const wanted = (settings.get('codecs')?.value ?? []) as Codec[]
  return wanted.filter((codec) => vendor.codecs[codec] !== undefined && (model.codecs?.includes(codec) ?? true))
}

/**
 * The codecs a phone is told to use. One that has none of those chosen keeps G.711: with every codec off it could not
 * take part in any call.
 */
function writtenCodecs(settings: Effective, vendor: Vendor, model: ModelRow): Codec[] {
  const usable = usableCodecs(settings, vendor, model)
  return usable.length > 0 ? usable : ['PCMU', 'PCMA']
}

const codecList = (settings: Effective, { vendor, model }: Subject): string =>
  writtenCodecs(settings, vendor, model)
    .map((codec) => vendor.codecs[codec])
    .join(',')

function vlanFacts(facts: Facts): void {
  for (const port of ['vlan.phone', 'vlan.pc']) {
    if (facts.get(port) === 'off') facts.set(`${port}.state`, 'off')
    else if (facts.get(`${port}.id`) !== undefined) facts.set(`${port}.state`, 'on')
  }
}

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

function pollFacts(facts: Facts, plan: Plan): void {
  const window = plan.settings.get('provisioning.window')?.value as { from: string; to: string } | undefined
  facts.set('poll.from', window?.from ?? '01:00')
  facts.set('poll.to', window?.to ?? '05:00')
  if (plan.flavour === 'enrolment') {
    facts.set('poll.mode', 'enrolment')
    return
  }
  const mode = facts.get('provisioning.poll') ?? 'daily'
  facts.set('poll.mode', mode)
  const minutes = Number(facts.get('provisioning.poll_minutes') ?? 60)
  facts.set('poll.minutes', String(minutes))
  facts.set('poll.seconds', String(minutes * 60))
  facts.set('poll.at', clock(plan.poll_minute))
}

/** Time must be right before a certificate can be judged, so encryption brings a time server with it. */
const FALLBACK_NTP = 'pool.ntp.org'

function ntpFacts(facts: Facts, plan: Plan): void {
  const encrypted =
    plan.url?.startsWith('https:') || plan.lines.some((l) => l.settings.get('transport')?.value === 'tls')
  facts.set('ntp.1', facts.get('ntp_servers.1') ?? (encrypted ? FALLBACK_NTP : undefined))
  facts.set('ntp.2', facts.get('ntp_servers.2'))
}

/**
 * Phones that count rings instead of seconds take one ring for six seconds (four on, two off, rounded); the begun
 * minutes tell rows whose phone takes only so many seconds.
 */
function ringFacts(facts: Facts): void {
  const seconds = facts.get('forward.no_answer.seconds')
  if (seconds === undefined) return
  facts.set('forward.no_answer.rings', String(Math.max(1, Math.round(Number(seconds) / 6))))
  facts.set('forward.no_answer.minutes', String(Math.ceil(Number(seconds) / 60)))
}

/** Directories by number, those of settings before our own, for phones with a fixed count of places; a cleared phone has none. */
function bookFacts(facts: Facts, plan: Plan): void {
  facts.set('phone.directory', plan.directory && !plan.cleared ? 'own' : undefined)
  if (plan.cleared) return
  const books = (plan.settings.get('phonebooks')?.value ?? []) as readonly { name: string; url: string }[]
  const own = (plan.directory?.books ?? []).map(({ name, file }) => ({
    name,
    url: `${plan.url}${file.replace('{mac}', plan.mac)}`,
  }))
  for (const [i, { name, url }] of [...books, ...own].entries()) {
    facts.set(`phonebooks.${i + 1}`, url)
    facts.set(`phonebooks.${i + 1}.name`, name)
  }
}

const pemBody = (pem: string): string => pem.replace(/-----[^-]+-----|\s/g, '')

/** What is true of a model whatever somebody chose. */
export function modelFacts(facts: Facts, model: ModelRow): Facts {
  for (const [name, value] of Object.entries(model.traits ?? {})) facts.set(`model.${name}`, value)
  return facts
}

/** The language without its region; Chinese of other regions is another script. */
const mainLanguage = (language: string | undefined): string | undefined =>
  language && /^zh-(?:TW|HK|MO)$/.test(language) ? 'zh-Hant' : language?.slice(0, 2)

/** The facts every row of a phone's files may use. */
export function phoneFacts(subject: Subject): Facts {
  const { model, zone, plan } = subject
  const facts = new Facts()
  settingFacts(facts, plan.settings)
  endpoints(facts, plan.settings)
  vlanFacts(facts)
  pollFacts(facts, plan)
  ntpFacts(facts, plan)
  ringFacts(facts)
  facts.set('language.main', mainLanguage(facts.get('language')))
  assetFacts(facts, plan.settings, plan)
  for (const [call, text] of Object.entries(plan.alert_info)) facts.set(`alert.${call}`, text)
  timeFacts(facts, zone, subject.vendor.clock)
  facts.set('codecs.list', codecList(plan.settings, subject))
  const books = plan.settings.get('phonebooks')?.value as readonly { url: string }[] | undefined
  facts.set('phonebooks', books && String(books.length))
  facts.set('phonebooks.first', books?.[0]?.url)
  bookFacts(facts, plan)
  for (const { position, kind } of plan.softkeys) facts.set(`softkey.${position}`, kind)
  facts.set('phone.mac', plan.mac)
  facts.set('phone.MAC', plan.mac.toUpperCase())
  facts.set('phone.model', model.id)
  facts.set('phone.lines', String(plan.lines.length))
  facts.set('phone.url', plan.url ?? undefined)
  const pins = plan.url !== null && facts.get('provisioning.pin') !== 'false'
  facts.set('phone.pins', String(pins))
  facts.set('phone.pinned', String(pins && plan.flavour === 'lasting'))
  facts.set(
    'phone.forwards',
    String(['always', 'busy', 'no_answer'].some((when) => facts.get(`forward.${when}.target`) !== undefined)),
  )
  facts.set('phone.scheme', plan.url?.split(':')[0])
  facts.set('phone.ca_url', plan.ca?.url)
  facts.set('phone.ca_body', plan.ca ? pemBody(plan.ca.pem) : undefined)
  facts.set('phone.admin_password', plan.admin_password.reveal())
  facts.set('phone.user_password', plan.user_password.reveal())
  facts.set('phone.file_key', plan.file_key?.reveal())
  facts.set('phone.state', plan.cleared ? 'cleared' : 'used')
  facts.set('notify.route', plan.notify)
  modelFacts(facts, model)
  return facts
}

/** Facts of one account; what the line chose for itself hides what the phone chose. */
export function lineFacts(outer: Facts, line: PlannedLine, subject: Subject): Facts {
  const { plan } = subject
  const facts = new Facts(outer)
  settingFacts(facts, line.settings, plan.settings)
  endpoints(facts, line.settings)
  ringFacts(facts)
  assetFacts(facts, line.settings, plan)
  facts.set('codecs.list', codecList(line.settings, subject))
  facts.set('n', String(line.n))
  facts.set('line.label', given(line.label))
  facts.set('line.display_name', given(line.display_name))
  facts.set('line.user', line.user)
  facts.set('line.auth', given(line.auth) ?? line.user)
  facts.set('line.password', line.password.reveal())
  facts.set('line.shared', String(line.shared))
  facts.set('line.line_keys', String(line.line_keys))
  const placed = plan.keys.filter((key) => key.kind === 'line' && key.line === line.n).length
  facts.set('line.key_count', String(Math.max(line.line_keys, placed)))
  facts.set('line.calls_per_key', line.calls_per_key === undefined ? undefined : String(line.calls_per_key))
  return facts
}

/** One scope per codec of the vendor: those wanted in order of preference, then all others as off. */
export function codecScopes(outer: Facts, settings: Effective, { vendor, model }: Subject): Facts[] {
  const wanted = writtenCodecs(settings, vendor, model)
  const rest = CODECS.filter((codec) => vendor.codecs[codec] !== undefined && !wanted.includes(codec))
  return [...wanted, ...rest].map((codec, index) => {
    const facts = new Facts(outer)
    facts.set('codec.name', vendor.codecs[codec])
    facts.set('codec.state', index < wanted.length ? 'on' : 'off')
    if (index < wanted.length) facts.set('codec.rank', String(index + 1))
    return facts
  })
}
