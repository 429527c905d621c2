import { toPem } from './certificates.js'
import { readXml, type XmlElement } from './xml.js'

/** Sections a settings file may hold that this phone reads past (snom.md 2.1). */
const PASSED_OVER = new Set([
  'tbook',
  'phone-book',
  'dialplan',
  'ReplacementPlan',
  'uploads',
  'gui-languages',
  'web-languages',
])

/** Values of `perm` (snom.md 2.2); absent means read-only. */
const PERMS = new Set(['', 'RW', '$', 'R', '&', ' ', '!'])

export interface SnomSetting {
  /** `user_name[1]`, `vlan_id`, `fkey[0]`, `fkey[0]@label`. */
  readonly name: string
  readonly value: string
  readonly perm: string
}

export interface SnomFile {
  readonly settings: readonly SnomSetting[]
  /** Further files to fetch, in order. */
  readonly files: readonly string[]
  readonly authorities: readonly string[]
  readonly certificateUrls: readonly string[]
}

function indexed(element: XmlElement, required: boolean): string {
  const index = element.attributes.get('idx')
  if (index === undefined && !required) return element.name
  if (index === undefined || !/^\d{1,4}$/.test(index)) throw new Error(`has a <${element.name}> without a usable idx`)
  return `${element.name}[${Number(index)}]`
}

function permOf(element: XmlElement): string {
  const perm = element.attributes.get('perm') ?? 'R'
  if (!PERMS.has(perm)) throw new Error(`has a <${element.name}> with the unknown perm ${JSON.stringify(perm)}`)
  return perm
}

function keyOf(element: XmlElement): SnomSetting[] {
  if (element.name !== 'fkey') throw new Error(`has <${element.name}> among its function keys`)
  const [name, perm] = [indexed(element, true), permOf(element)]
  const attributes = ['context', 'label'].map((attribute) => ({
    name: `${name}@${attribute}`,
    value: element.attributes.get(attribute) ?? '',
    perm,
  }))
  return [{ name, value: element.text.trim(), perm }, ...attributes]
}

function certificatesOf(section: XmlElement): { authorities: string[]; certificateUrls: string[] } {
  const authorities: string[] = []
  const certificateUrls: string[] = []
  for (const certificate of section.children) {
    const url = certificate.attributes.get('url')
    const pem = certificate.attributes.get('type') === 'base64' ? toPem(certificate.text) : undefined
    if (url !== undefined) certificateUrls.push(url)
    else if (pem !== undefined) authorities.push(pem)
    else throw new Error('has a certificate that cannot be read')
  }
  return { authorities, certificateUrls }
}

/** One section of a file; sections may also be files of their own (snom.md 2.1). */
function sectionOf(section: XmlElement): Partial<SnomFile> {
  switch (section.name) {
    case 'phone-settings':
      return {
        settings: section.children.map((element) => ({
          name: indexed(element, false),
          value: element.text,
          perm: permOf(element),
        })),
      }
    case 'functionKeys':
    case 'function-keys':
      return { settings: section.children.flatMap(keyOf) }
    case 'setting-files':
      return { files: section.children.map((file) => file.attributes.get('url') ?? '') }
    case 'certificates':
      return certificatesOf(section)
    case 'firmware-settings':
      throw new Error('holds <firmware-settings>, which belong behind firmware_status')
    default:
      if (PASSED_OVER.has(section.name)) return {}
      throw new Error(`has the unknown section <${section.name}>`)
  }
}

/** Reads a settings file. @throws Error saying what is wrong with it. */
export function parseSnom(body: Buffer): SnomFile {
  const root = readXml(body)
  const parts = (root.name === 'settings' ? root.children : [root]).map(sectionOf)
  return {
    settings: parts.flatMap((part) => part.settings ?? []),
    files: parts.flatMap((part) => part.files ?? []),
    authorities: parts.flatMap((part) => part.authorities ?? []),
    certificateUrls: parts.flatMap((part) => part.certificateUrls ?? []),
  }
}

/** Firmware addresses of a `<firmware-settings>` file. @throws Error when it is none. */
export function parseSnomFirmware(body: Buffer): string[] {
  const root = readXml(body)
  if (root.name !== 'firmware-settings') throw new Error(`is <${root.name}>, not <firmware-settings>`)
  return root.children.filter((child) => child.name === 'firmware').map((child) => child.text.trim())
}

/**
 * Writes settings in order, a later one wins; `!` writes only what the user has not changed (snom.md 2.2). What the
 * files do not mention keeps its value.
 */
export function applySnom(
  before: Readonly<Record<string, string>>,
  written: readonly SnomSetting[],
  changedByUser: Readonly<Record<string, string>>,
): Record<string, string> {
  const settings = { ...before }
  for (const { name, value, perm } of written) {
    settings[`${name}@perm`] = perm
    if (perm !== '!' || !Object.hasOwn(changedByUser, name)) settings[name] = value
  }
  return settings
}
