const typeOf = (value: unknown): string => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value)

/** What of a published reply is missing in an answer or of another type; an unset member may be null. */
export function faults(sample: unknown, answer: unknown, path = '', mayBeEmpty = false): string[] {
  if (answer === undefined) return [`${path} is missing`]
  if (answer === null && path !== '') return []
  if (typeOf(sample) !== typeOf(answer)) return [`${path} is ${typeOf(answer)}, not ${typeOf(sample)}`]
  if (Array.isArray(sample)) {
    const items = answer as unknown[]
    if (sample.length === 0) return []
    if (items.length === 0) return mayBeEmpty || typeof sample[0] !== 'object' ? [] : [`${path} is empty`]
    return items.flatMap((item, at) => faults(sample[0], item, `${path}[${at}]`, mayBeEmpty))
  }
  if (typeof sample !== 'object' || sample === null) return []
  return Object.entries(sample).flatMap(([name, member]) =>
    faults(member, (answer as Record<string, unknown>)[name], `${path}.${name}`, mayBeEmpty),
  )
}
