/** A part of a file, both ends included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

const SINGLE = /^bytes=(?:(\d{1,15})-(\d{1,15})?|-(\d{1,15}))$/i

/**
 * Reads a Range header (RFC 9110 ch. 14) for a file of `size` bytes. Only one range is served: several, another unit and
 * what is malformed are answered by the whole file, as the RFC allows.
 * @returns undefined for the whole file; `unsatisfiable` when the range lies outside it.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, from, to, last] = SINGLE.exec(header?.replace(/\s+/g, '') ?? '') ?? []
  if (from === undefined && last === undefined) return undefined
  if (from !== undefined && to !== undefined && Number(to) < Number(from)) return undefined
  const start = from === undefined ? Math.max(0, size - Number(last)) : Number(from)
  const end = from === undefined || to === undefined ? size - 1 : Math.min(Number(to), size - 1)
  return start > end ? 'unsatisfiable' : { start, end }
}

/** Whether If-None-Match names the file as it is (weak comparison, RFC 9110 ch. 13.1.2). */
export const noneMatch = (header: string | undefined, etag: string): boolean =>
  header !== undefined &&
  (header.trim() === '*' || header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag))

/** Whether If-Range lets the range hold: only our own strong tag does; a date never, files carry none. */
export const ifRange = (header: string | undefined, etag: string): boolean =>
  header === undefined || header.trim() === etag
