import { describe, expect, it } from 'vitest'
import type { LedgerRow } from '../../src/domain/ledger.js'
import type { Phone } from '../../src/domain/model.js'
import { BootGuard } from '../../src/service/boot-guard.js'
import type { Poll } from '../../src/service/next-poll.js'
import type { Store, Transaction } from '../../src/store/store.js'
import { testClock } from '../support/clock.js'
import { ledgerRow } from '../support/ledger.js'

const PHONES = {
  yealink: {
    mac: '001565000001',
    first: 'y000000000108.cfg',
    own: '001565000001.cfg',
    agent: 'Yealink SIP-T46U 108.86.0.20',
  },
  snom: {
    mac: '000413000001',
    first: 'snomD785.htm',
    own: 'snomD785-000413000001.htm',
    agent: 'Mozilla/4.0 (compatible; snomD785-SIP 10.1.127.10)',
  },
  polycom: {
    mac: '64167f000001',
    first: '64167f000001.cfg',
    own: '64167f000001-user.cfg',
    agent: 'FileTransport PolycomVVX-VVX_450-UA/6.4.3.5059',
  },
} as const
type Vendor = keyof typeof PHONES

/** A guard over one phone, and how long after midnight each row comes, in minutes. */
function bench(vendor: Vendor, poll: Poll = { kind: 'never' }) {
  const { mac, first, own, agent } = PHONES[vendor]
  let phone = { id: 'p1', mac, vendor, tenant_id: 't1', model: '' } as unknown as Phone
  const tx = {
    get: async () => phone,
    put: (_: string, record: Phone) => {
      phone = record
    },
  } as unknown as Transaction
  const store = {
    get: async () => phone,
    transact: (change: (tx: Transaction) => unknown) => change(tx),
  } as unknown as Store
  const errors: unknown[] = []
  const guard = new BootGuard({
    store,
    ports: testClock(),
    pollOf: async () => poll,
    onError: (error) => void errors.push(error),
  })
  const row = (minute: number, members: Partial<LedgerRow>) =>
    ledgerRow({
      at: new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString(),
      phone_id: 'p1',
      proof: 'lasting',
      user_agent: agent,
      ...members,
    })
  return {
    row,
    boot: (minute: number, members: Partial<LedgerRow> = {}) => [
      row(minute, { file: first, status: 200, bytes: 10, ...members }),
      row(minute, { file: own, status: 200, bytes: 10, ...members }),
    ],
    async loops(rows: readonly LedgerRow[]): Promise<boolean> {
      guard.heard(rows)
      await guard.settled()
      expect(errors).toEqual([])
      return (phone.reboot_loop ?? null) !== null
    },
  }
}

describe.each(Object.keys(PHONES) as Vendor[])('a %s', (vendor) => {
  it.each([
    ['four boots in fifteen minutes', [0, 4, 8, 14], true],
    ['four boots in twenty minutes', [0, 6, 12, 19], false],
    ['three boots', [0, 1, 2], false],
    ['one that goes on', [0, 20, 40, 42, 44, 46], true],
  ] as const)('of %s', async (_what, minutes, loop) => {
    const { boot, loops } = bench(vendor)
    expect(await loops(minutes.flatMap((minute) => boot(minute)))).toBe(loop)
  })

  it('that only repeats its own file does not boot, nor one that asks without fetching', async () => {
    const { row, loops } = bench(vendor)
    const { own, first } = PHONES[vendor]
    const minutes = [0, 1, 2, 3, 4, 5]
    expect(await loops(minutes.map((minute) => row(minute, { file: own, status: 200, bytes: 10 })))).toBe(false)
    expect(await loops(minutes.map((minute) => row(minute, { file: first, status: 200, bytes: 10 })))).toBe(false)
  })

  it.each<[string, Partial<LedgerRow>]>([
    ['an administrator reads', { user_agent: 'curl/8.5.0' }],
    ['another vendor’s device reads', { user_agent: vendor === 'snom' ? PHONES.yealink.agent : PHONES.snom.agent }],
    ['an enrolment fetches', { proof: 'enrolment' }],
    ['a HEAD asks for', { bytes: 0 }],
    ['nothing proved', { proof: null, kind: 'refusal' }],
  ])('is not judged by what %s', async (_what, members) => {
    const { boot, loops } = bench(vendor)
    expect(await loops([0, 1, 2, 3, 4, 5].flatMap((minute) => boot(minute, members)))).toBe(false)
  })

  it('comes once for each NOTIFY it accepted', async () => {
    const { boot, row, loops } = bench(vendor)
    const asked = (minute: number, status: number) =>
      row(minute, { kind: 'notify', file: 'check-sync', proof: null, status })
    expect(await loops([0, 2, 4, 6, 8].flatMap((minute) => [asked(minute, 200), ...boot(minute + 1)]))).toBe(false)
    expect(await loops([10, 11, 12, 13].flatMap((minute) => [asked(minute, 404), ...boot(minute)]))).toBe(true)
  })
})

describe('polls are not boots', () => {
  it.each<[string, Poll, readonly number[], boolean]>([
    ['every three minutes', { kind: 'interval', minutes: 3 }, [0, 3, 6, 9, 12, 15], false],
    ['twice in each of its intervals', { kind: 'interval', minutes: 30 }, [0, 3, 6, 9], true],
    ['at its minute, and three boots', { kind: 'daily', minute: 60, timezone: 'Etc/UTC' }, [58, 61, 64, 67], false],
    ['at its minute, and four boots', { kind: 'daily', minute: 60, timezone: 'Etc/UTC' }, [58, 60, 62, 64, 66], true],
    ['around midnight', { kind: 'daily', minute: 1439, timezone: 'Etc/UTC' }, [0, 3, 6, 9], false],
  ])('%s', async (_what, poll, minutes, loop) => {
    const { boot, loops } = bench('yealink', poll)
    expect(await loops(minutes.flatMap((minute) => boot(minute)))).toBe(loop)
  })
})
