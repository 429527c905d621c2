import { z } from 'zod'

/** Codec names of the PortSIP contract (api-portsip.md ch. 14.13); the order of a list is the preference. */
export const CODECS = [
  'PCMU',
  'PCMA',
  'G722',
  'G729',
  'OPUS',
  'iLBC',
  'GSM',
  'G723',
  'G726-16',
  'G726-24',
  'G726-32',
  'G726-40',
  'AMR',
  'AMR-WB',
] as const

export type Codec = (typeof CODECS)[number]

const ALIASES: Readonly<Record<string, Codec>> = {
  G711U: 'PCMU',
  ULAW: 'PCMU',
  G711A: 'PCMA',
  ALAW: 'PCMA',
  ...Object.fromEntries(CODECS.map((c) => [c.toUpperCase(), c])),
}

/** Reads a codec name in any letter case or by its alias; undefined when there is no such codec. */
export function parseCodec(text: string): Codec | undefined {
  return Object.hasOwn(ALIASES, text.toUpperCase()) ? ALIASES[text.toUpperCase()] : undefined
}

/** An ordered list of codecs; names in any case, repeated ones refused. */
export const codecList = z
  .array(
    z.string().transform((text, context): Codec => {
      const codec = parseCodec(text)
      if (codec) return codec
      context.addIssue({
        code: 'custom',
        message: `unknown codec, known are ${CODECS.join(' ')}`,
        params: { rule: 'codec' },
      })
      return z.NEVER
    }),
  )
  .min(1)
  .refine((list) => new Set(list).size === list.length, { error: 'names a codec twice', params: { rule: 'unique' } })
