import { escapeFor } from '../../../render/escape.js'

const document = (section: string, content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<document type="freeswitch/xml"><section name="${section}">${content}</section></document>\n`

/** What FreeSWITCH takes for "look elsewhere"; any other status than 200 it would log as a fault. */
export const NOT_FOUND = document('result', '<result status="not found"/>')

const named = (element: string, name: string, value: string): string =>
  `<${element} name="${name}" value="${escapeFor.xml(value)}"/>`

/** Rings the phones a user is registered with, as FreeSWITCH's own sample directory has it. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: FreeSWITCH fills it in
const DIAL_STRING = '${sofia_contact(*/${dialed_user}@${dialed_domain})}'

/** A user as FreeSWITCH's directory has one: the hash instead of the password, and who calls. */
export function directoryOf(user: {
  readonly sip_user: string
  readonly domain: string
  readonly ha1: string
  readonly display_name: string
  readonly number: string
}): string {
  const params = named('param', 'a1-hash', user.ha1)
  const variables =
    named('variable', 'effective_caller_id_name', user.display_name) +
    named('variable', 'effective_caller_id_number', user.number)
  return document(
    'directory',
    `<domain name="${escapeFor.xml(user.domain)}"><params>${named('param', 'dial-string', DIAL_STRING)}</params>` +
      `<user id="${escapeFor.xml(user.sip_user)}"><params>${params}</params><variables>${variables}</variables></user></domain>`,
  )
}
