import { boundaryOf, readMultipart } from './multipart.js'

/** A file that is being sent, and what is said about it. */
export interface Upload {
  readonly fields: Readonly<Record<string, string>>
  readonly content: AsyncIterable<Uint8Array>
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/**
 * Opens an upload without reading the file: a `multipart/form-data` form, or any other body with the fields in the query.
 * @throws InvalidJsonError when the form is malformed.
 */
export async function uploadOf(request: Request): Promise<Upload> {
  const body: AsyncIterable<Uint8Array> = request.body ?? nothing()
  const boundary = boundaryOf(request.headers.get('content-type') ?? '')
  if (boundary === undefined) return { fields: Object.fromEntries(new URL(request.url).searchParams), content: body }
  const { fields, file } = await readMultipart(body, boundary)
  return { fields, content: file ?? nothing() }
}
