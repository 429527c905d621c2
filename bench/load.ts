import autocannon from 'autocannon'

export interface LoadOptions {
  readonly url: string
  readonly paths: readonly string[]
  readonly connections: number
  /** Seconds; or, with `once`, every path is asked exactly one time. */
  readonly seconds?: number
  readonly once?: boolean
  readonly headers?: Readonly<Record<string, string>>
  /** A new connection, and so a new handshake, per request. */
  readonly fresh?: boolean
}

/** Requests per second answered with the status expected. @throws Error when any answer was another. */
export async function load(
  { url, paths, connections, seconds, once, headers, fresh }: LoadOptions,
  status: number,
): Promise<number> {
  let client = 0
  const slice = Math.ceil(paths.length / connections)
  const wrong = new Map<number, number>()
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(
      {
        url,
        connections,
        ...(once ? { amount: paths.length } : { duration: seconds ?? 3 }),
        ...(fresh ? { reconnectRate: 1 } : {}),
        setupClient: (connection) => {
          const from = (client++ * slice) % paths.length
          const mine = once ? paths.slice(from, from + slice) : [...paths.slice(from), ...paths.slice(0, from)]
          connection.setRequests(
            mine.map((path) => ({
              method: 'GET',
              path,
              headers: { 'user-agent': 'Yealink SIP-T46U 108.86.0.20', ...headers },
            })),
          )
        },
      },
      (error, done) => (error ? reject(error) : resolve(done)),
    )
    run.on('response', (_client, code) => {
      if (code !== status) wrong.set(code, (wrong.get(code) ?? 0) + 1)
    })
  })
  if (wrong.size > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.errors} errors, answers ${JSON.stringify([...wrong])}`)
  return result.requests.total / result.duration
}
