import type { Phone } from '../domain/model.js'
import type { Reader } from '../store/store.js'
import type { Wanted } from './job-progress.js'

/**
 * The phones that new SIP passwords for those who sit at the chosen ones concern, user by user: a phone that has
 * fetched before cannot register as that user with the password it knows. A chosen phone of which line 1 is free stays.
 */
export async function concerned(reader: Reader, chosen: readonly Phone[]): Promise<Wanted[]> {
  const wanted: Wanted[] = chosen.filter(({ lines }) => lines.length === 0).map((phone) => ({ phone }))
  const users = new Set(chosen.flatMap(({ lines: [first] }) => (first ? [first.user_id] : [])))
  const names = new Set(chosen.map(({ id }) => id))
  for (const user_id of users) {
    const phones = await reader.find('phones', 'user', user_id)
    for (const phone of phones)
      if ((names.has(phone.id) && phone.lines[0]?.user_id === user_id) || (await reader.get('served', phone.id)))
        wanted.push({ phone, user_id })
  }
  return wanted
}
