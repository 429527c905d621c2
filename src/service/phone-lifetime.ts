import type { Problems } from '../domain/errors.js'
import { type Mac, parseMac, printMac } from '../domain/mac.js'
import type { EnrolmentWindow, Phone } from '../domain/model.js'
import type { Ports } from '../domain/ports.js'
import type { Reader } from '../store/store.js'
import { isRejected } from './rejections.js'

// How a phone's record begins and what is left of it.

/** How long an enrolment token opens a phone's file unless it is used before. */
const WINDOW_MS = 30 * 24 * 3600 * 1000

export function newWindow(ports: Ports): EnrolmentWindow {
  const now = ports.now()
  return {
    opened_at: now.toISOString(),
    expires_at: new Date(now.getTime() + WINDOW_MS).toISOString(),
    closed_at: null,
  }
}

/** The MAC, when it is one and no phone has it; else what is wrong is a problem. */
export async function freeMac(
  reader: Reader,
  tenant_id: string,
  text: string | undefined,
  problems: Problems,
): Promise<Mac | undefined> {
  if (text === undefined) return undefined
  const mac = parseMac(text)
  if (!mac) problems.add('mac', 'mac', 'must be 12 hexadecimal digits, with or without separators')
  // The answer is the same whoever owns it: another tenant's phones are not to be asked about.
  else if ((await reader.find('phones', 'mac', mac)).length > 0)
    problems.conflict('mac', 'unique', `${printMac(mac)} is assigned already`)
  else if (await isRejected(reader, { tenant_id, mac }))
    problems.add('mac', 'rejected', `${printMac(mac)} was rejected; take the rejection back first`)
  return mac
}

/** What is left of a phone: its old token tells the device to clear itself. */
export const tombstoneOf = (phone: Phone, ports: Ports): Phone => ({
  ...phone,
  lines: [],
  keys: null,
  softkeys: null,
  key_layout_id: null,
  window: null,
  deleted_at: ports.now().toISOString(),
})
