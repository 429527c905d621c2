import { get } from 'node:https'
import autocannon from 'autocannon'

const USER_AGENT = 'Yealink SIP-T46U 108.86.0.20'

export interface LoadOptions {
  readonly url: string
  readonly paths: readonly string[]
  readonly connections: number
  /** Seconds; or, with `once`, every path is asked exactly one time. */
  readonly seconds?: number
  readonly once?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

/** What a run came to. */
export interface Run {
  readonly rate: number
  readonly requests: number
}

/** Requests answered with the status expected, and how many per second. @throws Error when any answer was another. */
export async function load(
  { url, paths, connections, seconds, once, headers }: LoadOptions,
  status: number,
): Promise<Run> {
  let client = 0
  const slice = Math.ceil(paths.length / connections)
  const wrong = new Map<number, number>()
  let answers = 0
  let first = 0
  let last = 0
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(
      {
        url,
        connections,
        ...(once ? { amount: paths.length } : { duration: seconds ?? 3 }),
        setupClient: (connection) => {
          const from = (client++ * slice) % paths.length
          const request = { method: 'GET' as const, headers: { 'user-agent': USER_AGENT, ...headers } }
          // Prebuilt requests only: making them in between would be the load generator's work, not the server's.
          const mine = once ? paths.slice(from, from + slice) : [...paths.slice(from), ...paths.slice(0, from)]
          connection.setRequests(mine.map((path) => ({ ...request, path })))
        },
      },
      (error, done) => (error ? reject(error) : resolve(done)),
    )
    run.on('response', (_client, code) => {
      // Its own duration counts whole sampling intervals; the answers themselves tell better.
      last = performance.now()
      if (answers++ === 0) first = last
      if (code !== status) wrong.set(code, (wrong.get(code) ?? 0) + 1)
    })
  })
  if (wrong.size > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.errors} errors, answers ${JSON.stringify([...wrong])}`)
  return { rate: (answers - 1) / ((last - first) / 1000), requests: answers }
}

/** Requests per second with a connection, and so a handshake, for each. */
export async function handshakes({ url, paths, connections, seconds = 3 }: LoadOptions): Promise<Run> {
  const until = performance.now() + seconds * 1000
  let done = 0
  const ask = (path: string) =>
    new Promise<void>((resolve, reject) => {
      get(url + path, { agent: false, rejectUnauthorized: false }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`${url}: ${response.statusCode}`))
        response.resume().on('end', resolve)
      }).on('error', reject)
    })
  const client = async (first: number) => {
    for (let i = first; performance.now() < until; i += connections) {
      await ask(paths[i % paths.length] as string)
      done += 1
    }
  }
  await Promise.all(Array.from({ length: connections }, (_, i) => client(i)))
  return { rate: done / seconds, requests: done }
}
