import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'

/** A figure that others keep, read whenever somebody asks. */
type Kept = Readonly<Record<string, { readonly help: string; readonly value: () => number }>>

/** Counters and gauges of one server. Labels are names from the catalogue and route templates, never a MAC or a token. */
export interface Metrics {
  readonly registry: Registry
  fetched(status: 200 | 304): void
  refused(throttled: boolean): void
  alarmed(kind: string): void
  notified(outcome: string): void
  called(route: string, status: number): void
}

/** @param totals what only grows while the server runs. */
export function createMetrics(gauges: Kept, totals: Kept = {}): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const fetches = new Counter({
    name: 'offhook_phone_fetches_total',
    help: 'Answers to phones',
    labelNames: ['status'],
    registers: [registry],
  })
  const refusals = new Counter({
    name: 'offhook_phone_refusals_total',
    help: 'Requests without a proof, or for no file of ours',
    registers: [registry],
  })
  const throttled = new Counter({
    name: 'offhook_phone_throttled_total',
    help: 'Refusals beyond the limit of misses, answered with 429',
    registers: [registry],
  })
  const alarms = new Counter({
    name: 'offhook_alarms_total',
    help: 'What an administrator should look at: walks through MACs, secrets in foreign hands',
    labelNames: ['kind'],
    registers: [registry],
  })
  const notifies = new Counter({
    name: 'offhook_notifies_total',
    help: 'Phones asked to fetch or restart, by how that ended',
    labelNames: ['outcome'],
    registers: [registry],
  })
  const calls = new Counter({
    name: 'offhook_api_requests_total',
    help: 'API requests',
    labelNames: ['route', 'status'],
    registers: [registry],
  })
  for (const [name, { help, value }] of Object.entries(gauges)) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value())
      },
    })
  }
  for (const [name, { help, value }] of Object.entries(totals)) {
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset()
        this.inc(value())
      },
    })
  }
  // A label object per fetch costs as much as the fetch; counters with fixed labels are made once.
  const served = fetches.labels('200')
  const unchanged = fetches.labels('304')
  return {
    registry,
    fetched: (status) => (status === 304 ? unchanged : served).inc(),
    refused: (over) => {
      refusals.inc()
      if (over) throttled.inc()
    },
    alarmed: (kind) => alarms.inc({ kind }),
    notified: (outcome) => notifies.inc({ outcome }),
    called: (route, status) => calls.inc({ route, status: String(status) }),
  }
}
