import type { PolycomModel } from './polycom-models.js'
import type { PolycomDialect, Settings, SpeedDials } from './polycom-view.js'
import type { KeyReport, LineReport } from './report.js'

interface Keys {
  readonly keys: readonly KeyReport[]
  readonly problems: readonly string[]
}

type Bare = Omit<KeyReport, 'position' | 'module'>

/** What an action does with its number, by its operation (polycom.md 3.2). */
const OPERATIONS: Readonly<Record<string, string>> = {
  invite: 'speed_dial',
  dtmf: 'dtmf',
  refer: 'transfer',
  intercom: 'intercom',
}

function watched(settings: Settings, n: number): Bare | undefined {
  const get = (name: string) => settings[`attendant.resourceList.${n}.${name}`] ?? ''
  if (get('address') === '') return undefined
  // `automata` has no call appearance: one press dials, which is a speed dial (polycom.md 3.2).
  const kind = get('type') === 'automata' ? 'speed_dial' : 'blf'
  const pickup = settings['call.directedCallPickupString'] ?? '*97'
  return {
    kind,
    value: get('address'),
    label: get('label'),
    line: Number(settings['attendant.reg'] || '1'),
    pickup: kind === 'blf' && pickup !== '' ? pickup : null,
  }
}

/** Functions an action may call (SIP 3.0.2 guide A-70, vendor). */
const FUNCTIONS: Readonly<Record<string, string>> = {
  Messages: 'voicemail',
  DoNotDisturb: 'dnd',
  Transfer: 'transfer',
  Hold: 'hold',
  Conference: 'conference',
  Redial: 'redial',
  CallList: 'history',
  Directories: 'directory',
  Menu: 'menu',
}

/** What an action string does: a function of the phone, an address to open, or a number with an operation. */
function actionOf(action: string): { kind: string; value: string } {
  const called = /^\$F([A-Za-z]+)\$$/.exec(action)?.[1]
  if (called !== undefined) return { kind: FUNCTIONS[called] ?? `function ${called}`, value: '' }
  if (/^https?:/.test(action)) return { kind: 'url', value: action }
  const operation = /\$T([a-z]+)\$$/.exec(action)?.[1] ?? ''
  const value = action.replace(/\$[^$]*\$/g, '')
  if (/\$P\d+N\d+\$/.test(action) && operation === 'invite') return { kind: 'prefix', value }
  return { kind: OPERATIONS[operation] ?? 'macro', value }
}

/** A favourite of the directory; a contact that begins with `^` is an action, not a number. */
function speedDial(dials: SpeedDials, index: string): Bare | undefined {
  const dial = dials.get(index)
  if (!dial) return undefined
  const { contact, label } = dial
  const does = contact.startsWith('^') ? actionOf(contact.slice(1)) : { kind: 'speed_dial', value: contact }
  return { ...does, label, line: null, pickup: null }
}

function enhanced(settings: Settings, index: string): Bare | undefined {
  const get = (name: string) => settings[`efk.efklist.${index}.${name}`] ?? ''
  const action = get('action.string')
  if (action === '' || get('status') === '0') return undefined
  return { ...actionOf(action), label: get('label'), line: null, pickup: null }
}

function lineKey(lines: readonly LineReport[], n: number): Bare {
  const label = lines.find((line) => line.n === n)?.label ?? ''
  return { kind: 'line', value: '', label, line: n, pickup: null }
}

function placed(position: number, bare: Bare, row: PolycomModel): KeyReport {
  const beyond = position - row.keys - 1
  if (beyond < 0 || row.modules === 0) return { position, module: null, ...bare }
  return { position: (beyond % row.moduleKeys) + 1, module: Math.floor(beyond / row.moduleKeys) + 1, ...bare }
}

/**
 * Without reassignment the phone fills its keys itself: lines, then watched extensions, then favourites. What finds no
 * key any more is no fault: it is still in the phone's menus.
 */
function automatic(settings: Settings, dials: SpeedDials, lines: readonly LineReport[], row: PolycomModel): Keys {
  const ofLines = lines.flatMap((line) =>
    Array.from({ length: Number(settings[`reg.${line.n}.lineKeys`] || '1') }, () => lineKey(lines, line.n)),
  )
  const all: Bare[] = [...ofLines]
  for (let n = 1, key = watched(settings, n); key; n++, key = watched(settings, n)) all.push(key)
  for (const index of [...dials.keys()].sort((a, b) => Number(a) - Number(b))) {
    const key = speedDial(dials, index)
    if (key) all.push(key)
  }
  const room = row.keys + row.modules * row.moduleKeys
  return { keys: all.slice(0, room).map((bare, i) => placed(i + 1, bare, row)), problems: [] }
}

/**
 * The keys in order. With `lineKey.reassignment.enabled` each key says its category; the n-th BLF key shows
 * `attendant.resourceList.n`, whatever its index says (polycom.md 3.2).
 */
export function keysOf(
  settings: Settings,
  dials: SpeedDials,
  lines: readonly LineReport[],
  dialect: PolycomDialect,
): Keys {
  const { row, release } = dialect
  // Releases before 4 do not know the parameter (1.9).
  if (release < 4 || settings['lineKey.reassignment.enabled'] !== '1') return automatic(settings, dials, lines, row)
  const positions = Object.keys(settings).flatMap((name) => /^lineKey\.(\d+)\.category$/.exec(name)?.[1] ?? [])
  const keys: KeyReport[] = []
  const problems: string[] = []
  let blfs = 0
  for (const position of positions.map(Number).sort((a, b) => a - b)) {
    const [category, index] = [
      settings[`lineKey.${position}.category`] ?? '',
      settings[`lineKey.${position}.index`] ?? '',
    ]
    if (category === '' || category === 'Unassigned') continue
    if (category === 'BLF') blfs++
    // A list kept by the PBX (attendant.uri) fills the keys instead of the resource list.
    if (category === 'BLF' && settings['attendant.uri']) continue
    const sources: Readonly<Record<string, () => readonly [Bare | undefined, string]>> = {
      Line: () => [lineKey(lines, Number(index || '1')), ''],
      BLF: () => [watched(settings, blfs), `attendant.resourceList.${blfs}`],
      SpeedDial: () => [speedDial(dials, index), `speed dial ${index} in the directory`],
      EFK: () => [enhanced(settings, index), `efk.efklist.${index}`],
    }
    const [bare, source] = sources[category]?.() ?? [undefined, `category ${category}`]
    if (bare) keys.push(placed(position, bare, row))
    else problems.push(`key ${position} has nothing behind it: there is no ${source}`)
  }
  return { keys, problems }
}
