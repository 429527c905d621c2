import { type Mac, parseMac } from '../domain/mac.js'
import type { FileRow, Vendor } from '../domain/vendor.js'
import { vendors } from './models.js'

export interface FileMatch {
  readonly row: FileRow
  /** The address in the file's name, if it carries one. */
  readonly mac: Mac | undefined
}

/** Names longer than this are no file of any vendor. */
const LONGEST_NAME = 96

/** The row of the vendor's table that the name belongs to. */
export function fileIn(vendor: Vendor, name: string): FileMatch | undefined {
  if (name.length > LONGEST_NAME) return undefined
  for (const row of vendor.files) {
    const groups = row.pattern.exec(name)
    if (groups) return { row, mac: groups.groups?.mac === undefined ? undefined : parseMac(groups.groups.mac) }
  }
  return undefined
}

/** The address in a file name of any vendor; undefined when no vendor knows the name or it carries none. */
export function macInName(name: string): Mac | undefined {
  for (const vendor of vendors) {
    const match = fileIn(vendor, name)
    if (match?.mac) return match.mac
  }
  return undefined
}

/** The names under which a phone asks for the files we answer, in the vendor's order. */
export function namesOfFiles(
  vendor: Vendor,
  model: string,
  mac: Mac,
): { readonly name: string; readonly row: FileRow }[] {
  return vendor.files
    .filter((row) => row.answer === 'render')
    .map((row) => ({
      row,
      name: row.example.replaceAll('{mac}', mac).replaceAll('{MAC}', mac.toUpperCase()).replaceAll('{model}', model),
    }))
}
