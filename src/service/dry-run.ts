import type { Mac } from '../domain/mac.js'
import type { Phone, Warning } from '../domain/model.js'
import { type Actor, may, type Permission } from '../domain/permission.js'
import type { Templates } from '../render/template.js'
import { breathe } from '../store/breathe.js'
import type { Store } from '../store/store.js'
import { phonesTouchedBy } from './dependents.js'
import { diffParameters, type FileChange, fileChange } from './file-diff.js'
import { filesOf, type PhoneFile, type PhoneFiles, parametersOfFile, type Stage, warningsFor } from './phone-files.js'
import { type Rehearsed, rehearse } from './rehearsal.js'
import type { ServerService } from './server.js'

/** Phones of a dry run whose differences are told; the rest are counted. */
const MOST_LISTED = 25
/** Differences told in all; of files behind them only how many there are. */
const MOST_DIFFERENCES = 2000

export interface PhoneChange {
  readonly mac: Mac
  /** Who sits on line 1 afterwards, else before. */
  readonly name: string | null
  readonly files: readonly FileChange[]
}

export interface DryRun {
  /** How many phones would get other files. */
  readonly phones: number
  readonly items: readonly PhoneChange[]
  /** What would have to be said about the listed phones that need not be said now. */
  readonly warnings: readonly Warning[]
}

export interface DryRunDeps {
  readonly store: Store
  readonly server: ServerService
  readonly templates: Templates
}

/** A phone before and after a write; one of them is missing for a phone that comes or goes without a trace. */
interface Pair {
  readonly before: PhoneFiles | undefined
  readonly after: PhoneFiles | undefined
}

const fileNamed = (files: PhoneFiles | undefined, name: string): PhoneFile | undefined =>
  files?.files.find((file) => file.name === name)

const namesIn = ({ before, after }: Pair): string[] => [
  ...new Set([...(after?.files ?? []), ...(before?.files ?? [])].map(({ name }) => name)),
]

const differing = (pair: Pair): string[] =>
  namesIn(pair).filter(
    (name) =>
      fileNamed(pair.before, name)?.rendered?.fingerprint !== fileNamed(pair.after, name)?.rendered?.fingerprint,
  )

const SEES: readonly Permission[] = ['user_management.users', 'phone_system.view_only', 'phone_system.full_access']

/**
 * A write may reach beyond the tenant (templates, the public address) and beyond one's own phones (one's name): phones
 * the caller could not read are counted, not shown.
 */
function maySee(actor: Actor, phone: Phone, { before, after }: Pair): boolean {
  if (phone.tenant_id !== actor.tenant_id) return false
  if (SEES.some((permission) => may(actor, permission))) return true
  const owners = [before, after].flatMap((files) => (files ? [files.planned.owner?.id] : []))
  return actor.user_id !== null && owners.every((id) => id === actor.user_id)
}

/** What a write would do to phones, found out without making it. */
export class DryRuns {
  readonly #deps: DryRunDeps

  constructor(deps: DryRunDeps) {
    this.#deps = deps
  }

  /**
   * Tries a write and compares every phone's files before and after it. Nothing is stored, sent or told.
   * @throws whatever the write itself would throw.
   */
  async of(actor: Actor, write: () => Promise<unknown>): Promise<DryRun> {
    const tried = await rehearse(write)
    if (!tried) return { phones: 0, items: [], warnings: [] }
    try {
      return await this.#compare(actor, tried)
    } finally {
      await tried.close?.()
    }
  }

  async #compare(actor: Actor, tried: Rehearsed): Promise<DryRun> {
    const { store, server, templates } = this.#deps
    const now: Stage = { reader: store, server, templates }
    const then: Stage = { reader: tried.reader ?? store, server, templates: tried.templates ?? templates }
    const items: PhoneChange[] = []
    const warnings = new Map<string, Warning>()
    let phones = 0
    let room = MOST_DIFFERENCES
    for (const id of await this.#touched(tried)) {
      const pair = { before: await lookAt(now, id), after: await lookAt(then, id) }
      const names = differing(pair)
      if (names.length === 0) continue
      phones += 1
      const phone = pair.after?.phone ?? pair.before?.phone
      if (items.length < MOST_LISTED && phone && maySee(actor, phone, pair)) {
        const change = await changeOf(phone, pair, names, now, then, room)
        items.push(change)
        for (const { diff } of change.files) room -= diff.length
        for (const warning of await newWarnings(pair, now, then)) warnings.set(JSON.stringify(warning), warning)
      }
    }
    return { phones, items, warnings: [...warnings.values()] }
  }

  /** Templates are no records, so whoever changes one may change every phone. */
  async #touched(tried: Rehearsed): Promise<readonly string[]> {
    if (tried.templates) return (await this.#deps.store.all('phones')).map(({ id }) => id)
    return [...(await phonesTouchedBy(tried.reader ?? this.#deps.store, tried.touched))]
  }
}

/** A phone's files, or those its tombstone clears it with. */
async function lookAt(stage: Stage, id: string): Promise<PhoneFiles | undefined> {
  await breathe()
  const phone = (await stage.reader.get('phones', id)) ?? (await stage.reader.get('tombstones', id))
  return phone && filesOf(stage, phone)
}

async function changeOf(
  phone: Phone,
  pair: Pair,
  names: readonly string[],
  now: Stage,
  then: Stage,
  room: number,
): Promise<PhoneChange> {
  const files: FileChange[] = []
  let left = room
  for (const name of names) {
    const read = async (stage: Stage, files: PhoneFiles | undefined) => {
      const file = fileNamed(files, name)
      return files && file ? parametersOfFile(stage, files, file) : { clear: new Map(), secret: new Set<string>() }
    }
    const [was, is] = [await read(now, pair.before), await read(then, pair.after)]
    await breathe()
    const vendor = (pair.after ?? pair.before)?.planned.vendor
    const diff = vendor ? diffParameters(vendor, was.clear, is.clear, new Set([...was.secret, ...is.secret])) : []
    const change = fileChange(name, diff, left)
    left -= change.diff.length
    files.push(change)
  }
  const owner = pair.after?.planned.owner ?? pair.before?.planned.owner
  return { mac: phone.mac, name: owner?.display_name ?? null, files }
}

async function newWarnings({ before, after }: Pair, now: Stage, then: Stage): Promise<Warning[]> {
  if (!after) return []
  await breathe()
  const known = new Set((before ? await warningsFor(now, before) : []).map((warning) => JSON.stringify(warning)))
  return (await warningsFor(then, after)).filter((warning) => !known.has(JSON.stringify(warning)))
}
