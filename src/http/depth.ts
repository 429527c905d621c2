/** The deepest honest body, a tenant's choice for a model's line, has eight levels. */
const DEEPEST = 32

/**
 * Whether JSON text nests deeper than any form of ours: merging, checking and storing go down level by level, and a
 * hundred thousand brackets would end in a stack overflow. Read before it is parsed, in one pass.
 */
export function isTooDeep(json: string): boolean {
  let depth = 0
  for (let at = 0; at < json.length; at++) {
    const code = json.charCodeAt(at)
    if (code === 0x22) at = endOfString(json, at)
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > DEEPEST) return true
    } else if (code === 0x7d || code === 0x5d) depth--
  }
  return false
}

/** The place of the quote that ends the string which begins here. */
function endOfString(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    if (json.charCodeAt(at) === 0x5c) at++
    else if (json.charCodeAt(at) === 0x22) return at
  }
  return json.length
}
