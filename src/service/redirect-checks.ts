import type { Problems } from '../domain/errors.js'
import type { Phone, Warning } from '../domain/model.js'
import { REDIRECT_SERVICES, type RedirectRecord, serialFits, serialNeeded } from '../domain/redirect.js'
import type { Reader } from '../store/store.js'
import { accountFor } from './redirect-aim.js'

/** Asks for what the phone's redirect service wants to know of the device, and says why. */
export async function checkRedirect(reader: Reader, phone: Phone, problems: Problems): Promise<void> {
  if (!phone.rps) return
  const account = await accountFor(reader, phone)
  const needed = account && serialNeeded(account)
  if (!needed || serialFits(account.service, phone.mac, phone.serial_number)) return
  problems.add('serial_number', phone.serial_number ? 'format' : 'required', needed)
}

const WORDS = {
  wanted: 'the vendor has not confirmed the entry yet',
  conflict: 'another account holds the device',
  failed: 'the entry is not as wanted',
} as const

/** What stands between a factory-fresh phone and this server, as its vendor's redirect service sees it. */
export async function redirectWarnings(reader: Reader, phone: Phone): Promise<Warning[]> {
  if (!phone.rps) return []
  const registrations = await reader.find('redirects', 'phone', phone.id)
  return registrations.filter(({ goal }) => goal === 'registered').flatMap(warningOf)
}

function warningOf({ state, service, answer, advice, gone }: RedirectRecord): Warning[] {
  if (state === 'registered' || state === 'removed') return []
  const title = service === null ? 'redirect service' : REDIRECT_SERVICES[service].title
  const lost = gone ? 'the old entry is deleted and the new one is not in: a reset phone would get lost' : WORDS[state]
  const said = [lost, answer, advice].filter((words) => words !== null).join('; ')
  return [{ code: `redirect_${gone ? 'lost' : state}`, field: 'rps', message: `${title}: ${said}` }]
}
