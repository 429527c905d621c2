import { readXml, walk, type XmlElement } from './xml.js'

type Parameters = ReadonlyMap<string, string>

/** Names and lists longer than this are cut by the phone (polycom.md 1.2). */
const MAX_NAME = 255
const MAX_LIST = 2047

/** Parameters of a file: attributes anywhere, the first of a name wins. @throws Error saying why it cannot be read. */
export function parsePolycom(body: Buffer): Map<string, string> {
  const parameters = new Map<string, string>()
  for (const element of walk(readXml(body))) {
    for (const [name, value] of element.attributes) if (!parameters.has(name)) parameters.set(name, value)
  }
  return parameters
}

/** The master file, with this phone's own variants of its attributes (`CONFIG_FILES_VVX450`) put in force. */
export class Master {
  readonly #parameters: Parameters
  readonly #model: string

  /** @throws Error saying what is wrong with the file. */
  constructor(body: Buffer, model: string) {
    const root: XmlElement = readXml(body)
    if (root.name !== 'APPLICATION') throw new Error(`has the root <${root.name}>, not <APPLICATION>`)
    this.#parameters = parsePolycom(body)
    this.#model = model
    const list = this.get('CONFIG_FILES')
    if (list === '') throw new Error('names no CONFIG_FILES')
    if (list.length > MAX_LIST) throw new Error(`has CONFIG_FILES longer than ${MAX_LIST} characters`)
    if (this.configFiles.some((name) => name.length > MAX_NAME)) throw new Error(`names a file longer than ${MAX_NAME}`)
  }

  get(name: string): string {
    return this.#parameters.get(`${name}_${this.#model}`) ?? this.#parameters.get(name) ?? ''
  }

  get configFiles(): string[] {
    return this.get('CONFIG_FILES')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
  }
}

export interface Applied {
  readonly settings: Record<string, string>
  readonly faults: readonly string[]
}

/**
 * Puts files in force, the strongest first: the first that holds a parameter wins, and one no file holds goes back to
 * its default. Only `device.*` lives in flash; it is written when `device.set` and its own `.set` are 1
 * (polycom.md 1.3 and ch. 2).
 */
export function applyPolycom(before: Readonly<Record<string, string>>, files: readonly Parameters[]): Applied {
  const merged = new Map<string, string>()
  for (const [name, value] of files.flatMap((file) => [...file])) if (!merged.has(name)) merged.set(name, value)
  const flash = Object.entries(before).filter(([name]) => name.startsWith('device.'))
  const settings: Record<string, string> = Object.fromEntries(flash)
  const faults: string[] = []
  const open = merged.get('device.set') === '1'
  for (const [name, value] of merged) {
    if (!name.startsWith('device.')) settings[name] = value
    if (!name.startsWith('device.') || name === 'device.set' || name.endsWith('.set')) continue
    const own = merged.get(`${name}.set`)
    if (own === '1' && open) settings[name] = value
    else if (own === '1') faults.push(`${name} is ignored: device.set is not 1`)
    else faults.push(own === undefined ? `${name} has no .set` : `${name} is ignored: its .set is ${own}`)
  }
  return { settings, faults }
}

/** Speed dials of a contact directory by their index. @throws Error saying what is wrong with it. */
export function parseDirectory(body: Buffer): Map<string, { readonly contact: string; readonly label: string }> {
  const dials = new Map<string, { contact: string; label: string }>()
  for (const item of walk(readXml(body))) {
    if (item.name !== 'item') continue
    const field = (name: string) => item.children.find((child) => child.name === name)?.text.trim() ?? ''
    if (field('ct') === '') throw new Error('has an item without <ct>')
    const label = field('lb') || [field('fn'), field('ln')].filter((name) => name !== '').join(' ')
    const index = field('sd')
    if (index === '') continue
    if (dials.has(index)) throw new Error(`gives the speed dial index ${index} twice`)
    dials.set(index, { contact: field('ct'), label })
  }
  return dials
}
