import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { AssetFile } from '../service/serve-asset.js'
import { ifRange, noneMatch, rangeOf } from './ranges.js'

/** Errors that say only that the phone went away. */
const GONE = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE'])

/**
 * Answers a GET or HEAD with a file from disk: whole, one range of it, or that it is known already.
 * @returns how it counts, and the bytes of the file that were sent.
 * @throws Error when the file cannot be read.
 */
export async function sendAsset(
  request: IncomingMessage,
  response: ServerResponse,
  { asset, read }: AssetFile,
): Promise<{ status: 200 | 304; bytes: number }> {
  const etag = `"${asset.sha256.slice(0, 32)}"`
  const common = { ETag: etag, 'Cache-Control': 'private, no-cache', 'Accept-Ranges': 'bytes' }
  const { headers } = request
  if (noneMatch(headers['if-none-match'], etag)) {
    response.writeHead(304, common).end()
    return { status: 304, bytes: 0 }
  }
  // A range means something only in a GET.
  const wanted = request.method === 'GET' && ifRange(headers['if-range'] as string | undefined, etag)
  const range = wanted ? rangeOf(headers.range, asset.bytes) : undefined
  if (range === 'unsatisfiable') {
    response.writeHead(416, { ...common, 'Content-Range': `bytes */${asset.bytes}`, 'Content-Length': 0 }).end()
    return { status: 200, bytes: 0 }
  }
  const { start, end } = range ?? { start: 0, end: asset.bytes - 1 }
  const body = request.method === 'HEAD' ? undefined : await read(start, end)
  response.writeHead(range ? 206 : 200, {
    ...common,
    'Content-Type': asset.content_type,
    'Content-Length': end - start + 1,
    'Content-Disposition': 'attachment',
    'X-Content-Type-Options': 'nosniff',
    ...(range ? { 'Content-Range': `bytes ${start}-${end}/${asset.bytes}` } : {}),
  })
  if (!body) response.end()
  else
    await pipeline(body, response).catch((error: NodeJS.ErrnoException) => {
      if (!GONE.has(error.code ?? '')) throw error
    })
  return { status: 200, bytes: body ? end - start + 1 : 0 }
}
