import { execFileSync } from 'node:child_process'
import { type Child, startChild } from './child.js'
import { load } from './load.js'

// offhook beside a bare node server with the same bytes, in the same minutes: only the ratios mean something.

interface ServerReady {
  readonly http: string
  readonly https: string
}
interface Measured {
  readonly name: string
  readonly bytes: number
  readonly offhook: number[]
  readonly bare: number[]
  readonly bar: number | null
}

const ROUNDS = 5
const SECONDS = Number(process.env.BENCH_SECONDS ?? 3)
const CONNECTIONS = 32

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

/** Puts the load generator on the second core, where the system can; the servers then get the first. */
function pinSelf(): boolean {
  try {
    execFileSync('taskset', ['-apc', '1', String(process.pid)], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Runs both sides in turn, `rounds` times, so that a noisy minute hits both. */
async function pairs(rounds: number, offhook: (round: number) => Promise<number>, bare: () => Promise<number>) {
  const measured = { offhook: [] as number[], bare: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    measured.bare.push(await bare())
    measured.offhook.push(await offhook(round))
  }
  return measured
}

async function sizeAndEtag(url: string): Promise<{ bytes: number; etag: string }> {
  const response = await fetch(url, { headers: { 'User-Agent': 'Yealink SIP-T46U 108.86.0.20' } })
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  return { bytes: (await response.arrayBuffer()).byteLength, etag: response.headers.get('etag') ?? '' }
}

async function prime(base: string, paths: readonly string[]): Promise<void> {
  for (let time = 0; time < 3; time++) {
    await load({ url: base, paths, connections: CONNECTIONS, once: true }, 200)
    // Learnt firmware is written in batches; what it changes must be settled before anything is measured.
    await new Promise((resolve) => setTimeout(resolve, 1200))
  }
}

async function measure(server: Child<ServerReady>, bare: Child<ServerReady>): Promise<Measured[]> {
  const { http, https } = server.ready
  const table: Measured[] = []
  const paths = await server.ask<string[]>('create', { count: 1000, model: 'T46U', keys: 8 })
  await prime(http, paths)
  const { bytes, etag } = await sizeAndEtag(http + paths[0])
  await bare.ask('body', bytes)
  const timed = { paths, connections: CONNECTIONS, seconds: SECONDS }

  table.push({
    name: 'warm fetch, 1,000 phones',
    bytes,
    bar: 0.6,
    ...(await pairs(
      ROUNDS,
      () => load({ url: http, ...timed }, 200),
      () => load({ url: bare.ready.http, ...timed }, 200),
    )),
  })

  const one = {
    paths: [paths[0] as string],
    connections: CONNECTIONS,
    seconds: SECONDS,
    headers: { 'if-none-match': etag },
  }
  await bare.ask('bare304', true)
  table.push({
    name: '304, If-None-Match',
    bytes: 0,
    bar: 0.6,
    ...(await pairs(
      ROUNDS,
      () => load({ url: http, ...one }, 304),
      () => load({ url: bare.ready.http, ...one }, 304),
    )),
  })
  await bare.ask('bare304', false)

  const handshakes = { ...timed, fresh: true }
  table.push({
    name: 'TLS, a handshake per request',
    bytes,
    bar: null,
    ...(await pairs(
      ROUNDS,
      () => load({ url: https, ...handshakes }, 200),
      () => load({ url: bare.ready.https, ...handshakes }, 200),
    )),
  })

  const more = [...paths, ...(await server.ask<string[]>('create', { count: 5000, model: 'T46U', keys: 8 }))]
  const cold = async (round: number) => {
    await server.ask('touch', round)
    return load({ url: http, paths: more, connections: CONNECTIONS, once: true }, 200)
  }
  await cold(-1)
  table.push({
    name: 'cold render, record changed before each fetch',
    bytes,
    bar: 0.12,
    ...(await pairs(ROUNDS, cold, () => load({ url: bare.ready.http, ...timed }, 200))),
  })
  return table
}

function print(table: readonly Measured[]): void {
  console.log('| path | bytes | offhook req/s | bare node:http req/s | ratio of medians | bar |')
  console.log('|---|---|---|---|---|---|')
  for (const { name, bytes, offhook, bare, bar } of table) {
    const ratio = median(offhook) / median(bare)
    const verdict = bar === null ? '-' : `${bar.toFixed(2)} ${ratio >= bar ? 'met' : 'MISSED'}`
    console.log(
      `| ${name} | ${bytes} | ${Math.round(median(offhook))} | ${Math.round(median(bare))} | ${ratio.toFixed(2)} | ${verdict} |`,
    )
  }
}

const pin = pinSelf()
const bare = await startChild<ServerReady>('bare', pin)
const server = await startChild<ServerReady>('server', pin)
try {
  print(await measure(server, bare))
  await server.ask('create', { count: 4000, model: 'T46U', keys: 8 })
  const { median: ms, p99, blocked } = await server.ask<{ median: number; p99: number; blocked: number }>('write', 1000)
  console.log(
    `\ndurable write at 10,000 phones: median ${ms.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms (bar 5); longest event-loop stop ${blocked.toFixed(1)} ms (bar 20)`,
  )
} finally {
  server.stop()
  bare.stop()
}
