/** Kinds of files users may keep, by content type; what browsers run or draw from markup is not among them. */
export const FILE_TYPES = {
  'audio/wav': 'audio',
  'audio/mpeg': 'audio',
  'audio/ogg': 'audio',
  'image/png': 'image',
  'image/jpeg': 'image',
  'image/gif': 'image',
  'image/webp': 'image',
} as const
export type FileType = keyof typeof FILE_TYPES
export type FileKind = (typeof FILE_TYPES)[FileType]

/** The first bytes of each kind, read as latin1. MPEG audio begins with a tag or with a frame of layer III. */
const BEGINNINGS: readonly (readonly [FileType, RegExp])[] = [
  ['audio/wav', /^RIFF[\s\S]{4}WAVEfmt /],
  ['audio/mpeg', /^(?:ID3[\x02-\x04]|\xff[\xfa\xfb\xf2\xf3\xe2\xe3])/],
  ['audio/ogg', /^OggS\x00/],
  ['image/png', /^\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR/],
  ['image/jpeg', /^\xff\xd8\xff[\xc0-\xfe]/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[\s\S]{4}WEBPVP8/],
]

/** What a file is by its first bytes, whatever it is called; undefined when it is none of {@link FILE_TYPES}. */
export function fileTypeOf(content: Buffer): FileType | undefined {
  const head = content.toString('latin1', 0, 64)
  return BEGINNINGS.find(([, pattern]) => pattern.test(head))?.[0]
}
