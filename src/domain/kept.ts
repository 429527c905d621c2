interface Known<K, V> {
  get(key: K): V | undefined
  set(key: K, value: V): unknown
}

/** What the map holds under the key, made and kept at the first asking. */
export function keptIn<K, V extends object | string>(known: Known<K, V>, key: K, make: () => V): V {
  const held = known.get(key)
  if (held !== undefined) return held
  const made = make()
  known.set(key, made)
  return made
}
