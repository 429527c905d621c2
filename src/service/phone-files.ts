import { setImmediate as nextTurn } from 'node:timers/promises'
import { namesOfFiles } from '../catalogue/index.js'
import type { Phone, Warning } from '../domain/model.js'
import type { FileRow } from '../domain/vendor.js'
import { type FileParameters, fileParameters } from '../render/file-parameters.js'
import type { Templates } from '../render/template.js'
import type { Reader } from '../store/store.js'
import { directoryOf, directoryWarnings } from './directory.js'
import { secretsIn } from './file-diff.js'
import { isMade, type RenderedFile, renderFile } from './files.js'
import { masked } from './masked.js'
import { type Planned, planPhone } from './plan.js'
import type { ServerService } from './server.js'
import { warningsOf } from './warnings.js'

/** A state of the records and templates that phones' files can be made from. */
export interface Stage {
  readonly reader: Reader
  readonly server: ServerService
  readonly templates: Templates
}

/** A file of a phone; `rendered` is absent where a template makes none that the phone could read. */
export interface PhoneFile {
  readonly name: string
  readonly row: FileRow
  readonly rendered: RenderedFile | undefined
}

export interface PhoneFiles {
  readonly phone: Phone
  readonly planned: Planned
  readonly files: readonly PhoneFile[]
}

const readersOf = ({ reader }: Stage) => ({ reader, store: reader })

async function render(stage: Stage, planned: Planned, row: FileRow): Promise<RenderedFile | undefined> {
  const entries = await directoryOf(readersOf(stage), planned, row)
  try {
    return await renderFile(planned, row, stage.templates, entries)
  } catch {
    return undefined
  }
}

/** The files a phone keeps, as it would get them: not those all phones share, nor books it fetches to show them. */
export async function filesOf(stage: Stage, phone: Phone): Promise<PhoneFiles> {
  const planned = await planPhone(stage.reader, phone, await stage.server.forPlan(phone, stage.reader), 'lasting')
  const fetched = new Set(planned.vendor.directory.books?.map(({ file }) => file))
  const files: PhoneFile[] = []
  for (const { name, row } of namesOfFiles(planned.vendor, phone.model, phone.mac)) {
    if (row.shared || fetched.has(row.example) || !isMade(planned, row)) continue
    files.push({ name, row, rendered: await render(stage, planned, row) })
  }
  return { phone, planned, files }
}

/** What a file says, and which of it is secret. */
export async function parametersOfFile(
  stage: Stage,
  { planned }: PhoneFiles,
  { row, rendered }: PhoneFile,
): Promise<{ readonly clear: FileParameters; readonly secret: ReadonlySet<string> }> {
  const format = row.format ?? planned.vendor.format
  const read = (file: RenderedFile | undefined) => fileParameters(format, file?.body.toString('utf8') ?? '')
  // Reading a large XML file takes ten milliseconds, so each time is a turn of its own.
  await nextTurn()
  const clear = read(rendered)
  await nextTurn()
  const hidden = await render(stage, masked(planned), row)
  await nextTurn()
  return { clear, secret: secretsIn(clear, read(hidden)) }
}

/** What a phone's records and files give rise to say, as far as records alone decide it. */
export const warningsFor = async (stage: Stage, { planned }: PhoneFiles): Promise<Warning[]> => [
  ...warningsOf(planned),
  ...(await directoryWarnings(readersOf(stage), planned)),
]
