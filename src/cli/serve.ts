import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { Secret } from '../domain/secret.js'
import { createApp } from '../http/app.js'
import { createMetrics } from '../http/metrics.js'
import { createPhoneListener } from '../http/phone.js'
import { createListener, type Listening, listen } from '../http/server.js'
import { loadTemplates } from '../render/template.js'
import { createRedirectPort } from '../rps/index.js'
import { clientAddress } from '../security/addresses.js'
import { createServerIdentity } from '../security/ca.js'
import type { CertifiedKey } from '../security/certificate.js'
import { createSealer } from '../security/seal.js'
import { loadSecretKey } from '../security/secret-key.js'
import { tlsContextOptions } from '../security/tls.js'
import { createServices, type Services } from '../service/index.js'
import { install } from '../service/install.js'
import { openBlobs } from '../store/blobs.js'
import { openLowdbStore } from '../store/lowdb.js'
import type { Config } from './config.js'
import { packageRoot, version } from './package.js'

/** Room for finished answers: some ten thousand phones with files of usual size. */
const WARM_BYTES = 256 * 1024 * 1024

export interface Running {
  /** Base URLs of the listeners, as the ready line names them; null where a listener is off. */
  readonly http: string | null
  readonly https: string | null
  readonly services: Services
  /** The password of `admin`, when this was the first start and none was given. */
  readonly madePassword: Secret | undefined
  /** Finishes running requests, writes what waits and closes the store. */
  stop(): Promise<void>
}

const shown = (host: string): string =>
  host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') && !host.startsWith('[') ? `[${host}]` : host

/** The address phones would most likely use while nobody has said: the host if concrete, else the first external IPv4. */
function guessedHost(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return host
  const external = Object.values(networkInterfaces())
    .flat()
    .find((address) => address && !address.internal && address.family === 'IPv4')
  return external?.address ?? '127.0.0.1'
}

const urlsOf = (
  host: string,
  http: number | null,
  https: number | null,
): { http: string | null; https: string | null } => ({
  http: http === null ? null : `http://${shown(host)}:${http}`,
  https: https === null ? null : `https://${shown(host)}:${https}`,
})

/** The certificates of the TLS listener: from files, else of our own CA for every name phones and local checks use. */
async function certificatesFor(config: Config, ca: CertifiedKey, told: readonly string[]): Promise<CertifiedKey[]> {
  if (config.tls) {
    return [
      {
        certificate: readFileSync(config.tls.certificate, 'utf8'),
        key: new Secret(readFileSync(config.tls.key, 'utf8')),
      },
    ]
  }
  const names = [...new Set([...told, guessedHost(config.host), 'localhost', '127.0.0.1', '::1'])]
  const { rsa, ecdsa } = await createServerIdentity(ca, names)
  return [rsa, ecdsa]
}

/**
 * Starts the server: store, services, listeners, in this order.
 * @throws Error with one clear line when the data directory, a port or a file cannot be used.
 */
export async function startServer(config: Config, log: Logger): Promise<Running> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const sealer = createSealer(loadSecretKey({ env: config.secretKey, file: join(config.dataDir, 'secret.key') }))
  const store = await openLowdbStore({ dir: config.dataDir, sealer, log })
  const ports = { now: () => new Date(), random: randomBytes }
  const { ca, madePassword } = await install({
    store,
    ports,
    sipDomain: config.sipDomain,
    adminPassword: config.adminPassword,
  })
  const services = createServices({
    store,
    blobs: openBlobs(join(config.dataDir, 'uploads'), sealer),
    ports,
    templates: loadTemplates(join(packageRoot, 'templates'), join(config.dataDir, 'templates')),
    addresses: { configured: config.publicUrls, guessed: [], ownCa: config.tls === undefined },
    trustedNetworks: config.trustedNetworks,
    warmBytes: WARM_BYTES,
    onError: (error) => log.error({ err: error }, 'background work failed'),
    redirect: createRedirectPort(),
    onRedirect: ({ mac, service, goal, state, gone, answer }) =>
      log[state === 'failed' || state === 'conflict' ? 'warn' : 'info'](
        { event: 'redirect.settled', mac, service, goal, state, gone, answer },
        'redirect service answered',
      ),
  })

  const metrics = createMetrics({
    offhook_warm_entries: { help: 'Finished answers held', value: () => services.warm.size },
    offhook_warm_bytes: { help: 'Bytes of finished answers held', value: () => services.warm.bytes },
  })
  const source = (request: IncomingMessage): string => {
    const forwarded = request.headers['x-forwarded-for']
    return config.trustProxy.length === 0
      ? (request.socket.remoteAddress ?? '')
      : clientAddress(
          request.socket.remoteAddress ?? '',
          Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
          config.trustProxy,
        )
  }
  const phones = createPhoneListener({
    provision: services.provision,
    source,
    onServed: (_file, status) => metrics.fetched(status),
    onRefused: (details) => {
      metrics.refused()
      log.info({ event: 'phone.refused', ...details }, 'refused')
    },
    onError: (error) => log.error({ err: error }, 'a phone could not be answered'),
  })
  const listener = createListener(phones, createApp({ services, metrics, log, version, health: () => store.health() }))

  const open: Listening[] = []
  try {
    const at = async (
      port: number | null,
      tls?: Parameters<typeof listen>[1]['tls'],
    ): Promise<Listening | undefined> => {
      if (port === null) return undefined
      const listening = await listen(listener, { host: config.host, port, ...(tls ? { tls } : {}) })
      open.push(listening)
      return listening
    }
    const context = async () => tlsContextOptions(await certificatesFor(config, ca, await services.server.hostNames()))
    const http = (await at(config.httpPort))?.port ?? null
    const secure = await at(config.httpsPort, config.httpsPort === null ? undefined : await context())
    const https = secure?.port ?? null
    if (secure && !config.tls) services.server.onChange(async () => secure.setTls(await context()))
    const guessed = urlsOf(guessedHost(config.host), http, https)
    await services.server.setSource({
      configured: config.publicUrls,
      guessed: [guessed.http, guessed.https].filter((url) => url !== null),
      ownCa: config.tls === undefined,
    })
    if (!(await services.server.addresses()).safe) {
      log.warn(
        { guessed },
        'OFFHOOK_PUBLIC_URL is not set: files carry no provisioning URL until it is set or confirmed',
      )
    }
    await services.redirects.start()
    const stop = async (): Promise<void> => {
      await Promise.all(open.map((listening) => listening.close()))
      await services.redirects.stop()
      await services.noted.flush()
      await store.close()
    }
    return { ...urlsOf(config.host, http, https), services, madePassword, stop }
  } catch (error) {
    await Promise.all(open.map((listening) => listening.close()))
    await store.close()
    throw error
  }
}
