import { zoneOf } from '../catalogue/index.js'
import type { DirectoryEntry } from '../domain/directory.js'
import { keptIn } from '../domain/kept.js'
import type { FileRow, Vendor } from '../domain/vendor.js'
import { checkFile } from '../render/check.js'
import { escapeFor, type Format } from '../render/escape.js'
import { phoneFacts, type Subject } from '../render/facts.js'
import { compileCondition } from '../render/pattern.js'
import { keysIn, phonebookOf } from '../render/phonebook.js'
import { throughSkeleton } from '../render/skeleton.js'
import type { Templates } from '../render/template.js'
import { createView, type View } from '../render/view.js'
import { hashOf } from './entry.js'
import type { Planned } from './plan.js'
import { type Variables, variablesOf } from './variables.js'

export interface RenderedFile {
  readonly body: Buffer
  /** SHA-256 of the body, in hexadecimal digits. */
  readonly fingerprint: string
}

/** Thrown when a template's output is not a file the vendor's phones could read; nothing of the file is in the text. */
export class BrokenFileError extends Error {
  override readonly name = 'BrokenFileError'
}

export function subjectOf({ plan, vendor, model }: Planned): Subject {
  return { vendor, model, plan, zone: zoneOf(String(plan.settings.get('timezone')?.value)) }
}

/** Escapes every text of a plain value, so that an overlay template can write any of it safely. */
function escaped(value: unknown, safe: (text: string) => string): unknown {
  if (typeof value === 'string') return safe(value)
  if (Array.isArray(value)) return value.map((item) => escaped(item, safe))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, escaped(member, safe)]))
}

/** What templates get beside the sections. Passwords are only in the sections' rows. */
function context(planned: Planned, view: View, directory: string, format: Format): object {
  const { plan, vendor, model } = planned
  const safe = escapeFor[format]
  const phone = {
    ...(escaped(variablesOf(planned.owner), safe) as Variables),
    mac: plan.mac,
    MAC: plan.mac.toUpperCase(),
    vendor: vendor.id,
    model: safe(model.id),
    url: plan.url,
  }
  const lines = plan.lines.map(({ n, label, display_name, user }) => ({ n, label, display_name, user }))
  return {
    sections: view,
    directory,
    phone,
    user: escaped(lines[0] ?? null, safe),
    lines: escaped(lines, safe),
    keys: escaped(plan.keys, safe),
  }
}

/** What shipped templates may name beside the sections. */
const bareContext = ({ plan, model }: Subject, view: View, directory: string): object => ({
  sections: view,
  directory,
  phone: { mac: plan.mac, MAC: plan.mac.toUpperCase(), model: model.id },
})

/** Laid out directories by their entries: a list that many phones show is the same array for all of them. */
const laid = new WeakMap<readonly DirectoryEntry[], Map<string, string>>()

/** The entries of a directory as the vendor's template `contacts` lays them out; empty for a file without one. */
function layDirectory(
  subject: Subject,
  row: FileRow,
  entries: readonly DirectoryEntry[],
  templates: Templates,
): string | Promise<string> {
  if (!row.directory || entries.length === 0) return ''
  const name = `${subject.vendor.id}/contacts`
  const template = templates.get(name)
  if (!template) throw new BrokenFileError(`template ${name}.hbs is missing`)
  const context = () => ({ items: phonebookOf(subject, row, entries).items })
  if (template.overlay) return template.render(context())
  const lay = () => template.render(context())
  if (keysIn(subject, row).length > 0) return lay()
  const ofEntries = keptIn(laid, entries, () => new Map<string, string>())
  return keptIn(ofEntries, `${name} ${row.id} ${subject.model.directory}`, lay)
}

/** Whether the phone's settings want this file at all. */
export const isMade = (planned: Planned, row: FileRow): boolean =>
  row.when === undefined || compileCondition(row.when)(phoneFacts(subjectOf(planned)))

/**
 * Renders one file of a phone, with the directory entries it shows, and looks at it before it may leave.
 * @throws BrokenFileError when the output is not well-formed; SandboxError when an administrator's template fails.
 */
export async function renderFile(
  planned: Planned,
  row: FileRow,
  templates: Templates,
  entries: readonly DirectoryEntry[] = [],
): Promise<RenderedFile> {
  const format = row.format ?? planned.vendor.format
  const name = `${planned.vendor.id}/${row.template}`
  const template = templates.get(name)
  if (!template) throw new BrokenFileError(`template ${name}.hbs is missing`)
  const subject = subjectOf(planned)
  const laidOut = layDirectory(subject, row, entries, templates)
  const directory = typeof laidOut === 'string' ? laidOut : await laidOut
  if (!template.overlay) {
    const lay = (marked: Subject, hole: string): string => {
      const text = template.render(bareContext(marked, createView(marked, row, { provenance: false }), hole))
      const wrong = checkFile(format, text, false)
      if (wrong) throw new BrokenFileError(`template ${name}.hbs: ${wrong}`)
      return text
    }
    return fileOf(throughSkeleton(subject, row, template, lay, directory))
  }
  // An administrator's template may do with a text what it likes, so it always gets the texts themselves.
  const text = await template.render(context(planned, createView(subject, row), directory, format), format)
  // Meanwhile another one may have been put in its place: what is answered must not be older than what is in force.
  if (templates.get(name) !== template) return renderFile(planned, row, templates, entries)
  return fileOf(Buffer.from(text, 'utf8'))
}

const fileOf = (body: Buffer): RenderedFile => ({ body, fingerprint: hashOf(body) })

/** Renders a file that is the same for every phone of the vendor and so can hold no secret. */
export async function renderShared(vendor: Vendor, row: FileRow, templates: Templates): Promise<RenderedFile> {
  const name = `${vendor.id}/${row.template}`
  const template = templates.get(name)
  if (!template) throw new BrokenFileError(`template ${name}.hbs is missing`)
  return fileOf(Buffer.from(await template.render({}, row.format ?? vendor.format), 'utf8'))
}
