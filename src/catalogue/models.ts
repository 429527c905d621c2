import { vendors } from '../../vendors/index.js'
import type { Mac } from '../domain/mac.js'
import type { ModelRow, Vendor } from '../domain/vendor.js'

export { vendors }

const squash = (text: string): string => text.toLowerCase().replace(/[\s_-]/g, '')

const byId = new Map(vendors.map((vendor) => [squash(vendor.id), vendor]))
const byName = new Map(vendors.map((vendor) => [squash(vendor.name), vendor]))
const byOui = new Map(vendors.flatMap((vendor) => vendor.ouis.map((oui) => [oui, vendor] as const)))

/** The vendor of that name, whatever the case, blanks and dashes. */
export function vendorNamed(text: string): Vendor | undefined {
  // Records hold the id itself, and every fetch asks for it.
  return byId.get(text) ?? byId.get(squash(text)) ?? byName.get(squash(text))
}

/** Whose hardware the address was assigned to; a guess for the inbox, never a proof. */
export function vendorByOui(mac: Mac): Vendor | undefined {
  return byOui.get(mac.slice(0, 6))
}

export interface KnownModel {
  readonly row: ModelRow
  /** False: the row is the vendor's generic one. */
  readonly known: boolean
  /** The catalogue's spelling, or the text as it came when the model is unknown. */
  readonly id: string
}

/** Models by the catalogue's own spelling, in which records hold them. */
const spelled = new Map(
  vendors.map((vendor) => [
    vendor.id,
    new Map(vendor.models.map((row): [string, KnownModel] => [row.id, { row, known: true, id: row.id }])),
  ]),
)
const models = new Map(vendors.map((vendor) => [vendor.id, new Map(vendor.models.map((row) => [squash(row.id), row]))]))

/**
 * The model of that name: case, blanks, `-`, `_` and the vendor's prefixes do not count (`SIP-T46U`, `snomD785`).
 * An unknown model gets the vendor's generic row.
 */
export function modelIn(vendor: Vendor, text: string): KnownModel {
  const exact = spelled.get(vendor.id)?.get(text)
  if (exact) return exact
  const rows = models.get(vendor.id)
  let name = squash(text)
  for (let found = rows?.get(name); ; found = rows?.get(name)) {
    if (found) return { row: found, known: true, id: found.id }
    const prefix = vendor.modelPrefixes.find((p) => name.startsWith(p) && name.length > p.length)
    if (!prefix) return { row: vendor.genericModel, known: false, id: text.trim() }
    name = name.slice(prefix.length)
  }
}
