import type { ServerResponse } from 'node:http'

async function* whole(body: ReadableStream<Uint8Array>, outgoing: ServerResponse | undefined) {
  try {
    yield* body
  } catch (error) {
    if (!outgoing) throw error
    // Written to its end, what is here would look like a whole answer: the connection has to break.
    outgoing.destroy()
  }
}

/** The response with a body that, should it fail on its way, breaks the connection instead of ending early. */
export function wholeOrBroken(response: Response, outgoing: ServerResponse | undefined): Response {
  return response.body ? new Response(ReadableStream.from(whole(response.body, outgoing)), response) : response
}
