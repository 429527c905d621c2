import type { Plan, PlannedKey, PlannedLine, PlannedSoftkey } from '../domain/plan.js'
import { Secret } from '../domain/secret.js'
import { given } from '../domain/text.js'
import type { FileRow } from '../domain/vendor.js'
import { type Dialect, dialectOf } from './compile.js'
import { escapeFor } from './escape.js'
import type { Subject } from './facts.js'

// Most phones of a site differ only in names, numbers and passwords. Their files are rendered once with marks in
// the places of such texts; what remains per phone is to put the texts in. A text whose value decides about a row
// (a map or an equality asks for it) is part of the shape instead.

/** A file with marks taken out: `pieces` around `holes`, each hole the index of a free text of the plan. */
interface Skeleton {
  readonly pieces: readonly Buffer[]
  readonly holes: readonly number[]
  /** Bytes of all pieces. */
  readonly size: number
}

/** A private character and random digits around the index: no text of a person can be taken for a mark. */
const FENCE = '\ue000'
const NONCE = String(Math.random()).slice(2, 14)
const mark = (index: number | string): string => `${FENCE}${NONCE}.${index}${FENCE}`
const MARKS = new RegExp(`${FENCE}${NONCE}\\.([0-9]+|[mMd])${FENCE}`)

/** The free texts of a plan; a skeleton's holes count them. */
type Texts = readonly (string | undefined)[]

/** The free texts of a line, a key, a soft key and the phone, with the facts they become. */
const LINE_TEXTS = [
  ['line.label', (line: PlannedLine) => given(line.label)],
  ['line.display_name', (line: PlannedLine) => given(line.display_name)],
  ['line.user', (line: PlannedLine) => line.user],
  ['line.auth', (line: PlannedLine) => given(line.auth) ?? line.user],
  ['line.password', (line: PlannedLine) => line.password.reveal()],
] as const
const KEY_TEXTS = [
  ['key.value', (key: PlannedKey | PlannedSoftkey) => given(key.value)],
  ['key.label', (key: PlannedKey | PlannedSoftkey) => given(key.label)],
  ['key.pickup', (key: PlannedKey | PlannedSoftkey) => ('pickup' in key ? given(key.pickup) : undefined)],
] as const

const ids = new WeakMap<object, number>()
let nextId = 0
const idOf = (object: object): number => {
  const known = ids.get(object)
  if (known !== undefined) return known
  ids.set(object, ++nextId)
  return nextId
}

/**
 * What some free texts of a plan, counted from `first`, add to the shape: which of them there are, and the text itself
 * where its value decides.
 */
function trace(kind: typeof LINE_TEXTS | typeof KEY_TEXTS, texts: Texts, first: number, { judged }: Dialect): string {
  let there = 0
  let deciding = ''
  for (let i = 0; i < kind.length; i++) {
    const value = texts[first + i]
    if (judged.has(kind[i]?.[0] ?? '')) deciding += JSON.stringify(value ?? null)
    else if (value) there |= 1 << i
  }
  return `${there}${deciding}`
}

/** Keys that follow one another and differ in nothing but their texts count as one entry: most keys are such. */
function keysShape(keys: readonly PlannedKey[], texts: Texts, first: number, dialect: Dialect): string {
  let shape = ''
  let last: PlannedKey | undefined
  let said = ''
  let next = first
  for (const key of keys) {
    let traced = ''
    if (key.kind !== 'none') {
      traced = trace(KEY_TEXTS, texts, next, dialect)
      next += KEY_TEXTS.length
    }
    const follows =
      last?.kind === key.kind &&
      last.module === key.module &&
      last.line === key.line &&
      last.position + 1 === key.position
    if (!follows || traced !== said)
      shape += `${last ? `-${last.position}` : ''};${key.module}.${key.position}${key.kind}${key.line}:${traced}`
    last = key
    said = traced
  }
  return last ? `${shape}-${last.position}` : shape
}

/** Everything about a plan that decides which rows its file has; phones of one shape share a skeleton. */
function shapeOf({ vendor, model, plan }: Subject, file: FileRow, dialect: Dialect, texts: Texts): string {
  let shape = `${vendor.id}/${model.id}/${file.id}/${plan.flavour}/${plan.cleared}/${plan.careful}/${idOf(plan.settings)}/${plan.url?.split(':')[0]}/${plan.ca?.url}/${plan.file_key !== null}/${plan.notify}`
  if (dialect.covered.has('poll.at')) shape += `/${plan.poll_minute}`
  if (plan.directory) shape += `/${plan.directory.books.map(({ name, file }) => `${name}=${file}`)}`
  if (plan.assets.size > 0) shape += JSON.stringify([...plan.assets])
  shape += `/${plan.alert_info.internal}/${plan.alert_info.queue}/${plan.alert_info.external}`
  if (plan.overrides.size > 0) shape += JSON.stringify([...plan.overrides])
  let next = FIRST_OF_LINES
  for (const line of plan.lines) {
    shape += `|${line.n},${idOf(line.settings)},${line.shared},${line.line_keys},${line.calls_per_key},`
    shape += trace(LINE_TEXTS, texts, next, dialect)
    next += LINE_TEXTS.length
  }
  shape += keysShape(plan.keys, texts, next, dialect)
  next = texts.length - plan.softkeys.length * KEY_TEXTS.length
  for (const key of plan.softkeys) {
    shape += `,${key.position}${key.kind}${trace(KEY_TEXTS, texts, next, dialect)}`
    next += KEY_TEXTS.length
  }
  if (plan.softkeys_gone.length > 0) shape += `,gone ${plan.softkeys_gone}`
  return shape
}

const addressOf = (plan: Plan): string | undefined => plan.url?.slice(plan.url.indexOf(':') + 1)

/** How many texts stand before those of the lines. */
const FIRST_OF_LINES = 4

/** The free texts of a plan, always in the same order. */
function textsOf(plan: Plan): Texts {
  const texts = [addressOf(plan), plan.admin_password.reveal(), plan.user_password.reveal(), plan.file_key?.reveal()]
  for (const line of plan.lines) for (const [, read] of LINE_TEXTS) texts.push(read(line))
  for (const key of plan.keys) if (key.kind !== 'none') for (const [, read] of KEY_TEXTS) texts.push(read(key))
  for (const key of plan.softkeys) for (const [, read] of KEY_TEXTS) texts.push(read(key))
  return texts
}

/** The same plan with marks for texts, numbered as {@link textsOf} lists them. */
function marked(plan: Plan, dialect: Dialect): Plan {
  let index = FIRST_OF_LINES - 1
  const free = (fact: string, value: string | undefined): string | undefined => {
    index += 1
    return value && !dialect.judged.has(fact) ? mark(index) : value
  }
  const keyTexts = (key: PlannedKey | PlannedSoftkey) => {
    const [value, label, pickup] = KEY_TEXTS.map(([fact, read]) => free(fact, read(key)))
    return { value, label, pickup }
  }
  return {
    ...plan,
    mac: mark('m') as Plan['mac'],
    url: plan.url === null ? null : `${plan.url.split(':')[0]}:${mark(0)}`,
    admin_password: new Secret(mark(1)),
    user_password: new Secret(mark(2)),
    file_key: plan.file_key && new Secret(mark(3)),
    lines: plan.lines.map((line) => {
      const [label = '', display_name = '', user = '', auth = '', password = ''] = LINE_TEXTS.map(([fact, read]) =>
        free(fact, read(line)),
      )
      return { ...line, label, display_name, user, auth, password: new Secret(password) }
    }),
    keys: plan.keys.map((key) => (key.kind === 'none' ? key : { ...key, ...keyTexts(key) })),
    softkeys: plan.softkeys.map((key) => {
      const { value, label } = keyTexts(key)
      return { ...key, value, label }
    }),
  }
}

/** Skeletons by shape, bounded; the one made first goes first. */
const LIMIT_BYTES = 32 * 1024 * 1024
const skeletons = new Map<string, Skeleton>()
let bytes = 0

function keep(shape: string, skeleton: Skeleton): void {
  skeletons.set(shape, skeleton)
  bytes += shape.length + skeleton.size
  for (const [oldest, held] of skeletons) {
    if (bytes <= LIMIT_BYTES) return
    skeletons.delete(oldest)
    bytes -= oldest.length + held.size
  }
}

/** Holes that take the phone's address or its directory instead of a numbered text. */
const SPECIAL: Readonly<Record<string, number>> = { m: -1, M: -2, d: -3 }

function skeletonOf(text: string): Skeleton {
  const parts = text.split(MARKS)
  const pieces = parts.filter((_, i) => i % 2 === 0).map((piece) => Buffer.from(piece, 'utf8'))
  const holes = parts.filter((_, i) => i % 2 === 1).map((hole) => SPECIAL[hole] ?? Number(hole))
  return { pieces, holes, size: pieces.reduce((sum, piece) => sum + piece.length, 0) }
}

/** A call into node for each short text would cost more than its bytes do. */
const SHORT = 64

/** Writes a text as UTF-8. @returns its bytes. */
function put(text: string, body: Buffer, at: number): number {
  if (text.length > SHORT) return body.write(text, at)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 0x7f) return body.write(text, at)
    body[at + i] = unit
  }
  return text.length
}

/** Puts the texts in, straight into the bytes that are sent: one large string in between would cost as much again. */
function fill(
  { pieces, holes, size }: Skeleton,
  { mac }: Plan,
  values: Texts,
  directory: string,
  safe: (text: string) => string,
): Buffer {
  let length = size
  const texts = holes.map((hole) => {
    const value = hole >= 0 ? values[hole] : hole === SPECIAL.m ? mac : mac.toUpperCase()
    const text = hole === SPECIAL.d ? directory : safe(value ?? '')
    length += Buffer.byteLength(text)
    return text
  })
  const body = Buffer.allocUnsafeSlow(length)
  let at = 0
  for (let i = 0; i < pieces.length; i++) {
    const piece = pieces[i] as Buffer
    body.set(piece, at)
    at += piece.length
    at += put(texts[i] ?? '', body, at)
  }
  return body
}

/**
 * Lays out a file through its skeleton. `lay` renders a subject in full and looks at the result; it is called only
 * for a shape not seen before, because the texts put in later are escaped and cannot change what the file is.
 * `directory` is laid out already and put in whole.
 */
export function throughSkeleton(
  subject: Subject,
  file: FileRow,
  template: object,
  lay: (marked: Subject, directory: string) => string,
  directory = '',
): Buffer {
  const { plan, vendor, model } = subject
  const dialect = dialectOf(vendor, model, plan.firmware)
  const texts = textsOf(plan)
  const shape = `${idOf(template)}/${idOf(dialect)}/${shapeOf(subject, file, dialect, texts)}`
  let skeleton = skeletons.get(shape)
  if (!skeleton) {
    skeleton = skeletonOf(lay({ ...subject, plan: marked(plan, dialect) }, mark('d')))
    keep(shape, skeleton)
  }
  return fill(skeleton, plan, texts, directory, escapeFor[file.format ?? vendor.format])
}
