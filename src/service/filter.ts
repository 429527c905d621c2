import { FilterError, type Token, tokensOf } from './filter-tokens.js'

export type Literal = string | number | boolean | null
export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'
type TextTest = 'startswith' | 'endswith' | 'contains'

/** A parsed filter, plain data: evaluated here, or turned into SQL by a store that has it. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  | { readonly kind: 'compare'; readonly field: string; readonly operator: Comparison; readonly value: Literal }
  | { readonly kind: 'text'; readonly test: TextTest; readonly field: string; readonly value: string }

const LONGEST = 2048
const DEEPEST = 32
const COMPARISONS: ReadonlySet<string> = new Set(['eq', 'ne', 'gt', 'ge', 'lt', 'le'])
const TESTS: ReadonlySet<string> = new Set(['startswith', 'endswith', 'contains'])
const CONSTANTS: ReadonlyMap<string, Literal> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
])

/** Recursive descent over api-portsip.md ch. 1.3: `or` < `and` < `not` < comparison, function or parentheses. */
class Parser {
  readonly #tokens: readonly Token[]
  readonly #knows: (field: string) => boolean
  #next = 0
  #depth = 0

  constructor(tokens: readonly Token[], knows: (field: string) => boolean) {
    this.#tokens = tokens
    this.#knows = knows
  }

  whole(): Filter {
    const filter = this.#joined('or', () => this.#joined('and', () => this.#negated()))
    if (this.#next < this.#tokens.length) this.#fail('expected "and", "or" or the end')
    return filter
  }

  #fail(expected: string): never {
    const token = this.#tokens[this.#next]
    throw new FilterError('syntax', `${expected} ${token ? `at character ${token.at + 1}` : 'at the end'}`)
  }

  /** Takes the next token if it is that word (in any case) or mark. */
  #takes(kind: 'word' | 'mark', value: string): boolean {
    const token = this.#tokens[this.#next]
    if (token?.kind !== kind || token.value.toLowerCase() !== value) return false
    this.#next++
    return true
  }

  #joined(kind: 'and' | 'or', part: () => Filter): Filter {
    const first = part()
    const parts = [first]
    while (this.#takes('word', kind)) parts.push(part())
    return parts.length === 1 ? first : { kind, parts }
  }

  #nested(part: () => Filter): Filter {
    if (++this.#depth > DEEPEST) throw new FilterError('depth', `may be nested at most ${DEEPEST} times`)
    const filter = part()
    this.#depth--
    return filter
  }

  #negated(): Filter {
    if (!this.#takes('word', 'not')) return this.#primary()
    return this.#nested(() => ({ kind: 'not', part: this.#negated() }))
  }

  #primary(): Filter {
    if (this.#takes('mark', '(')) {
      const inner = this.#nested(() => this.#joined('or', () => this.#joined('and', () => this.#negated())))
      if (!this.#takes('mark', ')')) this.#fail('expected ")"')
      return inner
    }
    const token = this.#tokens[this.#next]
    if (token?.kind !== 'word') return this.#fail('expected a field')
    const after = this.#tokens[this.#next + 1]
    if (TESTS.has(token.value.toLowerCase()) && after?.value === '(' && after.kind === 'mark') return this.#test()
    const field = this.#field()
    const operator = this.#tokens[this.#next]?.value
    if (typeof operator !== 'string' || !COMPARISONS.has(operator.toLowerCase()))
      this.#fail(`expected one of ${[...COMPARISONS].join(' ')}`)
    this.#next++
    return { kind: 'compare', field, operator: String(operator).toLowerCase() as Comparison, value: this.#literal() }
  }

  #test(): Filter {
    const test = String(this.#tokens[this.#next]?.value).toLowerCase() as TextTest
    this.#next += 2
    const field = this.#field()
    if (!this.#takes('mark', ',')) this.#fail('expected ","')
    const value = this.#tokens[this.#next]
    if (value?.kind !== 'text') return this.#fail('expected a text in quotes')
    this.#next++
    if (!this.#takes('mark', ')')) this.#fail('expected ")"')
    return { kind: 'text', test, field, value: value.value }
  }

  #field(): string {
    const token = this.#tokens[this.#next]
    if (token?.kind !== 'word') return this.#fail('expected a field')
    if (!this.#knows(token.value)) throw new FilterError('field', `there is no field ${token.value.slice(0, 64)}`)
    this.#next++
    return token.value
  }

  #literal(): Literal {
    const token = this.#tokens[this.#next]
    if (token?.kind === 'text' || token?.kind === 'number') {
      this.#next++
      return token.value
    }
    const constant = token?.kind === 'word' ? CONSTANTS.get(token.value.toLowerCase()) : undefined
    if (constant === undefined) return this.#fail('expected a text in quotes, a number, true, false or null')
    this.#next++
    return constant
  }
}

/**
 * Reads a filter expression; `knows` says which fields there are.
 * @throws FilterError naming what is wrong and where.
 */
export function parseFilter(text: string, knows: (field: string) => boolean): Filter {
  if (text.length > LONGEST) throw new FilterError('max', `may have at most ${LONGEST} characters`)
  return new Parser(tokensOf(text), knows).whole()
}
