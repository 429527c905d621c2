/** Text of a file in UTF-8; undefined when the bytes are none. A byte order mark stays. */
export function utf8(body: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  } catch {
    return undefined
  }
}

/** Names whose value differs between two sets of parameters; `factory` stands in for what was never set. */
export function changedNames(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  factory: Readonly<Record<string, string>>,
): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  const valueIn = (set: Readonly<Record<string, string>>, name: string) => set[name] ?? factory[name] ?? ''
  return [...names].filter((name) => valueIn(before, name) !== valueIn(after, name)).sort()
}
