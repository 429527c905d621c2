import { inspect } from 'node:util'

/**
 * A text that refuses to print: string conversion, JSON and console output all give `[secret]`.
 * Only the callers listed in `test/architecture.test.ts` may call {@link Secret.reveal}.
 */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  reveal(): string {
    return this.#text
  }

  /** True when both hold the same text; neither is revealed. */
  equals(other: Secret): boolean {
    return this.#text === other.#text
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}
