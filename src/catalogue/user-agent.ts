import { type Mac, parseMac } from '../domain/mac.js'
import type { Vendor } from '../domain/vendor.js'
import { vendors } from './models.js'

/** What a phone says about itself. A hint, never an authorisation. */
export interface UserAgent {
  readonly vendor: Vendor
  readonly model: string | undefined
  /** Undefined when the text carries none, or one that is not the application's. */
  readonly firmware: string | undefined
  readonly mac: Mac | undefined
}

const LONGEST = 256

/** Reads a User-Agent by the vendors' patterns; undefined when no vendor's phones speak so. */
export function readUserAgent(text: string): UserAgent | undefined {
  if (text.length > LONGEST) return undefined
  for (const vendor of vendors) {
    for (const { pattern, foreignVersion } of vendor.userAgents) {
      const groups = pattern.exec(text)?.groups
      if (!groups) continue
      return {
        vendor,
        model: groups.model,
        firmware: foreignVersion ? undefined : groups.firmware,
        mac: groups.mac === undefined ? undefined : parseMac(groups.mac),
      }
    }
  }
  return undefined
}
