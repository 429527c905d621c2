import { XMLValidator } from 'fast-xml-parser'
import type { Format } from './escape.js'

const CFG_LINE = /(?:#[^\r\n]*|include:config "[^"\r\n]*"|[A-Za-z0-9_.%-]+ = [^\r\n]*|[A-Za-z0-9_.%-]+ =|)\n/y
const CFG_HEADER = '#!version:1.0.0.1\n'

/** One pass: the version line first, then nothing but comments, blank lines and `name = value`. */
function checkCfg(body: string): string | undefined {
  if (!body.startsWith(CFG_HEADER)) return 'does not start with the version line'
  CFG_LINE.lastIndex = 0
  while (CFG_LINE.lastIndex < body.length) {
    const start = CFG_LINE.lastIndex
    if (!CFG_LINE.test(body))
      return `line ${body.slice(0, start).split('\n').length} is neither a comment nor "name = value"`
  }
  return undefined
}

const XML_TOKEN =
  /<\?xml [^<>]*\?>|<!--(?:(?!--)[^<>])*-->|<(\/?)([A-Za-z_][\w.-]*)((?:\s+[\w.:-]+="[^"<]*")*)\s*(\/?)>|[^<]+/y

/** One pass over shipped markup: only known tokens, every element closed in order, one root, no attribute twice. */
function checkXml(body: string): string | undefined {
  const open: string[] = []
  let roots = 0
  XML_TOKEN.lastIndex = 0
  while (XML_TOKEN.lastIndex < body.length) {
    const start = XML_TOKEN.lastIndex
    const token = XML_TOKEN.exec(body)
    if (!token) return `offset ${start}: not well-formed`
    const [, closing, element, attributes, empty] = token
    if (element === undefined) continue
    if (closing) {
      if (open.pop() !== element) return `offset ${start}: </${element}> closes nothing`
      continue
    }
    if (open.length === 0) roots += 1
    if (attributes && repeats(attributes)) return `offset ${start}: <${element}> has an attribute twice`
    if (!empty) open.push(element)
  }
  if (open.length > 0) return `<${open.pop()}> is never closed`
  return roots === 1 ? undefined : 'must have one root element'
}

function repeats(attributes: string): boolean {
  const names = Array.from(attributes.matchAll(/([\w.:-]+)="[^"]*"/g), ([, name]) => name)
  return new Set(names).size !== names.length
}

/**
 * Looks at a rendered file before it leaves. Output of shipped templates is scanned in one pass; output of an
 * administrator's overlay is also parsed in full.
 * @returns what is wrong, in words without content of the file; undefined when nothing is.
 */
export function checkFile(format: Format, body: string, overlay: boolean): string | undefined {
  if (format === 'cfg') return checkCfg(body)
  if (overlay) {
    const verdict = XMLValidator.validate(body)
    if (verdict !== true) return `line ${verdict.err.line}: ${verdict.err.code}`
  }
  return checkXml(body)
}
