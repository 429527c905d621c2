import { RedirectFault } from '../domain/redirect.js'
import type { Answered } from '../security/whole-answer.js'
import { excerpt } from './wire.js'

export type Json = Readonly<Record<string, unknown>>

/** @throws RedirectFault `later` when a success is not the JSON it should be: half an answer is none. */
export function jsonOf(answer: Answered): unknown {
  try {
    return JSON.parse(answer.text)
  } catch {
    throw new RedirectFault({ kind: 'later', text: `the answer is not JSON: ${excerpt(answer.text).slice(0, 80)}` })
  }
}

/** The first member of these names that is a text, else the body itself. */
export function wordsOf(answer: Answered, names: readonly string[]): string {
  try {
    const body = JSON.parse(answer.text) as Json
    const words = names.map((name) => body?.[name]).find((value) => typeof value === 'string' && value !== '')
    if (words !== undefined) return excerpt(String(words))
  } catch {
    // The body is then all there is to say.
  }
  return excerpt(answer.text)
}

/** @throws RedirectFault `later` when the value is no list of objects. */
export function rowsOf(value: unknown, what: string): readonly Json[] {
  if (Array.isArray(value) && value.every((row) => typeof row === 'object' && row !== null)) return value as Json[]
  throw new RedirectFault({ kind: 'later', text: `the answer holds no ${what}` })
}

export const textIn = (row: Json, name: string): string | null => (typeof row[name] === 'string' ? row[name] : null)
