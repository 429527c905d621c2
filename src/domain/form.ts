import { z } from 'zod'
import type { Problem, Problems } from './errors.js'

const joined = (path: readonly PropertyKey[], prefix: string): string =>
  path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text ? `${text}.${String(step)}` : String(step)),
    prefix,
  )

/** Stable rule names for what zod calls by its own codes. */
const RULES: Readonly<Record<string, string>> = {
  invalid_type: 'type',
  too_small: 'min',
  too_big: 'max',
  invalid_format: 'format',
  invalid_value: 'enum',
  invalid_union: 'form',
  not_multiple_of: 'multiple',
  invalid_key: 'name',
  invalid_element: 'form',
}

/** A member that is not there, whatever should be. Only of a type it is known where inputs are not reported. */
const isMissing = (issue: z.core.$ZodIssue): boolean =>
  issue.input === undefined &&
  (issue.code === 'invalid_type' || ('input' in issue && /^invalid_(?:value|union)$/.test(issue.code)))

function problemOf(issue: z.core.$ZodIssue, prefix: string): Problem[] {
  const field = joined(issue.path, prefix)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: joined([...issue.path, key], prefix),
      rule: 'unknown',
      message: 'is not a member known here',
    }))
  }
  const named = issue.code === 'custom' ? (issue.params?.rule as string | undefined) : undefined
  const missing = isMissing(issue)
  return [
    {
      field,
      rule: missing ? 'required' : (named ?? RULES[issue.code] ?? issue.code),
      message: missing ? 'is required' : issue.message,
    },
  ]
}

/** The first issue of every field, as field and rule; `prefix` is the path of the value that was checked. */
export function problemsOf(error: z.core.$ZodError, prefix = ''): Problem[] {
  const problems = error.issues.flatMap((issue) => problemOf(issue, prefix))
  return problems.filter(({ field }, index) => problems.findIndex((other) => other.field === field) === index)
}

/** Members of a shape, each absent or present, never undefined. */
export type Members<S extends z.ZodRawShape> = { [K in keyof S]?: Exclude<z.infer<S[K]>, undefined> }

/**
 * Reads an object member by member, so that one faulty member does not hide what is wrong with the others
 * and the right ones can still be checked against the store. Members the shape does not name are ignored.
 * @returns the members that are right; what is wrong goes to `problems`.
 */
export function readMembers<S extends z.ZodRawShape>(
  shape: S,
  body: unknown,
  problems: Problems,
  prefix = '',
): Members<S> {
  const source = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const read: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(shape)) {
    const parsed = z.safeParse(schema, Object.hasOwn(source, name) ? source[name] : undefined, { reportInput: true })
    if (!parsed.success) problems.addAll(problemsOf(parsed.error, joined([name], prefix)))
    else if (parsed.data !== undefined) read[name] = parsed.data
  }
  return read as Members<S>
}

/** Reads the items of a list one by one. @returns those that are right; what is wrong goes to `problems` as `[n]`. */
export function readItems<S extends z.ZodType>(schema: S, list: unknown, problems: Problems): z.infer<S>[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((item, at) => {
    const parsed = z.safeParse(schema, item, { reportInput: true })
    if (parsed.success) return [parsed.data]
    problems.addAll(problemsOf(parsed.error, `[${at}]`))
    return []
  })
}
