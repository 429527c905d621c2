import type { Mac } from '../domain/mac.js'
import { type RedirectClient, type RedirectEntry, RedirectFault, type RedirectOutcome } from '../domain/redirect.js'
import type { Answered } from '../security/whole-answer.js'
import { type Json, jsonOf, rowsOf, textIn } from './json.js'
import { addAfterDelete, excerpt, oneByOne, outcomeOf, perhapsGone, type Wire } from './wire.js'
import { existsAlready, YmcsSession, ymcsFault } from './ymcs-session.js'

const PAGE = 100
const REMARK = 'offhook'

/** What a refusal of one device in a batch says (yealink.md 8.2 P); `exists` may be our own or another's. */
function refusedRow(text: string): RedirectOutcome | 'exists' {
  if (/already managed|800004/i.test(text)) return { kind: 'conflict', text }
  if (/already exist|800003/i.test(text)) return 'exists'
  if (/invalid|800001|800002|900400/i.test(text)) return { kind: 'refused', text }
  return { kind: 'later', text }
}

/** Yealink's management cloud. A device's URL cannot be changed there: the entry is deleted and added again. */
export function yealinkYmcs(wire: Wire): RedirectClient {
  const session = new YmcsSession(wire)
  const byMac = wire.credentials.options.by_mac !== false
  const fault = (answer: Answered) => ymcsFault(answer, wire.options.now())

  const json = async (path: string, body: unknown): Promise<unknown> => {
    const answer = await session.send('POST', path, body)
    if (answer.status !== 200) throw fault(answer)
    return jsonOf(answer)
  }

  const page = async (skip: number, filter: object) => {
    const body = (await json('/v2/rps/listDevices', { skip, limit: PAGE, autoCount: true, filter })) as Json
    return { total: Number(body.total), rows: rowsOf(body.data, 'devices') }
  }

  const find = async (mac: Mac): Promise<Json | undefined> =>
    (await page(0, { mac })).rows.find((row) => textIn(row, 'mac') === mac)

  const member = ({ mac, url, serial_number }: RedirectEntry) => ({
    mac,
    ...(byMac ? {} : { sn: serial_number }),
    uniqueServerUrl: url,
    remark: REMARK,
  })

  /** Adds devices that are not there; `exists` where the service holds one of that MAC. */
  const addByMac = async (entries: readonly RedirectEntry[]): Promise<(RedirectOutcome | 'exists')[]> => {
    const body = (await json('/v2/rps/addDevicesByMac', entries.map(member))) as Json
    const errors = rowsOf(body.errors ?? [], 'errors')
    const whole = Number(body.successCount) + Number(body.failureCount) === entries.length
    const refused = new Map(errors.map((row) => [textIn(row, 'mac'), excerpt(textIn(row, 'errorInfo') ?? '')]))
    return entries.map(({ mac }) => {
      const text = refused.get(mac)
      if (text !== undefined) return refusedRow(text)
      return whole && errors.length === Number(body.failureCount)
        ? { kind: 'done', text: 'OK' }
        : { kind: 'later', text: 'the service did not say what became of this device' }
    })
  }

  const addWithSerial = async (entry: RedirectEntry): Promise<RedirectOutcome | 'exists'> => {
    const answer = await session.send('POST', '/v2/rps/devices', member(entry))
    if (answer.status === 201) return { kind: 'done', text: 'OK' }
    if (existsAlready(answer)) return 'exists'
    throw fault(answer)
  }

  const addOne = async (entry: RedirectEntry): Promise<RedirectOutcome> => {
    const outcome = byMac ? (await addByMac([entry]))[0] : await addWithSerial(entry)
    // Deleted a moment ago, and yet there: somebody else's, or a delete that has not reached all their servers.
    if (outcome === 'exists' || outcome === undefined) return { kind: 'later', text: 'the device still exists' }
    return outcome
  }

  const remove = async (mac: Mac): Promise<RedirectOutcome> => {
    const body = (await json('/v2/rps/delDevices', { deviceIdType: 'mac', deviceIds: [mac] })) as Json
    const [error] = rowsOf(body.errors ?? [], 'errors')
    if (!error) return { kind: 'done', text: 'OK' }
    const text = excerpt(textIn(error, 'msg') ?? JSON.stringify(error))
    if (/not exist|not found|900404/i.test(text)) return { kind: 'done', text }
    return { kind: /managed/i.test(text) ? 'conflict' : 'later', text }
  }

  /** For a device the service holds already: ours and right, ours and old, or somebody else's. */
  const replace = async (entry: RedirectEntry): Promise<RedirectOutcome> => {
    const device = await find(entry.mac)
    if (!device) return { kind: 'conflict', text: 'the device exists, but not in this account' }
    if (textIn(device, 'uniqueServerUrl') === entry.url) return { kind: 'done', text: 'registered already' }
    const removed = await outcomeOf(() => remove(entry.mac))
    return removed.kind === 'done' ? addAfterDelete(() => addOne(entry)) : perhapsGone(removed)
  }

  const finish = async (entry: RedirectEntry, outcome: RedirectOutcome | 'exists'): Promise<RedirectOutcome> =>
    outcome === 'exists' ? replace(entry) : outcome

  const addAll = async (entries: readonly RedirectEntry[]): Promise<RedirectOutcome[]> => {
    if (!byMac) return oneByOne(entries, async (entry) => finish(entry, await addWithSerial(entry)))
    const added: RedirectOutcome[] = []
    for (let at = 0; at < entries.length; at += PAGE) {
      const batch = entries.slice(at, at + PAGE)
      let first: (RedirectOutcome | 'exists')[]
      try {
        first = await addByMac(batch)
      } catch (error) {
        if (!(error instanceof RedirectFault)) throw error
        first = batch.map(() => (error as RedirectFault).outcome)
      }
      const pairs = batch.map((entry, index) => ({ entry, outcome: first[index] ?? ('exists' as const) }))
      added.push(...(await oneByOne(pairs, ({ entry, outcome }) => finish(entry, outcome))))
    }
    return added
  }

  /** The PINs of devices, where the service gives them; without one a device is no worse registered. */
  const pins = async (macs: readonly Mac[]): Promise<Map<string | null, string | null>> => {
    try {
      const rows = rowsOf(await json('/v2/rps/listDevicePins', { macs }), 'PINs')
      return new Map(rows.map((row) => [textIn(row, 'mac'), textIn(row, 'pin')]))
    } catch (error) {
      if (error instanceof RedirectFault) return new Map()
      throw error
    }
  }

  return {
    register: async (entries) => {
      const outcomes = await addAll(entries)
      const done = entries.filter((_entry, index) => outcomes[index]?.kind === 'done').map(({ mac }) => mac)
      const known = done.length > 0 ? await pins(done) : new Map<string, string>()
      return outcomes.map((outcome, index) => {
        const pin = known.get(entries[index]?.mac ?? '')
        return outcome.kind === 'done' && pin ? { ...outcome, pin } : outcome
      })
    },
    unregister: (entries) => oneByOne(entries, ({ mac }) => remove(mac)),
    read: async (mac) => {
      const device = await find(mac)
      return device ? { kind: 'ours', url: textIn(device, 'uniqueServerUrl') ?? '' } : { kind: 'absent' }
    },
    list: async () => {
      const found: { mac: string; url: string | null }[] = []
      for (let skip = 0, total = 1; skip < total; skip += PAGE) {
        const { rows, ...counted } = await page(skip, {})
        found.push(...rows.map((row) => ({ mac: textIn(row, 'mac') ?? '', url: textIn(row, 'uniqueServerUrl') ?? '' })))
        total = rows.length === 0 ? 0 : counted.total
      }
      return found
    },
    check: async () => {
      const { total } = await page(0, {})
      return { ok: true, text: 'the credentials work', devices: Number.isFinite(total) ? total : null }
    },
  }
}
