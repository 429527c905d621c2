import type { Mac } from '../domain/mac.js'
import type { Visit } from './personality.js'
import { Master } from './polycom-config.js'
import type { PolycomModel } from './polycom-models.js'
import { joinUrl } from './urls.js'

/** Names under which bodies are remembered, strongest first where it matters. */
export const overrideNames = (mac: Mac) => [`${mac}-phone.cfg`, `${mac}-web.cfg`] as const
export const directoryNames = (mac: Mac) => [`${mac}-directory.xml`, '000000000000-directory.xml'] as const

interface Agents {
  readonly application: string
  readonly updater: string
}

/** The master file as one of the phone's two programs finds it; undefined when there is none. */
export interface FoundMaster {
  readonly name: string
  readonly folder: string
  readonly unchanged: boolean
  readonly body: Buffer
}

/** Look-up order: a file named in the address, `<mac>.cfg`, `000000000000.cfg` (polycom.md 1.1). */
export async function findMaster(
  visit: Visit,
  mac: Mac,
  program: 'updater' | 'application',
  userAgent: string,
): Promise<FoundMaster | string> {
  const named = /\/([^/?]+\.cfg)(?:\?.*)?$/.exec(visit.base)?.[1]
  const folder = named === undefined ? joinUrl(visit.base, '') : new URL('.', visit.base).href
  const names = new Set([...(named === undefined ? [] : [named]), `${mac}.cfg`, '000000000000.cfg'])
  let why = ''
  for (const name of names) {
    const answer = await visit.get(name === named ? visit.base : folder + name, { as: `${program}/${name}`, userAgent })
    if (answer.body) return { name, folder, unchanged: answer.unchanged, body: answer.body }
    why ||= answer.failure
  }
  return why
}

/** The file requests of one boot or poll, after its master file (polycom.md 1.1). */
export class PolycomFiles {
  readonly #visit: Visit
  readonly #mac: Mac
  readonly #row: PolycomModel
  readonly #model: string
  readonly #agents: Agents

  constructor(visit: Visit, mac: Mac, model: string, row: PolycomModel, agents: Agents) {
    this.#visit = visit
    this.#mac = mac
    this.#model = model
    this.#row = row
    this.#agents = agents
  }

  #fill(text: string): string {
    const { part } = this.#row
    return text
      .replaceAll('[PHONE_MAC_ADDRESS]', this.#mac)
      .replaceAll('[PHONE_PART_NUMBER]', part ?? '')
      .replaceAll('[PHONE_MODEL]', this.#model)
  }

  /** A `…_DIRECTORY` of the master file: a folder below the master's, or an address of its own. */
  #folder(master: Master, folder: string, attribute: string): string {
    const value = this.#fill(master.get(attribute))
    return value === '' ? folder : joinUrl(new URL(value, folder).href, '')
  }

  /** Firmware image, first with the part number in front; undefined when the phone is to keep what it has. */
  async firmware(master: Master, folder: string): Promise<Buffer | undefined> {
    const path = this.#fill(master.get('APP_FILE_PATH'))
    if (path === '') return undefined
    const plain = new URL(path, folder).href
    const { part } = this.#row
    const prefixed = part === null ? [] : [plain.replace(/[^/]+$/, (file) => `${part}.${file}`)]
    for (const url of [...prefixed, plain]) {
      const answer = await this.#visit.get(url, { userAgent: this.#agents.updater })
      if (answer.body) return answer.body
    }
    return undefined
  }

  /** Fetches CONFIG_FILES left to right. A missing one is read from memory. */
  async configuration(master: Master, folder: string): Promise<{ names: string[]; changed: boolean }> {
    const names: string[] = []
    let changed = false
    for (const entry of master.configFiles.map((name) => this.#fill(name))) {
      const answer = await this.#visit.get(new URL(entry, folder).href, { as: entry })
      changed ||= answer.body !== undefined && !answer.unchanged
      if (answer.body || this.#visit.memory.kept(entry)) names.push(entry)
      else this.#visit.problem(answer.failure)
    }
    return { names, changed }
  }

  /** Override files: the server's copy replaces what the phone remembers. @returns true when one changed. */
  async overrides(master: Master, folder: string): Promise<boolean> {
    const base = this.#folder(master, folder, 'OVERRIDES_DIRECTORY')
    const [phone, web] = overrideNames(this.#mac)
    const got = [await this.#visit.get(base + phone, { as: phone }), await this.#visit.get(base + web, { as: web })]
    if (got[0]?.body && !got[0].unchanged) this.#visit.memory.data.user = {}
    return got.some((answer) => answer.body !== undefined && !answer.unchanged)
  }

  /** License and call list files; a 404 is fine. */
  async extras(master: Master, folder: string): Promise<void> {
    const licenses = this.#folder(master, folder, 'LICENSE_DIRECTORY')
    const calls = this.#folder(master, folder, 'CALL_LISTS_DIRECTORY')
    const mac = this.#mac
    for (const url of [
      `${licenses}000000000000-license.cfg`,
      `${licenses}${mac}-license.cfg`,
      `${calls}${mac}-calls.xml`,
    ]) {
      if (!url.includes('//0.0.0.0')) await this.#visit.get(url)
    }
  }

  /** The phone's directory, else the seed; with both missing the remembered one stays. */
  async directory(master: Master, folder: string): Promise<void> {
    const base = this.#folder(master, folder, 'CONTACTS_DIRECTORY')
    const [own, seed] = directoryNames(this.#mac)
    const answer = await this.#visit.get(base + own, { as: own })
    if (!answer.body && !this.#visit.memory.kept(own)) await this.#visit.get(base + seed, { as: seed })
  }

  /** Uploads logs and, when somebody changed something at the phone, its overrides. Refused uploads (4xx) are fine. */
  async uploads(master: Master, folder: string, overrides: string | null): Promise<void> {
    const logs = this.#folder(master, folder, 'LOG_FILE_DIRECTORY')
    // Pointing a directory at 0.0.0.0 switches its uploads off (polycom.md 1.2).
    if (!logs.includes('//0.0.0.0')) {
      const log = `${logs}${this.#mac}-app.log`
      await this.#accepted('HEAD', log)
      await this.#accepted('PUT', log, 'app log of a simulated phone\n')
    }
    if (overrides === null) return
    await this.#accepted(
      'PUT',
      this.#folder(master, folder, 'OVERRIDES_DIRECTORY') + overrideNames(this.#mac)[0],
      overrides,
    )
  }

  async #accepted(method: 'HEAD' | 'PUT', url: string, body?: string): Promise<void> {
    const answer = await this.#visit.send(method, url, body === undefined ? {} : { body })
    if (answer.failure !== '' && ![404, 405].includes(answer.status)) this.#visit.problem(answer.failure)
  }
}

/** Reads the remembered master file of a name. @throws Error saying what is wrong with it. */
export function readMaster(found: FoundMaster, model: string): Master {
  try {
    return new Master(found.body, model)
  } catch (error) {
    throw new Error(`${found.name} ${(error as Error).message}`)
  }
}
