import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Handlebars from 'handlebars'
import { keptIn } from '../domain/kept.js'

export interface Template {
  readonly render: (context: object) => string
  /** True when any part of it comes from the administrator. */
  readonly overlay: boolean
}

/** Compiled templates by `<vendor>/<name>`. */
export type Templates = ReadonlyMap<string, Template>

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

/**
 * Compiles every template once. A file in the administrator's folder wins over the shipped one of the same
 * name, partial by partial; values arrive escaped, so nothing is escaped here.
 * @throws Error naming the template that does not compile.
 */
export function loadTemplates(shipped: string, overlay?: string): Map<string, Template> {
  return compileTemplates(readTemplates(shipped), overlay === undefined ? new Map() : readTemplates(overlay))
}

/** {@link loadTemplates} of texts that were read before. */
export function compileTemplates(
  shipped: ReadonlyMap<string, string>,
  own: ReadonlyMap<string, string>,
): Map<string, Template> {
  const texts = new Map([...shipped, ...own])
  const vendors = new Set([...texts.keys()].map((name) => name.split('/')[0] as string))
  const templates = new Map<string, Template>()
  for (const vendor of vendors) {
    const engine = Handlebars.create()
    engine.registerHelper('once', rememberShared())
    const mine = [...texts].filter(([name]) => name.startsWith(`${vendor}/`))
    for (const [name, text] of mine) {
      parse(engine, name, text)
      engine.registerPartial(name.slice(vendor.length + 1), text)
    }
    const overlaid = mine.some(([name]) => own.has(name))
    for (const [name, text] of mine) {
      const render = engine.compile(parse(engine, name, text), OPTIONS)
      templates.set(name, { render: (context) => render(context), overlay: overlaid })
    }
  }
  return templates
}

const OPTIONS: CompileOptions = {
  noEscape: true,
  strict: true,
  knownHelpersOnly: true,
  knownHelpers: { each: true, if: true, unless: true, with: true, once: true },
}

/**
 * Block helper `once`: lays out a group of rows; the text of a shared group is remembered, because most of a
 * large phone's file is the same empty places on every render.
 */
function rememberShared(): Handlebars.HelperDelegate {
  const texts = new WeakMap<object, string>()
  return (group: { readonly shared: boolean }, options: Handlebars.HelperOptions): string => {
    return group.shared ? keptIn(texts, group, () => options.fn(group)) : options.fn(group)
  }
}

function parse(engine: typeof Handlebars, name: string, text: string) {
  try {
    return engine.parse(text)
  } catch (cause) {
    throw new Error(`template ${name}${EXTENSION} does not compile: ${(cause as Error).message}`, { cause })
  }
}
