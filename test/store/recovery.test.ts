import { readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { frame } from '../../src/store/lines.js'
import { fold } from '../../src/store/snapshot.js'
import { group } from './records.js'
import { contents, memoryLog, openStore, storeFiles, tempDir } from './workbench.js'

let dir: string
/** The journal's lines, newlines included. */
let lines: Buffer[]

async function splitLines(path: string): Promise<Buffer[]> {
  const text = await readFile(path, 'latin1')
  return text.split(/(?<=\n)/).map((line) => Buffer.from(line, 'latin1'))
}

const path = (name: string): string => join(dir, name)
const ids = async (): Promise<string[]> => {
  const store = await openStore(dir)
  const found = (await store.all('groups')).map(({ id }) => id)
  await store.close()
  return found
}

/** Opening must fail with the message and leave every file as it was. */
async function expectRefusal(message: string | RegExp): Promise<void> {
  const before = await contents(dir)
  await expect(openStore(dir)).rejects.toThrow(message)
  expect(await contents(dir)).toEqual(before)
}

beforeEach(async () => {
  dir = await tempDir()
  const store = await openStore(dir)
  for (const id of ['a', 'b', 'c']) await store.transact(async (tx) => tx.put('groups', group(id)))
  await store.close()
  lines = await splitLines(path('journal.1'))
})

describe('the journal', () => {
  it('loses only lines that are not whole, cut at any byte of its last two', async () => {
    const whole = Buffer.concat(lines)
    const [header, a, b] = lines.map(({ length }) => length) as [number, number, number, number]
    for (let size = header + a; size < whole.length; size += 1) {
      await writeFile(path('journal.1'), whole.subarray(0, size))
      const expected = size < header + a + b ? ['a'] : ['a', 'b']
      expect([size, await ids()]).toEqual([size, expected])
    }
  })

  it('reports a torn last line, cuts it and goes on behind it', async () => {
    await truncate(path('journal.1'), Buffer.concat(lines).length - 5)
    const log = memoryLog()
    const store = await openStore(dir, { log })
    expect(log.messages).toEqual(['the last line of the journal was torn by a crash and is cut'])
    await store.transact(async (tx) => tx.put('groups', group('d')))
    await store.close()
    expect(await ids()).toEqual(['a', 'b', 'd'])
  })

  it('cuts a last line that the file system filled with zeros', async () => {
    await writeFile(path('journal.1'), Buffer.concat([...lines, Buffer.alloc(300)]))
    expect(await ids()).toEqual(['a', 'b', 'c'])
  })

  it('is refused with any byte changed before its last line', async () => {
    const whole = Buffer.concat(lines)
    const end = whole.length - (lines[3]?.length ?? 0)
    for (let at = 0; at < end; at += 1) {
      const bad = Buffer.from(whole)
      bad[at] = (bad[at] ?? 0) ^ 1
      await writeFile(path('journal.1'), bad)
      await expect(openStore(dir), `byte ${at}`).rejects.toThrow(/journal\.1 is damaged at line [123] \(byte \d+\)/)
      expect(await readFile(path('journal.1'))).toEqual(bad)
    }
  })

  it('is refused with a damaged last line that is whole', async () => {
    const bad = Buffer.concat(lines)
    bad[bad.length - 10] = 0
    await writeFile(path('journal.1'), bad)
    await expectRefusal(`journal.1 is damaged at line 4 (byte ${bad.length - (lines[3]?.length ?? 0)})`)
  })

  const arrangements: [string, number[], string][] = [
    ['a line missing', [0, 1, 3], 'line 3'],
    ['lines swapped', [0, 2, 1, 3], 'line 2'],
    ['a line twice', [0, 1, 1, 2], 'line 3'],
  ]
  it.each(arrangements)('is refused with %s', async (_name, order, line) => {
    await writeFile(path('journal.1'), Buffer.concat(order.map((n) => lines[n] ?? Buffer.alloc(0))))
    await expectRefusal(`journal.1 is damaged at ${line}`)
  })

  it.each([0, 10])('is refused when only %i bytes of its first line are left', async (size) => {
    await truncate(path('journal.1'), size)
    await expectRefusal('journal.1 is damaged at line 1 (byte 0): its first line is not whole')
  })

  it('is refused when a newer program wrote it', async () => {
    const header = frame(JSON.stringify({ offhook: 'journal', schema: 2, number: 1, after: 0 }))
    await writeFile(path('journal.1'), Buffer.concat([Buffer.from(header), ...lines.slice(1)]))
    await expectRefusal(
      'journal.1 cannot be read: it was written by a newer offhook (schema 2, this one reads up to 1)',
    )
  })

  it('is refused when it names a collection nobody knows', async () => {
    const line = frame(JSON.stringify({ seq: 4, changes: [['spoons', 's', {}]] }))
    await writeFile(path('journal.1'), Buffer.concat([...lines, Buffer.from(line)]))
    await expectRefusal(/line 5 .*there is no collection spoons/)
  })

  it('is refused when a torn line is followed by another journal', async () => {
    await writeFile(path('journal.2'), frame(JSON.stringify({ offhook: 'journal', schema: 1, number: 2, after: 3 })))
    await truncate(path('journal.1'), Buffer.concat(lines).length - 1)
    await expectRefusal(/journal\.1 is damaged at line 4 .*the line is not whole/)
  })
})

describe('a snapshot', () => {
  let whole: Buffer
  beforeEach(async () => {
    const header = frame(JSON.stringify({ offhook: 'journal', schema: 1, number: 2, after: 3 }))
    await writeFile(path('journal.2'), header)
    await fold(dir, 1, 2)
    await rm(path('journal.1'))
    whole = await readFile(path('snapshot.2.jsonl'))
  })

  it('holds all that was folded', async () => {
    expect(await storeFiles(dir)).toEqual(['journal.2', 'snapshot.2.jsonl'])
    expect(await ids()).toEqual(['a', 'b', 'c'])
  })

  it('is refused with any byte changed', async () => {
    for (let at = 0; at < whole.length; at += 1) {
      const bad = Buffer.from(whole)
      bad[at] = (bad[at] ?? 0) ^ 1
      await writeFile(path('snapshot.2.jsonl'), bad)
      await expect(openStore(dir), `byte ${at}`).rejects.toThrow(/snapshot\.2\.jsonl is damaged/)
    }
    expect(await storeFiles(dir)).toEqual(['journal.2', 'snapshot.2.jsonl'])
  })

  it('is refused when cut at any byte', async () => {
    for (let size = 0; size < whole.length; size += 1) {
      await writeFile(path('snapshot.2.jsonl'), whole.subarray(0, size))
      await expect(openStore(dir), `size ${size}`).rejects.toThrow(/snapshot\.2\.jsonl is damaged/)
    }
  })

  it('is refused with a record missing or something behind its end', async () => {
    const parts = await splitLines(path('snapshot.2.jsonl'))
    await writeFile(path('snapshot.2.jsonl'), Buffer.concat([...parts.slice(0, 2), ...parts.slice(3)]))
    await expectRefusal(/snapshot\.2\.jsonl is damaged at line 4 .*closes 3 records after 2/)
    await writeFile(path('snapshot.2.jsonl'), Buffer.concat([...parts, parts[1] ?? Buffer.alloc(0)]))
    await expectRefusal(/snapshot\.2\.jsonl is damaged at line 6/)
    await writeFile(path('snapshot.2.jsonl'), Buffer.concat([...parts, Buffer.from('{')]))
    await expectRefusal(/snapshot\.2\.jsonl is damaged at line 6 .*the line is not whole/)
  })

  it('is refused when a newer program wrote it', async () => {
    const parts = await splitLines(path('snapshot.2.jsonl'))
    const header = frame(JSON.stringify({ offhook: 'snapshot', schema: 7, number: 2, seq: 3, records: 3 }))
    await writeFile(path('snapshot.2.jsonl'), Buffer.concat([Buffer.from(header), ...parts.slice(1)]))
    await expectRefusal('snapshot.2.jsonl cannot be read: it was written by a newer offhook (schema 7')
  })

  it('is refused under a number that is not its own, or before a journal that continues elsewhere', async () => {
    await writeFile(path('snapshot.3.jsonl'), whole)
    await writeFile(path('journal.3'), frame(JSON.stringify({ offhook: 'journal', schema: 1, number: 3, after: 3 })))
    await expectRefusal('snapshot.3.jsonl cannot be read: it says it is number 2')
    await rm(path('snapshot.3.jsonl'))
    await writeFile(path('journal.3'), frame(JSON.stringify({ offhook: 'journal', schema: 1, number: 3, after: 9 })))
    await expectRefusal('journal.3 is damaged at line 1 (byte 0): it continues after change 9')
  })

  it('removes what it replaced and what was left unfinished, and nothing else', async () => {
    for (const name of [
      'journal.1',
      'journal.3.tmp',
      'snapshot.3.jsonl.tmp',
      'snapshot.1.jsonl',
      'secret.key',
      'a.tmp',
    ]) {
      await writeFile(path(name), 'left')
    }
    expect(await ids()).toEqual(['a', 'b', 'c'])
    expect(await storeFiles(dir)).toEqual(['a.tmp', 'journal.2', 'secret.key', 'snapshot.2.jsonl'])
  })
})
