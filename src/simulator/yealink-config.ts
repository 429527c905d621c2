import { utf8 } from './values.js'

/** First line of every Yealink file; without it the phone ignores the file (yealink.md ch. 2). */
export const YEALINK_HEADER = '#!version:1.0.0.1'

export type YealinkEntry = readonly [name: string, value: string]

/** Lines of a file after its header. @throws Error saying what is wrong with the file. */
function linesOf(body: Buffer): string[] {
  const text = utf8(body)
  if (text === undefined) throw new Error('is not UTF-8')
  const [first, ...lines] = text.split(/\r?\n/)
  if (first !== YEALINK_HEADER) throw new Error(`does not start with ${YEALINK_HEADER}`)
  return lines
}

/**
 * Reads a `.cfg` file. `static.security.user_password` may occur once per user name (yealink.md ch. 2), so its user
 * becomes part of the name.
 * @throws Error naming the first line that is neither comment, blank nor `key = value`
 */
export function parseYealink(body: Buffer): YealinkEntry[] {
  return linesOf(body).flatMap((line, index): YealinkEntry[] => {
    if (/^\s*(?:#|$)/.test(line)) return []
    const match = /^\s*([A-Za-z][\w.-]*)\s*=(.*)$/.exec(line)
    if (!match || /[\u0000-\u0008\u000b-\u001f\u007f]/.test(line)) {
      throw new Error(`line ${index + 2} is neither a comment nor key = value`)
    }
    const [name, value] = [match[1] ?? '', (match[2] ?? '').trim()]
    return [[/security\.user_password$/.test(name) ? `${name}:${value.split(':')[0]}` : name, value]]
  })
}

export interface BootFile {
  readonly includes: readonly string[]
  /** undefined = the file does not say. */
  readonly overwrite: boolean | undefined
}

/** Reads a `.boot` file for one model. @throws Error naming the first line it cannot read. */
export function parseBoot(body: Buffer, model: string): BootFile {
  const includes: string[] = []
  let overwrite: boolean | undefined
  for (const [index, line] of linesOf(body).entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue
    const include = /^\s*(?:\[([^\]]*)\]\s*)?include:config\s*(?:"([^"]*)"|<([^>]*)>)\s*$/.exec(line)
    const option = /^\s*(overwrite_mode|static\.specific_model\.excluded_mode)\s*=\s*([01])\s*$/.exec(line)
    if (!include && !option) throw new Error(`line ${index + 2} is no include or mode of a boot file`)
    if (option?.[1] === 'overwrite_mode') overwrite = option[2] === '1'
    const models = include?.[1]?.split(',').map((name) => name.trim())
    if (include && (!models || models.includes(model))) includes.push(include[2] ?? include[3] ?? '')
  }
  return { includes, overwrite }
}

/**
 * Applies files in order: a later line wins; `%NULL%` and a blank value give the factory default back; what the files
 * do not mention keeps its value. A boot file changes that: with overwrite_mode 0 a blank keeps the old value, with 1
 * a parameter no file mentions any more goes back to the factory default (yealink.md ch. 2).
 */
export function applyYealink(
  before: Readonly<Record<string, string>>,
  files: readonly (readonly YealinkEntry[])[],
  overwrite: boolean | undefined,
): Record<string, string> {
  const settings: Record<string, string> = overwrite === true ? {} : { ...before }
  for (const [name, value] of files.flat()) {
    if (value !== '' && value !== '%NULL%') settings[name] = value
    else if (value !== '' || overwrite !== false) delete settings[name]
  }
  return settings
}
