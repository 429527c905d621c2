/** What a file is by its first bytes. */
export type Media =
  | {
      readonly type: 'wav'
      readonly encoding: WavEncoding
      readonly channels: number
      /** Samples per second. */
      readonly rate: number
      readonly bits: number
    }
  | { readonly type: 'png' | 'jpeg' | 'bmp'; readonly width: number; readonly height: number }
  /** Begins like such a file, but its header cannot be read. */
  | { readonly type: 'broken'; readonly of: 'wav' | 'png' | 'jpeg' | 'bmp' }
  /** Something browsers run or show as a page: never taken, whatever it is called. */
  | { readonly type: 'markup' }
  | { readonly type: 'binary' }

export type WavEncoding = 'pcm' | 'ulaw' | 'alaw' | 'other'

/** As many first bytes as every header fits in; a JPEG may carry a profile before its size. */
export const MEDIA_HEAD_BYTES = 256 * 1024

/** The format tags of RFC 2361. */
const ENCODINGS: Readonly<Record<number, WavEncoding>> = { 1: 'pcm', 6: 'alaw', 7: 'ulaw' }

const ascii = (bytes: Buffer, from: number, to: number): string => bytes.toString('latin1', from, to)

function wav(head: Buffer): Media {
  for (let at = 12; at + 8 <= head.length; ) {
    const size = head.readUInt32LE(at + 4)
    if (ascii(head, at, at + 4) === 'fmt ') {
      if (size < 16 || at + 24 > head.length) break
      return {
        type: 'wav',
        encoding: ENCODINGS[head.readUInt16LE(at + 8)] ?? 'other',
        channels: head.readUInt16LE(at + 10),
        rate: head.readUInt32LE(at + 12),
        bits: head.readUInt16LE(at + 22),
      }
    }
    // Chunks are padded to an even length.
    at += 8 + size + (size % 2)
  }
  return { type: 'broken', of: 'wav' }
}

/** Start-of-frame markers; C4, C8 and CC in their midst are others. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

function jpeg(head: Buffer): Media {
  for (let at = 2; at + 9 <= head.length && head[at] === 0xff; ) {
    const marker = head[at + 1] ?? 0
    if (isFrame(marker)) return { type: 'jpeg', height: head.readUInt16BE(at + 5), width: head.readUInt16BE(at + 7) }
    at += marker === 0xff ? 1 : 2 + head.readUInt16BE(at + 2)
  }
  return { type: 'broken', of: 'jpeg' }
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** Bytes read as latin1, so a byte order mark is three letters. */
const MARKUP =
  /^(?:\u00ef\u00bb\u00bf)?\s*<(?:[\s\S]*<)?(?:!doctype\s+(?:html|svg)|html|svg|script|head|body)\b|^\s*<!--/i

/** Reads what a file is from its first {@link MEDIA_HEAD_BYTES} bytes; names and declared types are not asked. */
export function mediaOf(head: Buffer): Media {
  if (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 12) === 'WAVE') return wav(head)
  if (head.subarray(0, 8).equals(PNG)) {
    if (head.length < 24 || ascii(head, 12, 16) !== 'IHDR') return { type: 'broken', of: 'png' }
    return { type: 'png', width: head.readUInt32BE(16), height: head.readUInt32BE(20) }
  }
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return jpeg(head)
  // The reserved words after the size are zero; two letters alone begin many a text.
  if (ascii(head, 0, 2) === 'BM' && head.length >= 10 && head.readUInt32LE(6) === 0) {
    if (head.length < 26) return { type: 'broken', of: 'bmp' }
    return { type: 'bmp', width: head.readInt32LE(18), height: Math.abs(head.readInt32LE(22)) }
  }
  return MARKUP.test(ascii(head, 0, 1024)) ? { type: 'markup' } : { type: 'binary' }
}
