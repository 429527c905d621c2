import type { User } from '../domain/model.js'

/** A word a template can name. */
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/

export type Variables = Readonly<Record<string, string | number | boolean>>

function parsed(text: unknown): unknown {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text)
  } catch {
    // A text of its own is what the contract allows; it is then no business of templates.
    return undefined
  }
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * What own templates may say of a phone beside its facts: texts, numbers and flags of the object `phone` in the user's
 * `custom_options`. Anything deeper is left out, because a template could not write it.
 */
export function variablesOf(user: User | undefined): Variables {
  const options = parsed(user?.foreign.portsip?.custom_options)
  const phone = isPlain(options) ? options.phone : undefined
  if (!isPlain(phone)) return {}
  return Object.fromEntries(
    Object.entries(phone).filter(
      (entry): entry is [string, string | number | boolean] =>
        NAME.test(entry[0]) && ['string', 'number', 'boolean'].includes(typeof entry[1]),
    ),
  )
}
