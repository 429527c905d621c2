import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { vendors } from '../catalogue/index.js'
import { notFound, type Problems } from '../domain/errors.js'
import type { Vendor } from '../domain/vendor.js'
import {
  type CompiledTemplates,
  compileTemplates,
  readTemplates,
  type Template,
  type Templates,
} from '../render/template.js'
import { syncFolder } from '../store/files.js'
import { renderFile, renderShared } from './files.js'
import { curtain, isRehearsal } from './rehearsal.js'
import { samplePhones } from './sample.js'

export interface TemplateFolders {
  /** What offhook ships; never written. */
  readonly shipped: string
  /** The administrator's own, which win. */
  readonly own: string
}

export interface TemplateView {
  /** `<vendor>.<name>.hbs` */
  readonly filename: string
  readonly is_custom: boolean
}

const FILENAME = /^([a-z0-9]{1,32})\.([a-z0-9-]{1,64})\.hbs$/

/** `yealink.phone.hbs` as the key `yealink/phone`; undefined for a name no vendor has. */
function keyOf(filename: string): { readonly key: string; readonly vendor: Vendor } | undefined {
  const [, id, name] = FILENAME.exec(filename) ?? []
  const vendor = vendors.find((candidate) => candidate.id === id)
  return vendor && { key: `${vendor.id}/${name}`, vendor }
}

const filenameOf = (key: string): string => `${key.replace('/', '.')}.hbs`

/** The administrator's own templates: files that win over the shipped ones, taken over only when they work. */
export class TemplateService {
  readonly #live: Map<string, Template>
  readonly #folders: TemplateFolders
  readonly #onChange: () => void
  #inForce: Pick<CompiledTemplates, 'close'>
  #last: Promise<unknown> = Promise.resolve()

  /** What is in `live.templates` changes with the administrator's own; `onChange` hears of it. */
  constructor(live: CompiledTemplates, folders: TemplateFolders, onChange: () => void) {
    this.#live = live.templates
    this.#inForce = live
    this.#folders = folders
    this.#onChange = onChange
  }

  list(): TemplateView[] {
    const own = readTemplates(this.#folders.own)
    const keys = new Set([...readTemplates(this.#folders.shipped).keys(), ...own.keys()])
    return [...keys].sort().map((key) => ({ filename: filenameOf(key), is_custom: own.has(key) }))
  }

  /** @throws DomainError `not_found`. */
  get(filename: string): TemplateView & { readonly content: string } {
    const { key } = keyOf(filename) ?? notFound('template')
    const own = readTemplates(this.#folders.own).get(key)
    const content = own ?? readTemplates(this.#folders.shipped).get(key)
    return content === undefined ? notFound('template') : { filename, content, is_custom: own !== undefined }
  }

  /**
   * Makes an own template, of a shipped name or as a new partial.
   * @throws DomainError `invalid` when it does not work; `taken` when there is an own one of that name.
   */
  create(filename: string | undefined, content: string | undefined, problems: Problems): Promise<void> {
    return this.#alone(async () => {
      const named = filename === undefined ? undefined : keyOf(filename)
      if (filename !== undefined && !named)
        problems.add('filename', 'filename', 'must be <vendor>.<name>.hbs of a known vendor, e.g. yealink.phone.hbs')
      if (named && readTemplates(this.#folders.own).has(named.key))
        problems.conflict('filename', 'unique', `there is an own ${filename} already`)
      await this.#take(named, content, problems)
    })
  }

  /** Changes an own template, or puts one in front of a shipped one. @throws DomainError `invalid`, `not_found`. */
  update(filename: string, content: string | undefined, problems: Problems): Promise<void> {
    return this.#alone(async () => {
      this.get(filename)
      await this.#take(keyOf(filename), content, problems)
    })
  }

  /** Back to the shipped one. @throws DomainError `not_found` without an own one; `invalid` when another needs it. */
  remove(filename: string, problems: Problems): Promise<void> {
    return this.#alone(async () => {
      const { key, vendor } = keyOf(filename) ?? notFound('template')
      const own = readTemplates(this.#folders.own)
      if (!own.delete(key)) notFound('own template')
      await this.#tried(own, vendor, 'filename', problems, async () => {
        await rm(this.#pathOf(key))
        await syncFolder(join(this.#folders.own, vendor.id))
      })
    })
  }

  /** Ends the thread that runs the administrator's templates. */
  async close(): Promise<void> {
    await this.#alone(() => this.#inForce.close())
  }

  /** One change after another: each is tried together with what is on disk. */
  #alone<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#last.then(change)
    this.#last = result.catch(() => undefined)
    return result
  }

  #pathOf(key: string): string {
    return `${join(this.#folders.own, key)}.hbs`
  }

  async #take(named: ReturnType<typeof keyOf>, content: string | undefined, problems: Problems): Promise<void> {
    if (!named || content === undefined) return problems.throwIfAny()
    const { key, vendor } = named
    const own = readTemplates(this.#folders.own).set(key, content)
    await this.#tried(own, vendor, 'content', problems, () => this.#write(key, vendor, content))
  }

  /**
   * Compiles everything and lays out sample phones of the vendor; when all is well, `keep` makes it last and it is in
   * force from then on. @throws DomainError `invalid`, with what went wrong reported under `field`.
   */
  async #tried(
    own: ReadonlyMap<string, string>,
    vendor: Vendor,
    field: string,
    problems: Problems,
    keep: () => Promise<void>,
  ): Promise<void> {
    let compiled: CompiledTemplates | undefined
    try {
      try {
        compiled = await compileTemplates(readTemplates(this.#folders.shipped), own)
        await laySamples(vendor, compiled.templates)
      } catch (error) {
        problems.add(field, 'template', (error as Error).message.slice(0, 500))
      }
      problems.throwIfAny()
      if (!isRehearsal()) await keep()
    } catch (error) {
      await compiled?.close()
      throw error
    }
    if (!compiled) return
    const { templates, close } = compiled
    if (isRehearsal()) curtain({ touched: new Set(), templates, close })
    this.#replace(compiled)
  }

  async #write(key: string, vendor: Vendor, content: string): Promise<void> {
    const folder = join(this.#folders.own, vendor.id)
    const temporary = `${this.#pathOf(key)}.tmp`
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const file = await open(temporary, 'w', 0o600)
    try {
      await file.writeFile(content, 'utf8')
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, this.#pathOf(key))
    await syncFolder(folder)
  }

  /** In one go; a file that was being laid out by one of the old templates is laid out again. */
  #replace(compiled: CompiledTemplates): void {
    const { templates } = compiled
    for (const key of [...this.#live.keys()]) if (!templates.has(key)) this.#live.delete(key)
    for (const [key, template] of templates) this.#live.set(key, template)
    this.#onChange()
    const old = this.#inForce
    this.#inForce = compiled
    void old.close()
  }
}

/** @throws Error when a file of a sample phone cannot be made. */
async function laySamples(vendor: Vendor, templates: Templates): Promise<void> {
  const phones = await samplePhones(vendor)
  for (const row of vendor.files.filter(({ answer }) => answer === 'render')) {
    if (row.shared) await renderShared(vendor, row, templates)
    for (const planned of row.shared ? [] : phones) {
      await renderFile(planned, row, templates)
      // Hundreds of files in one go would keep real phones waiting.
      await setImmediate()
    }
  }
}
