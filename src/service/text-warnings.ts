import { unreadTexts } from '../dialects/portsip/phone-text.js'
import type { Phone, Warning } from '../domain/model.js'

/** Free texts of a contract are kept and shown as they came, also where nobody can tell what a phone should do. */
export function textWarnings(phone: Phone): Warning[] {
  return unreadTexts(phone).map((member) => ({
    code: 'text_not_understood',
    field: member,
    message: `nobody can tell what this ${member} means: it has no effect on the phone`,
  }))
}
