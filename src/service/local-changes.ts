import type { FileRow } from '../domain/vendor.js'
import { checkFile } from '../render/check.js'
import { escapeFor } from '../render/escape.js'
import type { Templates } from '../render/template.js'
import { createView } from '../render/view.js'
import { hashOf } from './entry.js'
import { type RenderedFile, subjectOf } from './files.js'
import type { Planned } from './plan.js'

/** What the server writes into the phone's main file, by name; values are escaped. */
function serverValues(planned: Planned): ReadonlyMap<string, string> {
  const row = planned.vendor.files.find((file) => file.main)
  const sections = row ? Object.values(createView(subjectOf(planned), row)) : []
  return new Map(sections.flatMap(({ rows }) => rows.map(({ name, value }) => [name, value] as const)))
}

/** Names of server values that a change made at the phone hides. */
export function hiddenBy(planned: Planned, changed: ReadonlyMap<string, string>): string[] {
  const ours = serverValues(planned)
  const safe = escapeFor[planned.vendor.format]
  return [...changed].filter(([name, value]) => ours.has(name) && ours.get(name) !== safe(value)).map(([name]) => name)
}

const NAME = /^[A-Za-z_][\w.-]*$/

/**
 * The changes made at the phone without those to what the server decides; with none left it is the empty file by which
 * a phone forgets them all.
 * @throws Error when the template's output is not well-formed.
 */
export async function withoutHidden(
  planned: Planned,
  changed: ReadonlyMap<string, string>,
  row: FileRow,
  templates: Templates,
): Promise<RenderedFile> {
  const name = `${planned.vendor.id}/${row.template}`
  const template = templates.get(name)
  if (!template) throw new Error(`template ${name}.hbs is missing`)
  const ours = changed.size > 0 ? serverValues(planned) : new Map<string, string>()
  const safe = escapeFor[planned.vendor.format]
  const rows = [...changed]
    .filter(([parameter]) => NAME.test(parameter) && !ours.has(parameter))
    .map(([parameter, value]) => ({ name: parameter, value: safe(value) }))
  const { format } = planned.vendor
  const text = await template.render({ rows }, format)
  const wrong = template.overlay ? undefined : checkFile(format, text, false)
  if (wrong) throw new Error(`template ${name}.hbs: ${wrong}`)
  const body = Buffer.from(text, 'utf8')
  return { body, fingerprint: hashOf(body) }
}
