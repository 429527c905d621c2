import { randomBytes } from 'node:crypto'
import { createRedirectPort } from '../../src/rps/index.js'
import { createOutgoing, parseAllowedTargets } from '../../src/security/outgoing.js'
import { aimingStore, RedirectAim } from '../../src/service/redirect-aim.js'
import { RedirectWorker } from '../../src/service/redirect-worker.js'
import { openLowdbStore } from '../../src/store/lowdb.js'
import { sealerFor } from '../store/records.js'

// Re-points every phone of a data directory to a base URL and says so once that wish is durable; the work goes on
// until the process is killed or, with nothing left to do, asked to end.
const [dir = '', base = ''] = process.argv.slice(2)
const ports = { now: () => new Date(), random: randomBytes }
const addresses = async () => ({ http: base, https: null, safe: true, trusted: true })
const aim = new RedirectAim({ ports, addresses })
const store = aimingStore(await openLowdbStore({ dir, sealer: sealerFor('test') }), aim, addresses)
const worker = new RedirectWorker({
  store,
  ports,
  redirect: createRedirectPort({ outgoing: createOutgoing(parseAllowedTargets('127.0.0.1')), timeoutMs: 2000 }),
  onSettled: () => undefined,
  onError: (error) => console.error(error),
})
await store.transact((tx) => aim.aimAll(tx, 'public address'))
worker.start()
process.stdout.write('wanted\n')
process.on('SIGTERM', () => void worker.stop().then(() => store.close()))
