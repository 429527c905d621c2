export class FilterError extends Error {
  override readonly name = 'FilterError'

  constructor(
    readonly rule: 'syntax' | 'field' | 'depth' | 'max',
    message: string,
  ) {
    super(message)
  }
}

export type Token =
  | { readonly kind: 'text' | 'word' | 'mark'; readonly value: string; readonly at: number }
  | { readonly kind: 'number'; readonly value: number; readonly at: number }

const TOKEN = /\s*(?:'((?:[^']|'')*)'|(-?[0-9]+(?:\.[0-9]+)?)(?![\w.])|([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|([(),]))/y

/** Splits an expression into texts, numbers, words and marks. @throws FilterError `syntax`. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  const end = text.trimEnd().length
  let at = 0
  while (at < end) {
    TOKEN.lastIndex = at
    const [all, quoted, number, word, mark] = TOKEN.exec(text) ?? []
    if (all === undefined) throw new FilterError('syntax', `cannot be read at character ${at + 1}`)
    if (quoted !== undefined) tokens.push({ kind: 'text', value: quoted.replaceAll("''", "'"), at })
    else if (number !== undefined) tokens.push({ kind: 'number', value: Number(number), at })
    else if (word !== undefined) tokens.push({ kind: 'word', value: word, at })
    else tokens.push({ kind: 'mark', value: mark ?? '', at })
    at += all.length
  }
  return tokens
}
