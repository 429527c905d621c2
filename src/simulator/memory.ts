import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const texts = z.record(z.string(), z.string())

const dataSchema = z.object({
  vendor: z.string(),
  model: z.string(),
  mac: z.string(),
  firmware: z.string(),
  /** Digest of the firmware image last installed, where its version cannot be read. */
  firmwareImage: z.string(),
  reboots: z.number(),
  /** How far simulated time is ahead of the clock, in milliseconds. */
  ahead: z.number(),
  polledAt: z.number().nullable(),
  /** Parameters in force, by the vendor's own names. */
  settings: texts,
  /** What somebody changed at the phone. */
  user: texts,
  /** Certificates learnt, by where they came from. */
  authorities: texts,
  /** MD5 of the last body of each file. */
  files: texts,
  /** What was wrong with the files when they were last applied. */
  faults: z.array(z.string()),
  /** What the last answered visit asked for in vain. */
  problems: z.array(z.string()),
  /** The phone's own file was received at least once. */
  answered: z.boolean(),
  /** The provisioning URL that served this phone and that its configuration still names. */
  provenUrl: z.string().nullable(),
})

export type MemoryData = z.infer<typeof dataSchema>
export type Identity = Pick<MemoryData, 'vendor' | 'model' | 'mac' | 'firmware'>

const FACTORY = {
  firmwareImage: '',
  polledAt: null,
  settings: {},
  user: {},
  authorities: {},
  files: {},
  faults: [],
  problems: [],
  answered: false,
  provenUrl: null,
}

export function md5(body: Buffer | string): string {
  return createHash('md5').update(body).digest('hex')
}

/** A phone's flash: facts in `phone.json`, files as received under `files/`. It holds passwords, as phones do. */
export class PhoneMemory {
  readonly #dir: string
  data: MemoryData

  /** @throws Error when the directory remembers another phone or cannot be read. */
  constructor(dir: string, identity: Identity) {
    this.#dir = dir
    mkdirSync(join(dir, 'files'), { recursive: true, mode: 0o700 })
    this.data = this.#load() ?? { ...identity, ...structuredClone(FACTORY), reboots: 0, ahead: 0 }
    for (const key of ['vendor', 'model', 'mac'] as const) {
      if (this.data[key] === identity[key]) continue
      throw new Error(`${dir} remembers another phone: ${key} is ${this.data[key]}, not ${identity[key]}`)
    }
  }

  #load(): MemoryData | undefined {
    let text: string
    try {
      text = readFileSync(join(this.#dir, 'phone.json'), 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
    try {
      return dataSchema.parse(JSON.parse(text))
    } catch (cause) {
      throw new Error(`${join(this.#dir, 'phone.json')} is not a simulated phone's memory`, { cause })
    }
  }

  #path(name: string): string {
    const plain = encodeURIComponent(name)
    return join(this.#dir, 'files', plain.length <= 120 ? plain : md5(name))
  }

  /** Keeps a file as received. @returns true when it equals the last one by MD5. */
  keep(name: string, body: Buffer | string): boolean {
    const digest = md5(body)
    if (this.data.files[name] === digest) return true
    writeFileSync(this.#path(name), body, { mode: 0o600 })
    this.data.files[name] = digest
    return false
  }

  /** The last body of a file, if there ever was one. */
  kept(name: string): Buffer | undefined {
    return Object.hasOwn(this.data.files, name) ? readFileSync(this.#path(name)) : undefined
  }

  drop(name: string): void {
    delete this.data.files[name]
    rmSync(this.#path(name), { force: true })
  }

  save(): void {
    const file = join(this.#dir, 'phone.json')
    writeFileSync(`${file}.tmp`, JSON.stringify(this.data, null, 2), { mode: 0o600 })
    renameSync(`${file}.tmp`, file)
  }

  /** Forgets all configuration; firmware, the count of reboots and the time survive a factory reset. */
  reset(): void {
    rmSync(join(this.#dir, 'files'), { recursive: true, force: true })
    mkdirSync(join(this.#dir, 'files'), { recursive: true, mode: 0o700 })
    this.data = { ...this.data, ...structuredClone(FACTORY), firmwareImage: this.data.firmwareImage }
    this.save()
  }
}
