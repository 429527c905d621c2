import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileVendor, type Render } from './engine.js'
import type { Format } from './escape.js'
import { Sandbox } from './sandbox.js'

export interface ShippedTemplate {
  readonly overlay: false
  readonly render: Render
}

/** A template of a vendor of whose templates any part comes from the administrator: run where it can do no harm. */
export interface OwnTemplate {
  readonly overlay: true
  /** With a format, the text is also checked to be such a file. @throws SandboxError. */
  readonly render: (context: object, format?: Format) => Promise<string>
}

export type Template = ShippedTemplate | OwnTemplate

/** Compiled templates by `<vendor>/<name>`. */
export type Templates = ReadonlyMap<string, Template>

export interface CompiledTemplates {
  readonly templates: Map<string, Template>
  /** Ends the thread of the administrator's templates once what it was asked for is made. */
  close(): Promise<void>
}

const EXTENSION = '.hbs'

/** The texts of one folder by `<vendor>/<name>`, from `<vendor>/<name>.hbs`. A missing folder holds none. */
export function readTemplates(folder: string): Map<string, string> {
  const texts = new Map<string, string>()
  if (!existsSync(folder)) return texts
  for (const vendor of readdirSync(folder, { withFileTypes: true })) {
    if (!vendor.isDirectory()) continue
    for (const name of readdirSync(join(folder, vendor.name))) {
      if (!name.endsWith(EXTENSION)) continue
      texts.set(
        `${vendor.name}/${name.slice(0, -EXTENSION.length)}`,
        readFileSync(join(folder, vendor.name, name), 'utf8'),
      )
    }
  }
  return texts
}

const vendorOf = (name: string): string => name.slice(0, name.indexOf('/'))

/** Compiles what we ship. @throws Error naming the template that does not compile. */
export function compileShipped(texts: ReadonlyMap<string, string>): Map<string, ShippedTemplate> {
  const templates = new Map<string, ShippedTemplate>()
  for (const vendor of new Set([...texts.keys()].map(vendorOf))) {
    const mine = [...texts].filter(([name]) => vendorOf(name) === vendor)
    for (const [name, render] of compileVendor(mine)) templates.set(name, { render, overlay: false })
  }
  return templates
}

/**
 * Compiles every template once. One of the administrator's wins over the shipped one of the same name, partial by
 * partial; a vendor with any is laid out in a thread with limits of time and memory.
 * @throws Error naming the template that does not compile.
 */
export async function compileTemplates(
  shipped: ReadonlyMap<string, string>,
  own: ReadonlyMap<string, string>,
): Promise<CompiledTemplates> {
  const overlaid = new Set([...own.keys()].map(vendorOf))
  const isOverlaid = ([name]: readonly [string, string]) => overlaid.has(vendorOf(name))
  const templates = new Map<string, Template>(compileShipped(new Map([...shipped].filter((text) => !isOverlaid(text)))))
  if (overlaid.size === 0) return { templates, close: async () => undefined }
  const texts = new Map([...shipped, ...own].filter(isOverlaid))
  const sandbox = new Sandbox(texts)
  for (const name of texts.keys())
    templates.set(name, { render: (context, format) => sandbox.render(name, context, format), overlay: true })
  try {
    await sandbox.start()
  } catch (error) {
    await sandbox.close()
    throw error
  }
  return { templates, close: () => sandbox.close() }
}
