import { isIPv6 } from 'node:net'
import { z } from 'zod'

const CONTROL = /[\p{Cc}\u2028\u2029\ufffe\uffff]/u

/** True when the text fits on one line of any file: no control character, no line separator, no lone surrogate. */
export function isOneLine(text: string): boolean {
  return !CONTROL.test(text) && text.isWellFormed()
}

/** The text, unless it is nothing but blanks: a file would name a parameter and leave out what it says. */
export const given = (text: string | undefined): string | undefined => (text?.trim() ? text : undefined)

/** A text that may reach a phone's file: one line, at most `max` UTF-16 units. */
export function line(max: number, min = 0) {
  return z
    .string()
    .min(min)
    .max(max)
    .refine(isOneLine, { error: 'must not contain control characters', params: { rule: 'one_line' } })
}

const HOST_RULE = 'must be a host name or an IP address without a port'

/** A host name, IPv4 or IPv6 address (the latter with or without brackets), without a port. */
export const host = z
  .string()
  .max(253)
  .regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|\[?[0-9A-Fa-f]*:[0-9A-Fa-f:.]+\]?)$/, { error: HOST_RULE })
  .refine((text) => !text.includes(':') || isIPv6(text.replace(/^\[(.*)\]$/, '$1')), { error: HOST_RULE })

/** A code somebody could dial: digits, `*`, `#`, `+`. */
export const dialCode = z
  .string()
  .max(32)
  .regex(/^[0-9*#+]+$/, { error: 'must hold only digits, *, # and +' })

/** Time of day `HH:MM`, 24 hours. */
export const clock = z.string().regex(/^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/, { error: 'must be HH:MM' })

const FILE_RULE = 'must be an absolute http or https URL, or asset:<name>'

/** The address of a file phones fetch: an http or https URL, or the name of an asset of the tenant. */
export const fileUrl = z
  .string()
  .max(1024)
  .regex(/^(?:asset:[A-Za-z0-9._-]+|https?:\/\/[^\s"'<>\\^`{|}]+)$/, {
    error: FILE_RULE,
  })
  .refine((text) => text.startsWith('asset:') || URL.canParse(text), { error: FILE_RULE })

const URL_RULE = 'must be an absolute http or https URL'

/** An absolute http or https URL without blanks, quotes or control characters. */
export const webUrl = z
  .string()
  .max(1024)
  .regex(/^https?:\/\/[^\s"'<>\\^`{|}]+$/, { error: URL_RULE })
  .refine((text) => URL.canParse(text), { error: URL_RULE })
