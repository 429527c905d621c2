import type { Logger } from 'pino'
import type { Services } from '../service/index.js'
import { openPnp, PNP_GROUP } from '../sip/pnp.js'
import { openTftp } from '../tftp/server.js'
import type { Config } from './config.js'

/** The ways in beside HTTP, each off unless configured. */
export interface DatagramPorts {
  readonly tftpPort: number | null
  close(): Promise<void>
}

/** A file as a TFTP client of a trusted network gets it. */
async function fetchFor(services: Services, file: string, source: string): Promise<Buffer | undefined> {
  // Many clients write the name as a path; one leading slash is all that may stand before a plain name.
  const url = `/${file.replace(/^\//, '')}`
  const request = {
    url,
    source,
    method: 'GET',
    userAgent: '',
    host: undefined,
    authorization: undefined,
    certificates: [],
  }
  const answer = await services.provision.fetch(request)
  const body = answer.kind === 'file' ? answer.entry.body : undefined
  services.provision.answered(request, answer, { status: body ? 200 : 404, bytes: body?.length ?? 0 })
  return body
}

/**
 * Opens what the configuration asks for.
 * @throws Error when a port or the multicast group cannot be had.
 */
export async function openDatagrams(config: Config, services: Services, log: Logger): Promise<DatagramPorts> {
  const onError = (error: unknown) => log.error({ err: error }, 'a phone could not be answered')
  const tftp =
    config.tftpPort === null
      ? undefined
      : await openTftp({
          host: config.host,
          port: config.tftpPort,
          networks: config.trustedNetworks,
          fetch: (file, source) => fetchFor(services, file, source),
          onError,
        })
  const { networks, port, interface: address } = config.pnp
  try {
    const closePnp =
      networks.length === 0
        ? undefined
        : await openPnp({
            group: PNP_GROUP,
            port,
            ...(address === undefined ? {} : { interface: address }),
            networks,
            urlFor: async (knock) => {
              const url = await services.knocks.urlFor(knock.mac)
              const { mac, vendor, model, firmware, source } = knock
              const userAgent = `${vendor} ${model} ${firmware}`.slice(0, 256)
              services.ledgerEntries.knocked({ mac, source, userAgent }, url !== undefined)
              log.info({ event: 'phone.knocked', ...knock, answered: url !== undefined }, 'a phone asked by multicast')
              return url
            },
            now: () => new Date(),
            onError,
          })
    return {
      tftpPort: tftp?.port ?? null,
      close: async () => {
        closePnp?.()
        await tftp?.close()
      },
    }
  } catch (error) {
    await tftp?.close()
    throw error
  }
}
