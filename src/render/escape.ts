/** What a phone's file is written in. */
export type Format = 'cfg' | 'xml'

// U+FFFE and U+FFFF are no characters; XML may not even name them.
const BREAKING = /[\p{Cc}\u2028\u2029\ufffe\uffff]+/gu
const XML_SPECIAL = /[&<>"']/g
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
// Most values need nothing; this one look spares them both replacements.
const PLAIN = /^[\w .,:;@/+*#=%()!?-]*$/

const oneLine = (text: string): string => text.replace(BREAKING, ' ').toWellFormed().trim()

/**
 * Makes a text safe as one value of a file: no control character or line separator survives, and in XML
 * nothing opens an element, an attribute or an entity. Also used for names that people chose (overrides).
 */
export const escapeFor: Readonly<Record<Format, (text: string) => string>> = {
  cfg: (text) => (PLAIN.test(text) ? text.trim() : oneLine(text)),
  xml: (text) =>
    PLAIN.test(text) ? text.trim() : oneLine(text).replace(XML_SPECIAL, (char) => ENTITIES[char] ?? char),
}
