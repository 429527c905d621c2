import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LargeBlobs, openLargeBlobs } from '../../src/store/large-blobs.js'

const MB = 1024 * 1024
let dir: string
let files: LargeBlobs

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'offhook-'))
  files = openLargeBlobs(join(dir, 'assets'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const kept = () => readdirSync(join(dir, 'assets'))

/** `count` chunks of one megabyte, each another; after `breaks` of them the line is cut. */
async function* line(count: number, breaks = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < count; i++) {
    if (i === breaks) throw new Error('the line was cut')
    yield Buffer.alloc(MB, i)
  }
}

async function bytesOf(key: string, start: number, end: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of await files.read(key, start, end)) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

describe('a large file', () => {
  it('comes back byte by byte and in parts', async () => {
    const received = await files.receive('a', line(3), 3 * MB, 10)
    const whole = Buffer.concat([Buffer.alloc(MB, 0), Buffer.alloc(MB, 1), Buffer.alloc(MB, 2)])
    expect(received).toEqual({
      bytes: 3 * MB,
      sha256: createHash('sha256').update(whole).digest('hex'),
      head: Buffer.alloc(10, 0),
    })
    expect((await bytesOf('a', 0, 3 * MB - 1)).equals(whole)).toBe(true)
    expect(await bytesOf('a', MB - 1, MB)).toEqual(Buffer.from([0, 1]))
  })

  it('takes no more memory than its chunks', async () => {
    let peak = 0
    async function* measured() {
      for await (const chunk of line(96)) {
        peak = Math.max(peak, process.memoryUsage().arrayBuffers)
        yield chunk
      }
    }
    const before = process.memoryUsage().arrayBuffers
    await files.receive('a', measured(), 100 * MB, 10)
    expect(peak - before).toBeLessThan(64 * MB)
  })

  it('that is too long is not kept', async () => {
    expect(await files.receive('a', line(3), 3 * MB - 1, 10)).toBeUndefined()
    expect(kept()).toEqual([])
  })

  it('that does not arrive whole is not kept', async () => {
    await expect(files.receive('a', line(3, 2), 3 * MB, 10)).rejects.toThrow('the line was cut')
    expect(kept()).toEqual([])
    await expect(files.read('a', 0, 1)).rejects.toThrow('ENOENT')
  })

  it('that nobody knows any more is swept, also an unfinished one', async () => {
    for (const key of ['a', 'b', 'a.1.1.tmp'.replaceAll('.', '_')]) await files.receive(key, line(1), MB, 10)
    await files.keepOnly(new Set(['b']))
    expect(kept()).toEqual(['b'])
  })

  it.each(['../a', 'a/b', 'a.b', ''])('has an id for a key: %j is refused', async (key) => {
    await expect(files.receive(key, line(1), MB, 10)).rejects.toThrow('must be an id')
  })
})
