/** A hardware address: 12 lower-case hexadecimal digits without separators. */
export type Mac = string & { readonly __brand: 'Mac' }

const SEPARATORS = /[:.\-\s]/g
const DIGITS = /^[0-9a-f]{12}$/

/**
 * Reads a MAC in any usual notation (`aa:bb…`, `AA-BB…`, `aabb.ccdd…`, bare).
 * @returns undefined when the text is not twelve hexadecimal digits.
 */
export function parseMac(text: string): Mac | undefined {
  const digits = text.replace(SEPARATORS, '').toLowerCase()
  return DIGITS.test(digits) ? (digits as Mac) : undefined
}

/** `aa:bb:cc:dd:ee:ff`, the form people and the PortSIP API read. */
export function printMac(mac: Mac): string {
  return mac.replace(/(..)(?!$)/g, '$1:')
}
