import type { ServerResponse } from 'node:http'

/** The response with a body that, should it fail on its way, breaks the connection instead of ending early. */
export function wholeOrBroken(response: Response, outgoing: ServerResponse | undefined): Response {
  if (!response.body || !outgoing) return response
  const reader = response.body.getReader()
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) controller.close()
          else controller.enqueue(value)
        } catch {
          // Written to its end, what is there would look like a whole answer.
          outgoing.destroy()
          controller.close()
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  return new Response(body, response)
}
