import type { RequestListener } from 'node:http'
import type { TlsOptions } from 'node:tls'
import { type Listening, listen, SourceConnections } from '../http/server.js'
import { contains } from '../security/addresses.js'
import { LEGACY_TLS } from '../security/tls.js'
import type { Config } from './config.js'

/** Who is answered at which door. */
export interface Answering {
  /** Phones, and administration unless it has a port of its own. */
  readonly phones: RequestListener
  readonly administration: RequestListener
  /** Certificates and what else TLS needs; asked for again when the server's names change. */
  readonly tls: () => Promise<TlsOptions>
  readonly onHandshakeFailed: (source: string, reason: string) => void
}

export interface Doors {
  readonly http: number | null
  readonly https: number | null
  readonly admin: number | null
  readonly legacyTls: number | null
  /** Takes the certificates anew, for connections to come. */
  renewTls(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens every listener that is configured, or none.
 * @throws Error when a port cannot be had.
 */
export async function openDoors(config: Config, answering: Answering): Promise<Doors> {
  const { phones, administration, tls, onHandshakeFailed } = answering
  const connections = new SourceConnections(config.sourceConnections, (address) => contains(config.trustProxy, address))
  const open: Listening[] = []
  const renewals: (() => Promise<void>)[] = []
  const at = async (
    listener: RequestListener,
    host: string,
    port: number | null,
    options?: () => Promise<TlsOptions>,
  ) => {
    if (port === null) return null
    const secure = options && { tls: await options(), onHandshakeFailed }
    const listening = await listen(listener, { host, port, connections, ...secure })
    open.push(listening)
    if (options) renewals.push(async () => listening.setTls(await options()))
    return listening.port
  }
  const close = async (): Promise<void> => {
    await Promise.all(open.map((listening) => listening.close()))
  }
  const { host } = config
  try {
    return {
      http: await at(phones, host, config.httpPort),
      https: await at(phones, host, config.httpsPort, tls),
      admin: await at(administration, config.adminHost ?? host, config.adminPort, tls),
      legacyTls: await at(phones, host, config.legacyTlsPort, async () => ({ ...(await tls()), ...LEGACY_TLS })),
      renewTls: async () => {
        for (const renew of renewals) await renew()
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
