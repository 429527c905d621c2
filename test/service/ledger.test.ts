import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LedgerRow } from '../../src/domain/ledger.js'
import { Ledger } from '../../src/service/ledger.js'
import { type LedgerFile, openLedgerFile } from '../../src/store/ledger-file.js'
import { silent } from '../../src/store/log.js'
import type { Reader } from '../../src/store/store.js'
import { ledgerRow } from '../support/ledger.js'

const MANY = process.env.OFFHOOK_TEST_LONG ? 1_000_000 : 200_000

let dir: string
const open: LedgerFile[] = []

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'offhook-'))
})
afterEach(async () => {
  for (const file of open.splice(0)) await file.close()
  rmSync(dir, { recursive: true, force: true })
})

/** Knows one phone, `p1` of tenant `t1`, by its MAC and id. */
const reader = {
  get: async (collection: string, id: string) =>
    collection === 'phones' && id === 'p1' ? { id, tenant_id: 't1', mac: '805ec0aabbcc' } : undefined,
  find: async (_collection: string, _index: string, key: string) =>
    key === '805ec0aabbcc' ? [{ id: 'p1', tenant_id: 't1', mac: key }] : [],
  all: async () => [],
} as unknown as Reader

async function openLedger(errors: unknown[] = []): Promise<Ledger> {
  const file = await openLedgerFile(dir, silent)
  open.push(file)
  return new Ledger({ reader, file, onError: (error) => void errors.push(error) })
}

const segments = () => readdirSync(dir).filter((name) => name.startsWith('ledger.'))
const reasons = (rows: readonly LedgerRow[]) => rows.map(({ reason }) => reason)

describe('the ledger', () => {
  it('says whose rows are that only name a MAC, newest first', async () => {
    const ledger = await openLedger()
    ledger.note(ledgerRow({ kind: 'refusal', mac: '805ec0aabbcc', reason: 'first' }))
    ledger.note(ledgerRow({ phone_id: 'p1', proof: 'lasting', at: '2026-01-01T00:00:01.000Z', reason: 'second' }))
    const rows = await ledger.ofPhone('p1')
    expect(reasons(rows)).toEqual(['second', 'first'])
    expect(rows.every(({ tenant_id, mac }) => tenant_id === 't1' && mac === '805ec0aabbcc')).toBe(true)
    expect(await ledger.strangers()).toEqual([])
  })

  it('survives a restart, whatever a crash left at its end', async () => {
    const ledger = await openLedger()
    for (const reason of ['a', 'b', 'c']) ledger.note(ledgerRow({ phone_id: 'p1', proof: 'lasting', reason }))
    await ledger.flush()
    const [segment = ''] = segments()
    appendFileSync(join(dir, segment), '{"at":"2026-01')
    const again = await openLedger()
    again.note(ledgerRow({ phone_id: 'p1', proof: 'lasting', reason: 'd' }))
    await again.flush()
    expect(reasons(await (await openLedger()).ofPhone('p1'))).toEqual(['d', 'c', 'b', 'a'])
  })

  it('leaves out a damaged line and tells where it was', async () => {
    writeFileSync(join(dir, 'ledger.1.jsonl'), `nonsense\n${JSON.stringify(ledgerRow({ phone_id: 'p1' }))}\n[1]\n`)
    const told: object[] = []
    const file = await openLedgerFile(dir, { ...silent, warn: (facts) => void told.push(facts) })
    open.push(file)
    const ledger = new Ledger({ reader, file, onError: () => undefined })
    expect(await ledger.ofPhone('p1')).toHaveLength(1)
    expect(told).toMatchObject([{ event: 'ledger.damaged', lines: 1 }])
  })

  it('keeps a hundred rows of a phone, and what merely names it apart', async () => {
    const ledger = await openLedger()
    for (let n = 0; n < 150; n++) ledger.note(ledgerRow({ phone_id: 'p1', proof: 'lasting', reason: `own ${n}` }))
    for (let n = 0; n < 150; n++) ledger.note(ledgerRow({ kind: 'refusal', mac: '805ec0aabbcc', reason: `other ${n}` }))
    const rows = reasons(await ledger.ofPhone('p1'))
    expect(rows.filter((reason) => reason?.startsWith('own'))).toHaveLength(100)
    expect(rows.filter((reason) => reason?.startsWith('other'))).toHaveLength(25)
    expect(rows).toContain('own 149')
    expect(rows).not.toContain('own 49')
  })

  it(`is not grown by ${MANY} misses, in memory or on disk, and forgets nothing of phones for them`, async () => {
    const ledger = await openLedger()
    ledger.note(ledgerRow({ phone_id: 'p1', proof: 'lasting', reason: 'kept' }))
    for (let n = 0; n < MANY; n++) {
      ledger.note(ledgerRow({ kind: 'refusal', mac: n.toString(16).padStart(12, '0'), reason: 'no proof' }))
      if (n % 10_000 === 0) await ledger.flush()
    }
    await ledger.flush()
    expect(ledger.lost).toBe(0)
    expect(ledger.size).toBe(2001)
    const lines = segments().flatMap((name) => readFileSync(join(dir, name), 'utf8').split('\n'))
    expect(lines.length).toBeLessThan(110_000)
    expect(reasons(await ledger.ofPhone('p1'))).toEqual(['kept'])
    expect(reasons(await (await openLedger()).ofPhone('p1'))).toEqual(['kept'])
  })

  it('replaces its segment once most of it is of no more use', async () => {
    const ledger = await openLedger()
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 40_000; n++)
        ledger.note(ledgerRow({ phone_id: `p${n}`, tenant_id: 't1', proof: 'lasting', reason: `${round}` }))
      await ledger.flush()
    }
    expect(segments()).toEqual(['ledger.2.jsonl'])
    expect(ledger.size).toBe(50_000)
    expect((await openLedger()).size).toBe(50_000)
  })

  it('loses rows rather than holding more than it can sort, and counts them', async () => {
    const ledger = await openLedger()
    for (let n = 0; n < 60_000; n++) ledger.note(ledgerRow())
    expect(ledger.lost).toBe(10_000)
    await ledger.flush()
    expect(ledger.size).toBe(2000)
  })

  it('tells listeners of rows in order, and does not mind one that fails', async () => {
    const errors: unknown[] = []
    const ledger = await openLedger(errors)
    const heard: (string | null)[] = []
    ledger.onRows(() => {
      throw new Error('broken listener')
    })
    ledger.onRows((rows) => void heard.push(...reasons(rows)))
    ledger.note(ledgerRow({ reason: 'a' }))
    ledger.note(ledgerRow({ reason: 'b' }))
    await ledger.flush()
    expect(heard).toEqual(['a', 'b'])
    expect(errors).toHaveLength(1)
  })

  it('counts its starts', async () => {
    const epochs = []
    for (let n = 0; n < 3; n++) {
      const file = await openLedgerFile(dir, silent)
      open.push(file)
      epochs.push(file.epoch)
    }
    expect(epochs).toEqual([1, 2, 3])
  })
})
