import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { readConfig } from '../src/cli/config.js'
import { startServer } from '../src/cli/serve.js'
import { Problems } from '../src/domain/errors.js'
import type { Phone } from '../src/domain/model.js'
import { type Actor, PERMISSIONS } from '../src/domain/permission.js'
import { Secret } from '../src/domain/secret.js'

// The server under test, in a process of its own: a real one with its store, plus a door for the benchmark to
// create phones, change their records and measure writes.

const dir = mkdtempSync(join(tmpdir(), 'offhook-bench-'))
const config = readConfig(
  {},
  {
    OFFHOOK_DATA_DIR: dir,
    OFFHOOK_HOST: '127.0.0.1',
    OFFHOOK_HTTP_PORT: '0',
    OFFHOOK_HTTPS_PORT: '0',
    OFFHOOK_ADMIN_PASSWORD: 'benchmark',
    OFFHOOK_SIP_DOMAIN: 'pbx.example.net',
    OFFHOOK_PUBLIC_URL: 'http://127.0.0.1',
    OFFHOOK_LOG_LEVEL: 'silent',
  },
)
const running = await startServer(config, pino({ level: 'silent' }))
const { services } = running
const actor: Actor = {
  tenant_id: (await services.server.record()).default_tenant_id,
  user_id: null,
  permissions: new Set(PERMISSIONS),
}
const phones: Phone[] = []

interface Wanted {
  readonly count: number
  readonly model: string
  readonly keys: number
}

async function create({ count, model, keys }: Wanted): Promise<string[]> {
  const first = phones.length
  await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const n = 1000 + first + i
      const user = await services.users.create(
        actor,
        {
          sip_user: String(n),
          extension: String(n),
          sip_password: new Secret(`password-${n}`),
          display_name: `User ${n}`,
        },
        new Problems(),
      )
      const layout = Array.from({ length: keys }, (_unused, k) => ({
        position: k + 2,
        kind: 'blf' as const,
        value: String(1000 + k),
        label: `Colleague ${k}`,
      }))
      const mac = (0x001565000000 + first + i).toString(16).padStart(12, '0')
      phones.push(
        await services.phones.create(
          actor,
          { mac, vendor: 'yealink', model, lines: [{ user_id: user.id }], keys: layout },
          new Problems(),
        ),
      )
    }),
  )
  return phones.slice(first).map((phone) => `/p/${phone.token.secret.reveal()}/${phone.mac}.cfg`)
}

/** Changes the label of one key of every phone: each next fetch is a cold render. */
async function touch(round: number): Promise<void> {
  const change = async (phone: Phone) => {
    const keys = (phone.keys ?? []).map((key) => (key.position === 2 ? { ...key, label: `Round ${round}` } : key))
    await services.phones.update(actor, phone.id, { keys }, new Problems())
  }
  for (let from = 0; from < phones.length; from += 500) await Promise.all(phones.slice(from, from + 500).map(change))
}

/** The longest stops of the event loop until it is ended: as the clock saw them, and in CPU time of this process. */
function watchLoop(): () => { blocked: number; own: number } {
  let [blocked, own] = [0, 0]
  let last = performance.now()
  let used = process.cpuUsage()
  const pulse = setInterval(() => {
    const { user, system } = process.cpuUsage(used)
    blocked = Math.max(blocked, performance.now() - last)
    own = Math.max(own, (user + system) / 1000)
    last = performance.now()
    used = process.cpuUsage()
  }, 1)
  return () => {
    clearInterval(pulse)
    return { blocked, own }
  }
}

/** Durable writes one after another: ms each, and the longest time the event loop stood still meanwhile. */
async function write(count: number): Promise<{ median: number; p99: number; blocked: number; own: number }> {
  const times: number[] = []
  await new Promise((resolve) => setTimeout(resolve, 200))
  const stops = watchLoop()
  for (let i = 0; i < count; i++) {
    const phone = phones[(i * 7919) % phones.length] as Phone
    const start = performance.now()
    await services.phones.update(actor, phone.id, { serial_number: `S${i}` }, new Problems())
    times.push(performance.now() - start)
  }
  const longest = stops()
  times.sort((x, y) => x - y)
  return { median: times[count >> 1] ?? 0, p99: times[Math.floor(count * 0.99)] ?? 0, ...longest }
}

const jobs: Readonly<Record<string, (argument: never) => Promise<unknown>>> = {
  create,
  touch,
  write,
  cpu: async () => process.cpuUsage().user + process.cpuUsage().system,
}

process.on('message', ({ id, job, argument }: { id: number; job: string; argument: never }) => {
  jobs[job]?.(argument).then(
    (result) => process.send?.({ id, result }),
    (error: unknown) => process.send?.({ id, error: String(error) }),
  )
})
process.on('disconnect', () => {
  running.stop().finally(() => {
    rmSync(dir, { recursive: true, force: true })
    process.exit(0)
  })
})
process.send?.({
  id: 0,
  result: { http: running.http, https: running.https, ca: await services.server.caCertificate() },
})
