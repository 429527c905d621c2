import { closeSync, openSync, readSync } from 'node:fs'
import { crc32 } from 'node:zlib'

/*
 * The line format of journals and snapshots: one JSON document per line, wrapped with the checksum of its bytes.
 * The wrapping has a fixed width, so that the checksum is taken over exactly what was written.
 */
const HEAD = '{"crc":"'
const MIDDLE = '","is":'
const BODY_AT = HEAD.length + 8 + MIDDLE.length
const NEWLINE = 10
const CHUNK = 1 << 20

const checksum = (body: string | Uint8Array): string => crc32(body).toString(16).padStart(8, '0')

/** Wraps one JSON document as a line, newline included. */
export function frame(json: string): string {
  return `${HEAD}${checksum(json)}${MIDDLE}${json}}\n`
}

/** Where a line stands, for messages: lines count from 1, offsets are bytes from the start of the file. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly offset: number
}

export function damaged(place: Place, why: string): Error {
  return new Error(`${place.file} is damaged at line ${place.line} (byte ${place.offset}): ${why}`)
}

function unframe(line: Buffer, place: Place): unknown {
  const body = line.subarray(BODY_AT, line.length - 1)
  const expected = `${HEAD}${checksum(body)}${MIDDLE}`
  if (line.toString('latin1', 0, BODY_AT) !== expected || line.at(-1) !== 0x7d) {
    throw damaged(place, 'its checksum does not match')
  }
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw damaged(place, 'it is not JSON')
  }
}

/**
 * Reads a file line by line, without holding it whole in memory.
 * @returns where a last line without its newline begins; null when the file ends with a whole line.
 * @throws Error naming file, line and offset when a whole line is damaged.
 */
export function readLines(file: string, onLine: (value: unknown, place: Place) => void): Place | null {
  const fd = openSync(file, 'r')
  try {
    const chunk = Buffer.allocUnsafe(CHUNK)
    let rest: Buffer = Buffer.alloc(0)
    let line = 1
    let offset = 0
    for (let size = readSync(fd, chunk); size > 0; size = readSync(fd, chunk)) {
      rest = Buffer.concat([rest, chunk.subarray(0, size)])
      let start = 0
      for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE, start)) {
        const place = { file, line, offset }
        onLine(unframe(rest.subarray(start, end), place), place)
        line += 1
        offset += end + 1 - start
        start = end + 1
      }
      rest = rest.subarray(start)
    }
    return rest.length > 0 ? { file, line, offset } : null
  } finally {
    closeSync(fd)
  }
}
