import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readCfg } from '../support/cfg.js'
import { type PlanOptions, renderFile } from '../support/plan.js'

/** A literal fact: what a phone is told, and the parameters its file must then say; null = the file must not name it. */
interface Fact {
  readonly what: string
  readonly source: string
  readonly given: Omit<PlanOptions, 'vendor'>
  /** A list: every value of a parameter that stands once per user. */
  readonly expect: Readonly<Record<string, string | readonly string[] | null>>
}

const FOLDER = new URL('../../fixtures/yealink/facts/', import.meta.url)

const MAC = '001565aabbcc'

const read = (file: string): Fact[] => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Fact[]

/** All values of a parameter, in order. */
function valuesOf(given: Fact['given']): Map<string, string[]> {
  const { all } = readCfg(renderFile({ ...given, vendor: 'yealink', mac: MAC }, `${MAC}.cfg`).body)
  const values = new Map<string, string[]>()
  for (const [name, value] of all) values.set(name, [...(values.get(name) ?? []), value])
  return values
}

const files = readdirSync(FOLDER).sort()

describe.each(files)('%s', (file) => {
  describe.each(read(file))('$what [$source]', ({ given, expect: expected }) => {
    let rendered: Map<string, string[]> | undefined
    it.each(Object.entries(expected))('%s = %s', (name, value) => {
      rendered ??= valuesOf(given)
      const wanted = value === null ? undefined : typeof value === 'string' ? [value] : value
      expect(rendered.get(name)).toEqual(wanted)
    })
  })
})

it('holds at least 400 facts', () => {
  const pairs = files.flatMap(read).map((fact) => Object.keys(fact.expect).length)
  expect(pairs.reduce((sum, n) => sum + n, 0)).toBeGreaterThanOrEqual(400)
})
