import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundaryOf, readMultipart } from '../../src/http/multipart.js'

const BOUNDARY = 'xYzZY'
const field = (name: string, value: string) =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const file = (content: Buffer) =>
  Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n`),
    content,
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ])

async function* chunked(body: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size)
}

async function read(body: Buffer, size: number) {
  const { fields, file: content } = await readMultipart(chunked(body, size), BOUNDARY)
  const pieces: Buffer[] = []
  for await (const piece of content ?? []) pieces.push(Buffer.from(piece))
  return { fields: { ...fields }, content: content && Buffer.concat(pieces) }
}

/** Bytes made of what boundaries are made of, so that near misses are common. */
const tricky = fc
  .array(fc.constantFrom('\r', '\n', '-', '--', `\r\n--${BOUNDARY.slice(0, 3)}`, BOUNDARY, '\0', 'é', 'x'))
  .map((parts) => parts.join(''))
  .filter((text) => !text.includes(`\r\n--${BOUNDARY}`))

describe('a form with a file', () => {
  it('gives back fields and file, however the network cuts them', async () => {
    await fc.assert(
      fc.asyncProperty(tricky, tricky, fc.integer({ min: 1, max: 50 }), async (value, content, size) => {
        const body = Buffer.concat([Buffer.from(field('name', value)), file(Buffer.from(content))])
        expect(await read(body, size)).toEqual({ fields: { name: value }, content: Buffer.from(content) })
      }),
      { numRuns: 200 },
    )
  })

  it('may lack the file', async () => {
    const body = Buffer.from(`${field('name', 'a')}--${BOUNDARY}--`)
    expect(await read(body, 7)).toEqual({ fields: { name: 'a' }, content: undefined })
  })

  it('keeps a field named __proto__ a field', async () => {
    const body = Buffer.from(`${field('__proto__', 'a')}--${BOUNDARY}--`)
    expect(Object.hasOwn((await readMultipart(chunked(body, 99), BOUNDARY)).fields, '__proto__')).toBe(true)
  })

  it.each([
    ['nothing', ''],
    ['no boundary', 'hello'],
    ['a boundary that goes on', `--${BOUNDARY}X\r\n`],
    ['a part without a name', `--${BOUNDARY}\r\nContent-Type: text/plain\r\n\r\nx\r\n--${BOUNDARY}--`],
    ['an end too early', `--${BOUNDARY}\r\nContent-Disposition: form-data; name="a"\r\n\r\nx`],
    ['a field without end', field('a', 'x'.repeat(100_000))],
    ['too many fields', field('a', 'x').repeat(60)],
  ])('is refused: %s', async (_what, body) => {
    await expect(read(Buffer.from(body), 1000)).rejects.toThrow('the form is malformed')
  })

  it('that ends within its file fails while it is read', async () => {
    const whole = file(Buffer.alloc(5000))
    await expect(read(whole.subarray(0, 4000), 1000)).rejects.toThrow('ends before its last boundary')
  })

  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['multipart/form-data; charset=utf-8; boundary="a b"', 'a b'],
    ['Multipart/Form-Data;boundary=abc', 'abc'],
    ['multipart/mixed; boundary=abc', undefined],
    ['application/octet-stream', undefined],
  ])('%s', (type, boundary) => expect(boundaryOf(type)).toBe(boundary))
})
