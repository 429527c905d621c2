import { everySample, fill, type Sample, USER_PASSWORD } from '../../support/api.js'

type Json = Record<string, unknown>

/** Values for the placeholders `text` and `[email protected]`, which the contract's own rules refuse, by member. */
const VALUES: Json = {
  password: USER_PASSWORD,
  email: 'somebody@example.com',
  role: 'StandardUser',
  extension_password: 'sip-password-1',
  voicemail_pin: '739254',
  number: '+4930123',
  vendor: 'yealink',
  model: 'T46U',
  codecs: ['PCMU', 'G722'],
  door_password1: '1234',
  door_password2: '87654321',
  region: 'GBR',
  phone_number: '+4930123',
  timezone: 'Europe/Berlin',
  admin_pin: '7392',
  room_pin: '7392',
  year_start: 2026,
  year_end: 2026,
  external_invitees: 'somebody@example.com',
  avatar_file_id: null,
}

/** Password of a phone, which is not bound by the rules for users. */
const PHONE_PASSWORD = 'Phone1pass'

export const macOf = (n: number): string => `0015650${n.toString(16).padStart(5, '0')}`

/** The published request of an operation, placeholders replaced by values our rules accept. */
export function requestOf(operation: string, values: Json): unknown {
  const sample = everySample.find((published) => published.operation === operation)
  return fill(sample?.request, { ...VALUES, ...values })
}

/** The request of a sample with values our rules accept; `n` tells what it makes from all else. */
export function bodyOf(sample: Sample, path: string, n: number): unknown {
  if (sample.request === null) return undefined
  if (/password$/.test(path)) {
    const password = path.includes('extension') ? 'sip-password-1' : USER_PASSWORD
    return 'old_password' in sample.request ? { old_password: password, new_password: password } : { password }
  }
  const values: Json = { ...VALUES, name: `Name ${n}` }
  if (path.includes('/phones')) {
    values.mac = macOf(n)
    values.password = PHONE_PASSWORD
  }
  if (path.includes('speed_dial_8')) values.code = String(2 + (n % 8))
  if (path.includes('speed_dial_100')) values.code = String(n % 100).padStart(2, '0')
  return fill(sample.request, values)
}
