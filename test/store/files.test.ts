import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { layoutOf } from '../../src/store/files.js'
import { group } from './records.js'
import { contents, memoryLog, openStore, tempDir } from './workbench.js'

describe('missing files', () => {
  const cases: [string, string[], string][] = [
    ['the snapshot', ['journal.5'], 'snapshot.5.jsonl'],
    ['the first journal', ['snapshot.2.jsonl'], 'journal.2'],
    ['a journal in the middle', ['snapshot.2.jsonl', 'journal.2', 'journal.4'], 'journal.3'],
    ['a journal before the first snapshot', ['journal.1', 'journal.3'], 'journal.2'],
    ['the journal of the newest snapshot', ['snapshot.2.jsonl', 'journal.2', 'snapshot.4.jsonl'], 'journal.4'],
  ]
  it.each(cases)('names %s', (_what, names, missing) => {
    expect(() => layoutOf('/data', names)).toThrow(`/data/${missing} is missing`)
  })

  it('does not start empty without them', async () => {
    const dir = await tempDir()
    const store = await openStore(dir)
    await store.transact(async (tx) => tx.put('groups', group('g')))
    await store.close()
    await rename(join(dir, 'journal.1'), join(dir, 'journal.2'))
    const before = await contents(dir)
    await expect(openStore(dir)).rejects.toThrow(`${join(dir, 'snapshot.2.jsonl')} is missing`)
    expect(await contents(dir)).toEqual(before)
  })

  it('says so when a store begins', async () => {
    const log = memoryLog()
    await openStore(await tempDir(), { log })
    expect(log.messages).toEqual(['the data directory is empty, a new store begins'])
  })
})
