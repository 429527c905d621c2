import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { vendors } from '../src/catalogue/index.js'
import { type GoldenFile, goldenFiles } from './support/golden.js'
import { renderFile } from './support/plan.js'

/*
 * Whole files as phones get them, byte for byte: what changes in one is looked at in the diff of a commit. Whether it is
 * right is not said here but by the facts. To renew: GOLDEN=write npx vitest run test/golden.test.ts
 */

const FIXTURES = join(import.meta.dirname, '..', 'fixtures')
const folderOf = (vendor: string) => join(FIXTURES, vendor, 'golden')
const render = ({ options, name }: GoldenFile) => renderFile(options, name).body

if (process.env.GOLDEN === 'write') {
  for (const { id } of vendors) rmSync(folderOf(id), { recursive: true, force: true })
  for (const golden of goldenFiles) {
    const path = join(folderOf(golden.vendor), golden.path)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, render(golden))
  }
}

describe.each(vendors)('$id', ({ id }) => {
  const mine = goldenFiles.filter(({ vendor }) => vendor === id)

  it.each(mine)('$path', (golden) => {
    const path = join(folderOf(id), golden.path)
    expect(existsSync(path), 'there is no such golden file yet').toBe(true)
    expect(render(golden)).toBe(readFileSync(path, 'utf8'))
  })

  it('has no golden file that nothing renders', () => {
    const entries = existsSync(folderOf(id)) ? readdirSync(folderOf(id), { recursive: true, withFileTypes: true }) : []
    const kept = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(folderOf(id), join(parentPath, name)))
    expect(kept.sort()).toEqual(mine.map(({ path }) => path).sort())
  })
})
