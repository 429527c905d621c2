import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Upstream } from '../domain/ports.js'
import { Secret } from '../domain/secret.js'
import { createFollowPort } from '../follow/index.js'
import { apis } from '../http/apis.js'
import { createApp, takesFile } from '../http/app.js'
import { clientChain } from '../http/client-chain.js'
import { LineLimiter } from '../http/line-limiter.js'
import { createMetrics } from '../http/metrics.js'
import { administrationAt, createPhoneListener, FOR_PHONES } from '../http/phone.js'
import { createListener } from '../http/server.js'
import { compileTemplates, readTemplates } from '../render/template.js'
import { createRedirectPort } from '../rps/index.js'
import { clientAddress } from '../security/addresses.js'
import { createServerIdentity } from '../security/ca.js'
import type { CertifiedKey } from '../security/certificate.js'
import { readClientCas } from '../security/client-cas-file.js'
import { ClientCas } from '../security/client-certificate.js'
import { alsoHostOf, createOutgoing } from '../security/outgoing.js'
import { createSealer } from '../security/seal.js'
import { loadSecretKey } from '../security/secret-key.js'
import { ASK_FOR_CERTIFICATE, tlsContextOptions } from '../security/tls.js'
import { createServices, type Services } from '../service/index.js'
import { install } from '../service/install.js'
import { openBlobs } from '../store/blobs.js'
import { openLargeBlobs } from '../store/large-blobs.js'
import { openLedgerFile } from '../store/ledger-file.js'
import { openLowdbStore } from '../store/lowdb.js'
import { openServedFiles } from '../store/served-files.js'
import { createUpstream } from '../upstream/client.js'
import { readCredentials } from '../upstream/credentials.js'
import { type Config, ConfigError } from './config.js'
import { openDatagrams } from './datagrams.js'
import { type Doors, openDoors } from './listeners.js'
import { createNotifyPort } from './notify-port.js'
import { packageRoot, version } from './package.js'

/** Room for finished answers: some ten thousand phones with files of usual size. */
const WARM_BYTES = 256 * 1024 * 1024

/** Where `offhook ca trust` keeps the CAs of phones' certificates, below the data directory. */
export const CLIENT_CAS = 'client-cas.json'
/** Below the data directory: what happened between phones and us, and what they were served last. */
export const LEDGER = 'ledger'
export const SERVED = 'served'
/** Some fifty thousand phones with files of usual size. */
const SERVED_BYTES = 512 * 1024 * 1024
/** Firmware of the largest phones known takes a third of it. */
const LARGEST_ASSET = 512 * 1024 * 1024

export interface Running {
  /** Base URLs of the listeners, as the ready line names them; null where a listener is off. */
  readonly http: string | null
  readonly https: string | null
  /** UDP port of the TFTP server; null where it is off. */
  readonly tftpPort: number | null
  /** Of administration, where it has a port of its own, and of the listener for old phones. */
  readonly admin: string | null
  readonly legacyTls: string | null
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

function upstreamOf({ upstream, outgoingAllowed }: Config): Upstream | undefined {
  if (!upstream) return undefined
  const { url, credentials, timeoutMs } = upstream
  try {
    // Whoever configures a PBX means its host, wherever that is.
    const outgoing = createOutgoing(alsoHostOf(outgoingAllowed, url))
    return createUpstream({ outgoing, url, timeoutMs, credentials: readCredentials(readFileSync(credentials, 'utf8')) })
  } catch (error) {
    throw new ConfigError(`OFFHOOK_UPSTREAM_PBX_CREDENTIALS: ${(error as Error).message}`)
  }
}

/**
 * Starts the server: store, services, listeners, in this order.
 * @throws Error with one clear line when the data directory, a port or a file cannot be used.
 */
export async function startServer(config: Config, log: Logger): Promise<Running> {
  const upstream = upstreamOf(config)
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const sealer = createSealer(loadSecretKey({ env: config.secretKey, file: join(config.dataDir, 'secret.key') }))
  const store = await openLowdbStore({ dir: config.dataDir, sealer, log })
  const ports = { now: () => new Date(), random: randomBytes, upstream }
  const { ca, madePassword } = await install({
    store,
    ports,
    sipDomain: config.sipDomain,
    adminPassword: config.adminPassword,
  })
  const templateFolders = { shipped: join(packageRoot, 'templates'), own: join(config.dataDir, 'templates') }
  const clientCas = new ClientCas(readClientCas(join(config.dataDir, CLIENT_CAS)))
  const limiter = new LineLimiter((kind, suppressed) =>
    log.info({ event: 'log.suppressed', kind, suppressed }, 'more lines of this kind in the last minute'),
  )
  const ledgerFile = await openLedgerFile(join(config.dataDir, LEDGER), log)
  const servedFiles = await openServedFiles(join(config.dataDir, SERVED), sealer, SERVED_BYTES, log)
  const outgoing = createOutgoing(config.outgoingAllowed)
  const services = createServices({
    store,
    blobs: openBlobs(join(config.dataDir, 'uploads'), sealer),
    files: openLargeBlobs(join(config.dataDir, 'assets')),
    ledgerFile,
    servedFiles,
    largestAsset: LARGEST_ASSET,
    ports,
    templates: await compileTemplates(readTemplates(templateFolders.shipped), readTemplates(templateFolders.own)),
    templateFolders,
    addresses: { configured: config.publicUrls, guessed: [], ownCa: config.tls === undefined },
    trustedNetworks: config.trustedNetworks,
    clientCas,
    missLimit: config.missLimit,
    warmBytes: WARM_BYTES,
    onError: (error) => log.error({ err: error }, 'what was to be done in passing failed'),
    onAlarm: ({ kind, about, text }) => {
      metrics.alarmed(kind)
      // A phone that moved is news, not a danger: people take phones home.
      const level = kind === 'new_network' ? 'info' : 'warn'
      if (limiter.pass(`alarm ${kind}`)) log[level]({ event: 'alarm', kind, about }, text)
    },
    redirect: createRedirectPort({ outgoing }),
    onRedirect: ({ mac, service, goal, state, gone, answer }) =>
      log[state === 'failed' || state === 'conflict' ? 'warn' : 'info'](
        { event: 'redirect.settled', mac, service, goal, state, gone, answer },
        'redirect service answered',
      ),
    follow: createFollowPort({ outgoing }),
    onFollowed: ({ name, system }, { listed: _listed, ...run }) =>
      log[run.outcome === 'done' ? 'info' : 'warn'](
        { event: 'follower.run', name, system, ...run },
        'users of another system were looked at',
      ),
    notify: createNotifyPort(),
    onNotified: (outcome) => metrics.notified(outcome),
  })

  await services.assets.sweep()
  await services.placedUsers.start()

  const gauges = {
    offhook_warm_entries: { help: 'Finished answers held', value: () => services.warm.size },
    offhook_warm_bytes: { help: 'Bytes of finished answers held', value: () => services.warm.bytes },
    offhook_blocked_sources: {
      help: 'Addresses over the limit of misses',
      value: () => services.misses.blockedSources,
    },
  }
  const metrics = createMetrics(gauges, {
    offhook_ledger_lost_total: {
      help: 'Rows of the ledger that came faster than they could be kept',
      value: () => services.ledger.lost,
    },
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
    others: config.adminPort === null ? administrationAt(apis.map(({ base }) => base)) : FOR_PHONES,
    onServed: (_file, status) => metrics.fetched(status),
    certificates: (request) => clientChain(request, config.trustProxy),
    onRefused: (details) => {
      metrics.refused(details.throttled)
      const { source: from, reason, userAgent } = details
      if (limiter.pass(`refused ${from} ${reason}`))
        log.info({ event: 'phone.refused', ...details, userAgent: userAgent.slice(0, 256) }, 'refused')
    },
    onError: (error) => log.error({ err: error }, 'a phone could not be answered'),
  })
  const app = createApp({ apis, services, metrics, log, version, source, health: () => store.health() })

  let doors: Doors | undefined
  try {
    doors = await openDoors(config, {
      phones: createListener(phones, app, takesFile),
      administration: createListener(undefined, app, takesFile),
      tls: async () => ({
        ...tlsContextOptions(await certificatesFor(config, ca, await services.server.hostNames())),
        ...(clientCas.any ? ASK_FOR_CERTIFICATE : {}),
      }),
      onHandshakeFailed: (from, reason) => services.ledgerEntries.handshakeFailed(from, reason),
    })
    const { http, https, admin, legacyTls, renewTls, close } = doors
    if (!config.tls) services.server.onChange(renewTls)
    if (legacyTls !== null)
      log.warn({ port: legacyTls }, 'a listener for TLS 1.0 and 1.1 is open: for old phones alone')
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
    const datagrams = await openDatagrams(config, services, log)
    await services.redirects.start()
    services.followers.start()
    await services.fleet.start()
    services.notifier.start()
    const stop = async (): Promise<void> => {
      services.events.end()
      await datagrams.close()
      await close()
      services.automatic.stop()
      await services.notifier.stop()
      await services.redirects.stop()
      await services.followers.stop()
      await services.placedUsers.settle()
      await services.noted.flush()
      await services.fleet.stop()
      await services.registrations.flush()
      await services.ledger.flush()
      await services.bootGuard.settled()
      await services.served.flush()
      await ledgerFile.close()
      limiter.flush()
      await services.userFiles.collect()
      await services.templates.close()
      await store.close()
    }
    const secure = (host: string, port: number | null) => urlsOf(host, null, port).https
    return {
      ...urlsOf(config.host, http, https),
      tftpPort: datagrams.tftpPort,
      admin: secure(config.adminHost ?? config.host, admin),
      legacyTls: secure(config.host, legacyTls),
      services,
      madePassword,
      stop,
    }
  } catch (error) {
    await doors?.close()
    await ledgerFile.close()
    await store.close()
    throw error
  }
}
