import { type Key, type KeyKind, type Softkey, WATCHING_KINDS } from '../domain/keys.js'
import type { User, Warning } from '../domain/model.js'
import { CODE_OF_KEY, PBX, type PbxKind } from '../domain/pbx.js'
import type { PlannedKey, PlannedLine, PlannedSoftkey } from '../domain/plan.js'
import type { ModelRow, Vendor } from '../domain/vendor.js'
import type { Reader } from '../store/store.js'

export interface KeyContext {
  readonly reader: Reader
  readonly tenant_id: string
  readonly pbx: PbxKind
  readonly vendor: Vendor
  readonly model: ModelRow
  readonly lines: readonly PlannedLine[]
  /** Lines the phone's record names, used or not. */
  readonly lineCount: number
}

/** How many keys a place has: the phone itself for module 0, else that expansion module. */
function roomOf(model: ModelRow, module: number): number {
  if (module === 0) return model.keys
  return module <= (model.modules?.count ?? 0) ? (model.modules?.keys ?? 0) : 0
}

/** Why a key cannot be on this model; undefined when it can. */
export function misfit(
  key: Key,
  vendor: Vendor,
  model: ModelRow,
  lines: number,
): { rule: string; message: string; member: string } | undefined {
  const room = roomOf(model, key.module ?? 0)
  const place = key.module === undefined ? `a ${model.id}` : `module ${key.module} of a ${model.id}`
  if (key.module !== undefined && room === 0) {
    return {
      member: 'module',
      rule: 'module',
      message: `a ${model.id} takes ${model.modules?.count ?? 0} expansion modules`,
    }
  }
  if (key.module !== undefined && model.modules?.reserved?.includes(key.position)) {
    const message = `key ${key.position} of a module of a ${model.id} belongs to the phone, which turns the page with it`
    return { member: 'position', rule: 'position', message }
  }
  if (key.position > room) return { member: 'position', rule: 'position', message: `${place} has keys 1 to ${room}` }
  if (vendor.keyKinds[key.kind] === null)
    return { member: 'kind', rule: 'kind', message: `${vendor.name} phones have no ${key.kind} key` }
  if (key.line !== undefined && key.line > lines)
    return { member: 'line', rule: 'line', message: `the phone has ${lines} lines` }
  return undefined
}

/** The code or number a key sends when it carries no value of its own. */
function impliedValue(kind: KeyKind, pbx: PbxKind, line: PlannedLine | undefined): string | undefined {
  if (kind === 'voicemail') return line?.settings.get('voicemail_number')?.value as string | undefined
  if (kind === 'pickup') return line?.settings.get('pickup_code')?.value as string | undefined
  if (kind === 'group_pickup') return line?.settings.get('group_pickup_code')?.value as string | undefined
  const code = CODE_OF_KEY[kind]
  return code === undefined ? undefined : (PBX[pbx][code] ?? undefined)
}

/** A watched colleague lends the key their name, so that a rename reaches every phone that shows it. */
async function colleague(context: KeyContext, extension: string): Promise<User | undefined> {
  const key = `${context.tenant_id}/${extension}`
  const [byExtension] = await context.reader.find('users', 'extension', key)
  if (byExtension) return byExtension
  const [bySipUser] = await context.reader.find('users', 'sip_user', key)
  return bySipUser?.deleted_at === null ? bySipUser : undefined
}

/** The key with its value, pickup code and a name; a watched colleague's name comes later. */
function plannedKey(context: KeyContext, key: Key): PlannedKey {
  const n = key.line ?? 1
  const line = context.lines.find((candidate) => candidate.n === n)
  const value = key.value ?? impliedValue(key.kind, context.pbx, line)
  const label = key.label ?? (key.kind === 'line' ? line?.label : value)
  const pickup =
    key.pickup ?? (key.kind === 'blf' ? (line?.settings.get('pickup_code')?.value as string | undefined) : undefined)
  return { position: key.position, module: key.module ?? 0, kind: key.kind, value, label, line: n, pickup }
}

/**
 * The key as it is for the colleague it watches: with their name unless it has a label, and without a pickup code of
 * its own making where their calls, or by this line any, are not to be picked up.
 */
async function watching(context: KeyContext, key: Key, planned: PlannedKey): Promise<PlannedKey> {
  const watched = planned.value === undefined ? undefined : await colleague(context, planned.value)
  const line = context.lines.find(({ n }) => n === planned.line)
  const forbidden = watched?.pickup?.by_others === false || line?.may_pick_up === false
  const named = watched !== undefined && key.label === undefined
  const closed = forbidden && key.pickup === undefined
  // Nearly every key of a large site stays as it is.
  if (!named && !closed) return planned
  return {
    ...planned,
    ...(named ? { label: watched.display_name } : {}),
    ...(closed ? { pickup: undefined } : {}),
  }
}

/** The key of a place nobody gave one: positions 1..L are line keys unless told otherwise, the rest is cleared. */
function lineKey(position: number, module: number, { vendor, lines, lineCount }: KeyContext): Key | undefined {
  const isLine = module === 0 && position <= lineCount && vendor.keyKinds.line !== null
  return isLine && lines.some(({ n }) => n === position) ? { position, kind: 'line', line: position } : undefined
}

const empty: PlannedKey[][] = []

/** A cleared place. Most of a large phone's keys are such places, so each is made once for all phones. */
function emptyKey(position: number, module: number): PlannedKey {
  empty[module] ??= []
  const places = empty[module]
  places[position] ??= {
    position,
    module,
    kind: 'none',
    value: undefined,
    label: undefined,
    line: 1,
    pickup: undefined,
  }
  return places[position]
}

/** The last expansion module that has a key; 0 = none. */
export const highestModule = (keys: readonly Key[]): number => Math.max(0, ...keys.map((key) => key.module ?? 0))

/** The last soft key that has a function; 0 = none. */
export const lastSoftkey = (softkeys: readonly Softkey[]): number => Math.max(0, ...softkeys.map((key) => key.position))

export interface PlannedKeys {
  readonly keys: PlannedKey[]
  readonly warnings: Warning[]
}

/**
 * Every key of the phone and of the modules that are or were in use, in order. A key that does not fit this model is left out
 * with a warning; writes refuse such keys, but a user's BLFs are kept whole and may exceed any phone.
 */
export async function planKeys(
  context: KeyContext,
  keys: readonly Key[],
  field: string,
  modulesUsed: number,
): Promise<PlannedKeys> {
  const { vendor, model } = context
  const warnings: Warning[] = []
  const placed: Key[][] = []
  keys.forEach((key, index) => {
    const wrong = misfit(key, vendor, model, context.lineCount)
    if (wrong) warnings.push({ code: 'key_does_not_fit', field: `${field}[${index}]`, message: wrong.message })
    else {
      const module = key.module ?? 0
      placed[module] ??= []
      placed[module][key.position] = key
    }
  })
  const planned: PlannedKey[] = []
  const modules = Math.min(model.modules?.count ?? 0, Math.max(modulesUsed, placed.length - 1))
  for (let module = 0; module <= modules; module++) {
    for (let position = 1; position <= roomOf(model, module); position++) {
      const key = placed[module]?.[position] ?? lineKey(position, module, context)
      if (!key) {
        planned.push(emptyKey(position, module))
        continue
      }
      const made = plannedKey(context, key)
      planned.push(WATCHING_KINDS.has(key.kind) ? await watching(context, key, made) : made)
    }
  }
  return { keys: planned, warnings }
}

/** All keys empty, on every module the model takes: a phone that is told to clear itself. */
export function emptyKeys(model: ModelRow): PlannedKey[] {
  return Array.from({ length: (model.modules?.count ?? 0) + 1 }, (_, module) =>
    Array.from({ length: roomOf(model, module) }, (_unused, index) => emptyKey(index + 1, module)),
  ).flat()
}

export function planSoftkeys(softkeys: readonly Softkey[]): PlannedSoftkey[] {
  return softkeys.map(({ position, kind, value, label }) => ({ position, kind, value, label }))
}

/** Positions up to the last one ever used that have no function now. */
export function goneSoftkeys(softkeys: readonly Softkey[], used: number): number[] {
  const taken = new Set(softkeys.map((key) => key.position))
  return Array.from({ length: used }, (_, i) => i + 1).filter((position) => !taken.has(position))
}
