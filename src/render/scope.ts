/**
 * The facts of one place; what it does not know it asks of the place around it. A map and not an object with
 * prototypes: every render makes new places, and objects with ever new prototypes are read slowly.
 */
export class Facts {
  /** null = no value here, and the places around are not asked. */
  readonly #own = new Map<string, string | null>()
  readonly #outer: Facts | undefined

  constructor(outer?: Facts) {
    this.#outer = outer
  }

  get(name: string): string | undefined {
    const own = this.#own.get(name)
    if (own !== undefined) return own ?? undefined
    return this.#outer?.get(name)
  }

  /** No value hides what the places around say. */
  set(name: string, value: string | undefined): this {
    if (value !== undefined) this.#own.set(name, value)
    else if (this.#outer) this.#own.set(name, null)
    else this.#own.delete(name)
    return this
  }

  /** A place inside this one. */
  inner(facts: Readonly<Record<string, string | undefined>> = {}): Facts {
    const inner = new Facts(this)
    for (const name in facts) inner.set(name, facts[name])
    return inner
  }
}
