import { DomainError } from '../domain/errors.js'
import { isTooDeep } from './depth.js'
import { InvalidJsonError } from './errors.js'

/** A body may not be larger, bytes; the largest honest one is a key layout of some hundred keys. */
const LARGEST_BODY = 1024 * 1024

const tooLarge = (): never => {
  throw new DomainError('too_large', `a body may have at most ${LARGEST_BODY} bytes`)
}

/** Reads a body whole. @throws DomainError `too_large`, before anything is read where a length is announced. */
async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > LARGEST_BODY) return tooLarge()
  const chunks: Uint8Array[] = []
  let size = 0
  // Not iterated: leaving an iteration early cuts the connection, on which the refusal is still to be sent.
  const reader = request.body?.getReader()
  for (;;) {
    const { value } = (await reader?.read()) ?? {}
    if (!value) break
    size += value.length
    if (size > LARGEST_BODY) return tooLarge()
    chunks.push(value)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** What an operation takes for a body beside a JSON object. */
export interface Reading {
  /** Also `application/x-www-form-urlencoded`. */
  readonly form?: boolean
  /** A JSON list instead. */
  readonly list?: unknown
}

/**
 * The body of a request; none is an empty object or list.
 * @throws InvalidJsonError; DomainError `too_large`.
 */
export async function readBody(request: Request, { form = false, list }: Reading): Promise<unknown> {
  const type = request.headers.get('content-type') ?? ''
  const text = await readText(request)
  if (form && type.startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text))
  if (text.trim() === '') return list ? [] : {}
  if (isTooDeep(text)) throw new InvalidJsonError('the body nests too deeply')
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new InvalidJsonError('the body is not JSON')
  }
  if (list && !Array.isArray(body)) throw new InvalidJsonError('the body must be a JSON list')
  if (!list && (typeof body !== 'object' || body === null || Array.isArray(body)))
    throw new InvalidJsonError('the body must be a JSON object')
  return body
}
