import { execFileSync } from 'node:child_process'
import { type Child, startChild } from './child.js'
import { dryRunFigure } from './dry-run.js'
import { handshakes, load, type Run } from './load.js'

// offhook beside a bare node server with the same bytes, in the same minutes: only the ratios mean something.

interface ServerReady {
  readonly http: string
  readonly https: string
}
/** Requests per second as the client saw them, and CPU time of the server per request, microseconds. */
interface Sample {
  readonly rate: number
  readonly cpu: number
}
/** Durable writes: ms each; the longest stop of the event loop, ms by the clock and of CPU. */
interface Written {
  readonly median: number
  readonly p99: number
  readonly blocked: number
  readonly own: number
}
interface Measured {
  readonly name: string
  readonly bytes: number
  readonly offhook: readonly Sample[]
  readonly bare: readonly Sample[]
  readonly bar: number | null
}

const ROUNDS = 5
const SECONDS = Number(process.env.BENCH_SECONDS ?? 3)
const CONNECTIONS = 64

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

/** Puts load on one server. */
type Side = () => Promise<Run>

/** One run of each side, one right after the other, so that a noisy minute hits both. */
async function pairsOnce(server: Child<ServerReady>, bare: Child<ServerReady>, offhook: Side, other: Side) {
  const sample = async (child: Child<ServerReady>, side: Side): Promise<Sample> => {
    const before = await child.ask<number>('cpu')
    const { rate, requests } = await side()
    return { rate, cpu: ((await child.ask<number>('cpu')) - before) / requests }
  }
  return { bare: await sample(bare, other), offhook: await sample(server, offhook) }
}

async function pairs(server: Child<ServerReady>, bare: Child<ServerReady>, offhook: Side, other: Side) {
  const measured = { offhook: [] as Sample[], bare: [] as Sample[] }
  for (let round = 0; round < ROUNDS; round++) {
    const sample = await pairsOnce(server, bare, offhook, other)
    measured.bare.push(sample.bare)
    measured.offhook.push(sample.offhook)
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
  const plain: Side = () => load({ url: bare.ready.http, ...timed }, 200)
  const both = (offhook: Side, other: Side) => pairs(server, bare, offhook, other)

  const warm: Side = () => load({ url: http, ...timed }, 200)
  table.push({ name: 'warm fetch, 1,000 phones', bytes, bar: 0.6, ...(await both(warm, plain)) })

  const one = { ...timed, paths: [paths[0] as string], headers: { 'if-none-match': etag } }
  await bare.ask('bare304', true)
  const unchanged = (url: string) => () => load({ url, ...one }, 304)
  const answers304 = await both(unchanged(http), unchanged(bare.ready.http))
  table.push({ name: '304, If-None-Match', bytes: 0, bar: 0.6, ...answers304 })
  await bare.ask('bare304', false)

  const secure = (url: string) => () => handshakes({ url, ...timed, connections: 8 })
  const tls = await both(secure(https), secure(bare.ready.https))
  table.push({ name: 'TLS, a handshake per request', bytes, bar: null, ...tls })

  const more = [...paths, ...(await server.ask<string[]>('create', { count: 5000, model: 'T46U', keys: 8 }))]
  const cold: Side = () => load({ url: http, paths: more, connections: CONNECTIONS, once: true }, 200)
  const offhook: Sample[] = []
  const other: Sample[] = []
  for (let round = -1; round < ROUNDS; round++) {
    await server.ask('touch', round)
    // Six thousand writes are folded into a snapshot in the background; that is not what is measured here.
    await new Promise((resolve) => setTimeout(resolve, 3000))
    const sample = await pairsOnce(server, bare, cold, plain)
    if (round < 0) continue
    offhook.push(sample.offhook)
    other.push(sample.bare)
  }
  table.push({ name: 'cold render, record changed before each fetch', bytes, bar: 0.12, offhook, bare: other })
  return table
}

function print(table: readonly Measured[]): void {
  console.log('| path | bytes | offhook req/s | bare req/s | ratio | bar | CPU us offhook | CPU us bare | CPU ratio |')
  console.log('|---|---|---|---|---|---|---|---|---|')
  for (const { name, bytes, offhook, bare, bar } of table) {
    const rate = (samples: readonly Sample[]) => median(samples.map((sample) => sample.rate))
    const cpu = (samples: readonly Sample[]) => median(samples.map((sample) => sample.cpu))
    const ratio = rate(offhook) / rate(bare)
    const verdict = bar === null ? '-' : `${bar.toFixed(2)} ${ratio >= bar ? 'met' : 'MISSED'}`
    const rates = `${Math.round(rate(offhook))} | ${Math.round(rate(bare))} | ${ratio.toFixed(2)} | ${verdict}`
    const times = `${cpu(offhook).toFixed(0)} | ${cpu(bare).toFixed(0)} | ${(cpu(bare) / cpu(offhook)).toFixed(2)}`
    console.log(`| ${name} | ${bytes} | ${rates} | ${times} |`)
  }
}

const pin = pinSelf()
const bare = await startChild<ServerReady>('bare', pin)
const server = await startChild<ServerReady>('server', pin)
try {
  print(await measure(server, bare))
  await server.ask('create', { count: 4000, model: 'T46U', keys: 8 })
  const rounds: Written[] = []
  for (let round = 0; round < ROUNDS; round++) rounds.push(await server.ask<Written>('write', 1000))
  const of = (figure: keyof Written) => median(rounds.map((written) => written[figure]))
  const worst = Math.max(...rounds.map(({ blocked }) => blocked))
  console.log(
    `\ndurable write at 10,000 phones, medians of ${ROUNDS} rounds: median ${of('median').toFixed(2)} ms (bar 5), p99 ${of('p99').toFixed(2)} ms; longest event-loop stop ${of('blocked').toFixed(1)} ms (bar 20), in CPU time of the process ${of('own').toFixed(1)} ms; longest of all rounds ${worst.toFixed(1)} ms`,
  )
} finally {
  server.stop()
  bare.stop()
}
const tried = await dryRunFigure()
console.log(
  `dry run of a codec change on ${tried.phones} phones: ${tried.ms} ms, ${tried.cpu} ms of CPU (bar 2000); longest event-loop stop ${tried.blocked} ms`,
)
