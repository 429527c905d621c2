import { parentPort, workerData } from 'node:worker_threads'
import { checkFile } from './check.js'
import { compileVendor, type Render } from './engine.js'
import type { Format } from './escape.js'

/** What the thread is started with. */
export interface SandboxOrder {
  /** Texts by `<vendor>/<name>`. */
  readonly texts: ReadonlyMap<string, string>
  /** No partial and no file may be longer, characters. */
  readonly longest: number
}

export interface SandboxTask {
  readonly name: string
  readonly context: object
  readonly format: Format | undefined
}

/** `compile` once, then tasks, each after the answer to the one before. */
export type SandboxAsked = 'compile' | SandboxTask

/** `loaded` by itself, then one answer to everything asked. */
export type SandboxSaid = 'loaded' | 'compiled' | { readonly text: string } | { readonly fault: string }

const say = (said: SandboxSaid): void => parentPort?.postMessage(said)
const { texts, longest } = workerData as SandboxOrder

/** A fault in words of our own. */
class Fault extends Error {}

/** What the engine says without quoting a phone's values, which may be passwords; a partial's name may be such a value. */
const HARMLESS = [
  /^"[^"]*" not defined(?= in )/,
  /^Maximum call stack size exceeded/,
  /^Invalid string length/,
  /^a partial makes more than \d+ characters/,
  /^You specified knownHelpersOnly, but used the unknown helper .*/,
  /^template \S+ does not compile: [\s\S]*/,
]
const PLACE = / - \d+:\d+$/
const PARTIAL = /^The partial ([\s\S]*) could not be found$/

function wordsOf(error: unknown): string {
  if (error instanceof Fault) return error.message
  const { name, message } = error as Error
  const partial = PARTIAL.exec(message)?.[1]
  if (partial !== undefined && [...texts.values()].some((text) => text.includes(partial))) return message
  const words = HARMLESS.map((pattern) => pattern.exec(message)?.[0]).find((said) => said !== undefined)
  return words ? words + (words === message ? '' : (PLACE.exec(message)?.[0] ?? '')) : `fails with ${name}`
}

function compileAll(): Map<string, Render> {
  const vendors = new Set([...texts.keys()].map((name) => name.split('/')[0]))
  const compiled = [...vendors].flatMap((vendor) => [
    ...compileVendor(
      [...texts].filter(([name]) => name.startsWith(`${vendor}/`)),
      longest,
    ),
  ])
  for (const [, render] of compiled) {
    try {
      // The engine translates a template at its first use, which would be the first phone's time.
      render({})
    } catch {
      // Without a phone's context most templates fail; whether one is right shows with a phone.
    }
  }
  return new Map(compiled)
}

function lay(compiled: ReadonlyMap<string, Render>, { name, context, format }: SandboxTask): string {
  const text = compiled.get(name)?.(context) ?? ''
  // Asked before anything reads the text: until then a gigabyte is a few nodes that refer to each other.
  if (text.length > longest) throw new Fault(`the file has more than ${longest} characters`)
  const wrong = format && checkFile(format, text, true)
  if (wrong) throw new Fault(wrong)
  return text
}

let compiled: ReadonlyMap<string, Render> = new Map()
parentPort?.on('message', (asked: SandboxAsked) => {
  try {
    if (asked === 'compile') {
      compiled = compileAll()
      say('compiled')
    } else say({ text: lay(compiled, asked) })
  } catch (error) {
    const which = asked === 'compile' ? '' : `template ${asked.name}.hbs: `
    say({ fault: which + wordsOf(error) })
  }
})
say('loaded')
