import { z } from 'zod'
import { Secret } from '../../domain/secret.js'
import { isOneLine, line } from '../../domain/text.js'

/** An optional member: absent keeps (or inherits), null clears. */
export const optional = <T extends z.ZodType>(schema: T) => schema.nullable().optional()

const secret = (text: string): Secret => new Secret(text)

/** Account name: ASCII letters, digits and `_ - ' .`, no period at either end (api-portsip.md ch. 3). */
export const userName = z.string().regex(/^(?!\.)[A-Za-z0-9_\-'.]{1,64}(?<!\.)$/, {
  error: "may hold 1 to 64 letters, digits and _ - ' . and neither starts nor ends with a period",
})

export const extensionNumber = z.string().regex(/^[0-9]{3,64}$/, { error: 'must be 3 to 64 digits' })

export const email = line(128).regex(/^[^@\s]+@[^@\s]+$/, { error: 'must be an e-mail address' })

/** Seconds are all a client of this API knows of time. */
export const timestamp = (at: string): string => at.replace(/\.[0-9]+Z$/, 'Z')

const PASSWORD_MIN = 6
const PASSWORD_MAX = 128

export const webPassword = z
  .string()
  .min(PASSWORD_MIN, { abort: true })
  .max(PASSWORD_MAX, { abort: true })
  .refine(isOneLine, { error: 'must not contain control characters', params: { rule: 'one_line' } })
  .transform(secret)

/** Stricter than the web password, because every phone's file must be able to carry it unchanged. */
export const sipPassword = z
  .string()
  .min(PASSWORD_MIN, { abort: true })
  .max(PASSWORD_MAX, { abort: true })
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/, {
    error: 'must be printable ASCII without a blank at either end',
  })
  .transform(secret)

/** A password that is only compared with the one in use. */
export const presentPassword = z.string().max(1024).transform(secret)

/** What is wrong with a PIN: no three equal digits in a row, no three that rise or fall by one (ch. 3, 14.9). */
function pinFault(pin: string): { rule: string; message: string } | undefined {
  if (!/^[0-9]{6,10}$/.test(pin)) return { rule: 'pattern', message: 'must be 6 to 10 digits' }
  for (let at = 2; at < pin.length; at++) {
    const step = pin.charCodeAt(at) - pin.charCodeAt(at - 1)
    if (step !== pin.charCodeAt(at - 1) - pin.charCodeAt(at - 2)) continue
    if (step === 0) return { rule: 'repeating', message: 'must not repeat a digit three times' }
    if (Math.abs(step) === 1) return { rule: 'sequential', message: 'must not hold three digits in sequence' }
  }
  return undefined
}

export const pin = z
  .string()
  .superRefine((text, context) => {
    const fault = pinFault(text)
    if (fault) context.addIssue({ code: 'custom', message: fault.message, params: { rule: fault.rule } })
  })
  .transform(secret)

export const doorPassword = z
  .string()
  .regex(/^[0-9]{4,8}$/, { error: 'must be 4 to 8 digits' })
  .transform(secret)

export const description = optional(line(1024))

/** A language tag such as `en-US`, kept as it was written. */
export const languageTag = z
  .string()
  .max(64)
  .refine(
    (tag) => {
      try {
        return Intl.getCanonicalLocales(tag).length === 1
      } catch {
        return false
      }
    },
    { error: 'must be a BCP 47 language tag such as en-US', params: { rule: 'language_tag' } },
  )
