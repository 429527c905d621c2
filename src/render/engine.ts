import Handlebars from 'handlebars'
import { keptIn } from '../domain/kept.js'

export type Render = (context: object) => string

/** A template calls nothing but these: none of them reaches outside, and `log`, which would, is taken away. */
const OPTIONS: CompileOptions = {
  noEscape: true,
  strict: true,
  knownHelpersOnly: true,
  knownHelpers: { each: true, if: true, unless: true, with: true, once: true, log: false },
}

/**
 * Compiles the texts of one vendor, by `<vendor>/<name>`, as partials of one another; values arrive escaped, so nothing
 * is escaped here. `longest` bounds what a partial may make, in characters.
 * @throws Error naming the template that does not compile.
 */
export function compileVendor(texts: Iterable<readonly [string, string]>, longest?: number): Map<string, Render> {
  const engine = Handlebars.create()
  engine.registerHelper('once', rememberShared())
  if (longest !== undefined) boundPartials(engine, longest)
  const compiled = new Map<string, Render>()
  for (const [name, text] of texts) {
    const render = engine.compile(parse(engine, name, text), OPTIONS)
    compiled.set(name, render)
    engine.registerPartial(name.slice(name.indexOf('/') + 1), render)
  }
  return compiled
}

/** The engine splits an indented partial's text into lines at once: a text without bound would take all the memory. */
function boundPartials(engine: typeof Handlebars, longest: number): void {
  const { VM } = Handlebars as unknown as { VM: { invokePartial(...given: unknown[]): unknown } }
  function invokePartial(this: unknown, ...given: unknown[]): unknown {
    const text = VM.invokePartial.apply(this, given)
    if (typeof text === 'string' && text.length > longest)
      throw new Error(`a partial makes more than ${longest} characters`)
    return text
  }
  Object.assign(engine, { VM: { ...VM, invokePartial } })
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
    throw new Error(`template ${name}.hbs does not compile: ${(cause as Error).message}`, { cause })
  }
}
