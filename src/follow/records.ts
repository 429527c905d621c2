import { z } from 'zod'
import { type Problem, Problems } from '../domain/errors.js'
import { type Members, readMembers } from '../domain/form.js'
import { isOneLine } from '../domain/text.js'
import { FollowError } from '../service/foreign-user.js'

/** A user as another system shows one. */
export type Json = Readonly<Record<string, unknown>>

/** More users than this are no answer but a mistake. */
const MOST_USERS = 100_000
const LONGEST_KEY = 256
const LONGEST_TITLE = 100

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** @throws FollowError when the value is no list of objects, or has too many. */
export function rowsOf(value: unknown): readonly Json[] {
  if (!Array.isArray(value) || !value.every(isObject)) throw new FollowError('the answer holds no list of users')
  checkMany(value.length)
  return value
}

/** @throws FollowError */
export function checkMany(users: number): void {
  if (users > MOST_USERS) throw new FollowError(`the server names more than ${MOST_USERS} users`)
}

/** @throws FollowError when the value is no object. */
export function objectOf(value: unknown): Json {
  if (isObject(value)) return value
  throw new FollowError('the answer is not the object it should be')
}

/** The text that tells a user from others. @throws FollowError when there is none: nobody could say who that is. */
export function keyIn(row: Json, name: string): string {
  const key = row[name]
  if (typeof key === 'string' && key !== '' && key.length <= LONGEST_KEY && isOneLine(key)) return key
  throw new FollowError(`the answer names a user without ${name}`)
}

/** What people call a user: the first of these members that says anything, in one line. */
export function titleIn(row: Json, ...names: readonly string[]): string {
  const texts = names.map((name) => row[name]).filter((value) => typeof value === 'string')
  const text = texts.map((said) => said.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()).find((said) => said !== '')
  return (text ?? '').slice(0, LONGEST_TITLE).toWellFormed()
}

export const isNothing = (value: unknown): boolean => value === undefined || value === null || value === ''

/** Whether a member is there and says nothing, because it was cleared or never said. */
export const clearedIn = (row: Json, name: string): boolean => Object.hasOwn(row, name) && isNothing(row[name])

export interface Formed<S extends z.ZodRawShape> {
  readonly body: Members<S>
  readonly faults: readonly Problem[]
  /** Members that are there and cannot be taken. */
  readonly refused: ReadonlySet<string>
}

/**
 * A record as the body of a write: what its form takes. A member that says nothing is left out where the form wants
 * something; one that says what the form refuses is a fault, and so is a missing `name`.
 */
export function formed<S extends z.ZodRawShape>(shape: S, row: Json, name: keyof S & string): Formed<S> {
  const own = (member: string) => (Object.hasOwn(row, member) ? row[member] : undefined)
  const left = Object.entries(shape).filter(
    ([member, schema]) => isNothing(own(member)) && !z.safeParse(schema, own(member)).success,
  )
  const dropped = new Set(left.map(([member]) => member))
  const asked = Object.fromEntries(Object.entries(shape).filter(([member]) => !dropped.has(member))) as unknown as S
  const problems = new Problems()
  const body = readMembers(asked, row, problems) as Members<S>
  if (!Object.hasOwn(body, name) && !problems.has(name)) problems.add(name, 'required', 'is required')
  const faults = problems.listed()
  const refused = new Set(Object.keys(shape).filter((member) => faults.some(({ field }) => isWithin(field, member))))
  return { body, faults, refused }
}

const isWithin = (field: string, member: string): boolean =>
  field === member || field.startsWith(`${member}.`) || field.startsWith(`${member}[`)

/** A shape without some of its members. */
export function without<S extends z.ZodRawShape, K extends keyof S & string>(shape: S, ...names: readonly K[]) {
  const dropped: readonly string[] = names
  return Object.fromEntries(Object.entries(shape).filter(([name]) => !dropped.includes(name))) as unknown as Omit<S, K>
}
