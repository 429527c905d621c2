import { namesOfFiles } from '../catalogue/index.js'
import { notFound } from '../domain/errors.js'
import type { Phone } from '../domain/model.js'
import type { FileRow } from '../domain/vendor.js'
import { fileParameters } from '../render/file-parameters.js'
import type { Templates } from '../render/template.js'
import { createView } from '../render/view.js'
import type { Store } from '../store/store.js'
import { diffParameters, type FileChange, fileChange } from './file-diff.js'
import { isMade, subjectOf } from './files.js'
import { masked } from './masked.js'
import { filesOf, type PhoneFile, parametersOfFile, type Stage } from './phone-files.js'
import { planPhone } from './plan.js'
import type { ServedBodies } from './served-bodies.js'
import type { ServerService } from './server.js'

/** A parameter as a file says it, and the level that decided it. */
export interface ExplainedParameter {
  readonly name: string
  /** Masked where it is a secret. */
  readonly value: string
  /** The level of inheritance; `fact` for what follows from the phone's record, `catalogue` for what is always so. */
  readonly from: string
  readonly section: string
}

export interface PhoneDiff extends FileChange {
  /** False until the phone was served the file; there is nothing to compare with then. */
  readonly served: boolean
}

export interface PhoneViewsDeps {
  readonly store: Store
  readonly server: ServerService
  readonly templates: Templates
  readonly served: Pick<ServedBodies, 'bodyOf'>
}

/** Where a phone's values come from, and how what it has differs from what it would get. */
export class PhoneViews {
  readonly #deps: PhoneViewsDeps

  constructor(deps: PhoneViewsDeps) {
    this.#deps = deps
  }

  get #stage(): Stage {
    const { store, server, templates } = this.#deps
    return { reader: store, server, templates }
  }

  /**
   * Every parameter of one of the phone's files with the level it came from, in the order of the file's sections.
   * @param name the main file unless told.
   * @throws DomainError `not_found` when the phone gets no such file.
   */
  async parameters(phone: Phone, name: string | undefined): Promise<{ file: string; items: ExplainedParameter[] }> {
    const { reader, server } = this.#stage
    const planned = masked(await planPhone(reader, phone, await server.forPlan(phone, reader), 'lasting'))
    const { vendor } = planned
    const wanted = ({ name: file, row }: { name: string; row: FileRow }): boolean =>
      name === undefined ? row.main === true : file.toLowerCase() === name.toLowerCase()
    const found = namesOfFiles(vendor, phone.model, phone.mac).find(wanted)
    if (!found || !isMade(planned, found.row)) return notFound('file')
    // People read the values themselves, not as they are spelt in XML.
    const view = createView(subjectOf(planned), { ...found.row, format: 'cfg' })
    const items = Object.values(view).flatMap((section) =>
      section.rows.map((row) => ({
        name: row.attributes.idx === undefined ? row.name : `${row.name}[${row.attributes.idx}]`,
        value: row.value,
        from: row.from,
        section: section.id,
      })),
    )
    return { file: found.name, items }
  }

  /** Phones ask for their main file by several names; the last one stands on record. */
  async #lastBody({ id }: Phone, { name, row }: PhoneFile): Promise<Buffer | undefined> {
    const { store, served } = this.#deps
    const asked = row.main ? (await store.get('served', id))?.file : undefined
    return (asked && (await served.bodyOf(id, asked))) || served.bodyOf(id, name)
  }

  /** What each file the phone keeps would change in what the phone was served last. */
  async diff(phone: Phone): Promise<PhoneDiff[]> {
    const stage = this.#stage
    const now = await filesOf(stage, phone)
    const { vendor } = now.planned
    const diffs: PhoneDiff[] = []
    for (const file of now.files) {
      const body = await this.#lastBody(phone, file)
      if (!body) {
        diffs.push({ ...fileChange(file.name, []), served: false })
        continue
      }
      const { clear, secret } = await parametersOfFile(stage, now, file)
      const had = fileParameters(file.row.format ?? vendor.format, body.toString('utf8'))
      diffs.push({ ...fileChange(file.name, diffParameters(vendor, had, clear, secret)), served: true })
    }
    return diffs
  }
}
