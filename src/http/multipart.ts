import { InvalidJsonError } from './errors.js'

/** The text fields of a form, and its one file as it comes. */
export interface Multipart {
  readonly fields: Readonly<Record<string, string>>
  readonly file: AsyncIterable<Buffer> | undefined
}

/** A part's head and a text field may have at most this many bytes. */
const LARGEST_HEAD = 8 * 1024
const LARGEST_FIELD = 64 * 1024
const MOST_FIELDS = 50

const malformed = (why: string): never => {
  throw new InvalidJsonError(`the form is malformed: ${why}`)
}

/** Cuts a stream at marks, holding no more of it than one chunk and a mark. */
class Cutter {
  readonly #source: AsyncIterator<Uint8Array>
  #held: Buffer

  constructor(source: AsyncIterable<Uint8Array>, before: string) {
    this.#source = source[Symbol.asyncIterator]()
    this.#held = Buffer.from(before)
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#source.next()
    if (done) malformed('it ends before its last boundary')
    else this.#held = Buffer.concat([this.#held, value])
  }

  /** What stands before the mark; the mark itself is taken away. */
  async *until(mark: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#held.indexOf(mark)
      const sure = at < 0 ? Math.max(0, this.#held.length - mark.length + 1) : at
      const piece = this.#held.subarray(0, sure)
      this.#held = this.#held.subarray(at < 0 ? sure : at + mark.length)
      if (piece.length > 0) yield piece
      if (at >= 0) return
      await this.#more()
    }
  }

  async textUntil(mark: Buffer, limit: number): Promise<string> {
    const pieces: Buffer[] = []
    let size = 0
    for await (const piece of this.until(mark)) {
      size += piece.length
      if (size > limit) malformed(`a field has more than ${limit} bytes`)
      pieces.push(piece)
    }
    return Buffer.concat(pieces).toString('utf8')
  }

  async take(count: number): Promise<string> {
    while (this.#held.length < count) await this.#more()
    const text = this.#held.toString('latin1', 0, count)
    this.#held = this.#held.subarray(count)
    return text
  }
}

const parameter = (head: string, name: string): string | undefined =>
  new RegExp(`^content-disposition:[^\\r\\n]*;\\s*${name}=(?:"([^"\\r\\n]*)"|([^\\s;"]+))`, 'im')
    .exec(head)
    ?.slice(1)
    .find((text) => text !== undefined)

/** The boundary a Content-Type names; undefined when it is no `multipart/form-data`. */
export const boundaryOf = (contentType: string): string | undefined =>
  /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i
    .exec(contentType)
    ?.slice(1)
    .find((text) => text !== undefined)

/**
 * Reads a form (RFC 7578) up to its file, which the caller reads on; the text fields must stand before it.
 * @throws InvalidJsonError when it is malformed, also while the file is read.
 */
export async function readMultipart(source: AsyncIterable<Uint8Array>, boundary: string): Promise<Multipart> {
  const fields: Record<string, string> = {}
  // A boundary begins a line; the first one has no line before it.
  const mark = Buffer.from(`\r\n--${boundary}`)
  const cutter = new Cutter(source, '\r\n')
  await cutter.textUntil(mark, LARGEST_HEAD)
  for (let count = 0; count <= MOST_FIELDS; count++) {
    const after = await cutter.take(2)
    if (after === '--') return { fields, file: undefined }
    if (after !== '\r\n') malformed('a boundary does not end its line')
    const head = await cutter.textUntil(Buffer.from('\r\n\r\n'), LARGEST_HEAD)
    const name = parameter(head, 'name')
    if (name === undefined) malformed('a part has no name')
    else if (parameter(head, 'filename') !== undefined) return { fields, file: cutter.until(mark) }
    else Object.defineProperty(fields, name, { value: await cutter.textUntil(mark, LARGEST_FIELD), enumerable: true })
  }
  return malformed(`it has more than ${MOST_FIELDS} fields`)
}
