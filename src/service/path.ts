/** What a phone asked for: the secret in the path, if any, and the name of the file. */
export interface Asked {
  readonly token: string | undefined
  readonly file: string
}

const PHONE_PATH = /^\/(?:p\/(?:([a-z2-7]{16,64})\/)?)?([A-Za-z0-9][A-Za-z0-9._:-]{0,95})$/

/**
 * Reads `/p/<token>/<file>`, `/p/<file>` and `/<file>`. Only plain names pass: nothing encoded, no second slash,
 * no dot segment, so a name can never become a path. A query is ignored.
 */
export function parsePhonePath(url: string): Asked | undefined {
  const query = url.indexOf('?')
  const match = PHONE_PATH.exec(query < 0 ? url : url.slice(0, query))
  if (!match?.[2] || match[2].includes('..')) return undefined
  return { token: match[1], file: match[2] }
}
