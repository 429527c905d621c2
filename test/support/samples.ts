import { readFileSync } from 'node:fs'
import { afterAll, expect, it } from 'vitest'

/** What a page prints of one operation (scripts/dialect-samples.ts). */
export interface PrintedSample {
  readonly operation: string
  readonly request: unknown
  readonly replies: Readonly<Record<string, unknown>>
  readonly curl?: string
}

function printedSamples(system: string): readonly PrintedSample[] {
  const file = new URL(`../../fixtures/${system}/samples.json`, import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { operations: PrintedSample[] }).operations
}

/**
 * A test per printed operation, which fails unless `check` is content with it, and a line that counts them.
 * @param title as it is printed, e.g. `Yay`
 * @param expected how many operations the system's page has
 */
export function countedSamples(
  title: string,
  system: string,
  expected: number,
  check: (sample: PrintedSample) => Promise<void>,
): void {
  const samples = printedSamples(system)
  let right = 0
  it(`are those of ${expected} operations`, () => {
    expect(new Set(samples.map(({ operation }) => operation)).size).toBe(expected)
  })
  it.each(samples.map((sample) => [sample.operation, sample] as const))(
    '%s is answered as printed',
    async (_name, sample) => {
      await check(sample)
      right += 1
    },
  )
  afterAll(() => {
    console.log(`${title} ${right} of ${expected}`)
    expect(right).toBe(expected)
  })
}
