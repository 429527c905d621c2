import { client as hawk } from 'hawk'
import type { Mac } from '../domain/mac.js'
import { type RedirectClient, RedirectFault, type RedirectOutcome } from '../domain/redirect.js'
import type { Answered, Sent } from '../security/whole-answer.js'
import { hawkCredentials } from './credentials.js'
import { type Json, jsonOf, rowsOf, textIn, wordsOf } from './json.js'
import { faultOf, oneByOne, type Wire } from './wire.js'

/** What the API must be asked once before an endpoint can be written. */
interface Places {
  /** Id of the setting that holds the provisioning URL. */
  readonly setting: string
  /** Address of the account's endpoints. */
  readonly endpoints: string
}

const NEXT = /<([^>]+)>\s*;\s*rel="?next"?/i

/** The refusals that mean another account has the MAC (snom.md 7.2). */
const foreign = (words: string): boolean =>
  /taken_mac_or_forbidden/.test(words) || (/permission/i.test(words) && /endpoint/i.test(words))

/**
 * SRAPS, and Gigaset's GRAPE, which is the same API (snom.md 7.2, yealink.md 8.3). An endpoint is written whole, so a
 * new URL replaces the old one in place.
 * @param parameter the setting that holds the provisioning URL: `setting_server` or `ProvisioningServer`
 */
export function sraps(wire: Wire, parameter: string): RedirectClient {
  let places: Promise<Places> | undefined

  const send = (method: Sent['method'], url: string, body?: unknown): Promise<Answered> => {
    const payload = body === undefined ? '' : JSON.stringify(body)
    const contentType = body === undefined ? '' : 'application/json'
    const { header } = hawk.header(url, method, {
      credentials: hawkCredentials(wire.credentials),
      timestamp: Math.floor(wire.options.now().getTime() / 1000),
      nonce: wire.options.random(16).toString('base64url'),
      payload,
      contentType,
    })
    return wire.send({
      method,
      url,
      headers: {
        Accept: 'application/json',
        Authorization: header,
        ...(contentType ? { 'Content-Type': contentType } : {}),
      },
      ...(body === undefined ? {} : { body: payload }),
    })
  }

  const fault = (answer: Answered): RedirectFault => {
    const words = wordsOf(answer, ['message', 'error', 'detail'])
    return foreign(words)
      ? new RedirectFault({ kind: 'conflict', text: words })
      : faultOf(answer, wire.options.now(), words)
  }

  const get = async (url: string): Promise<{ body: unknown; answer: Answered }> => {
    const answer = await send('GET', url)
    if (answer.status !== 200) throw fault(answer)
    return { body: jsonOf(answer), answer }
  }

  /** A link of an answer; one that leads to another host is not followed with our key. */
  const linked = (link: unknown, from: string): string => {
    const url = typeof link === 'string' && URL.canParse(link, from) ? new URL(link, from) : undefined
    if (url === undefined || url.host !== new URL(wire.base).host)
      throw new RedirectFault({ kind: 'later', text: 'the service answered without a link to follow', wide: true })
    return url.href
  }

  const pages = async (url: string, what: string): Promise<Json[]> => {
    const rows: Json[] = []
    const seen = new Set<string>()
    for (let at: string | undefined = url; at !== undefined && !seen.has(at); ) {
      seen.add(at)
      const { body, answer }: { body: unknown; answer: Answered } = await get(at)
      rows.push(...rowsOf(body, what))
      const next: string | undefined = NEXT.exec(answer.headers.get('link') ?? '')?.[1]
      at = next === undefined ? undefined : linked(next, at)
    }
    return rows
  }

  const links = async (url: string): Promise<Json> => ((await get(url)).body as Json | null)?.links as Json

  const look = async (): Promise<Places> => {
    const settings = await pages(new URL('settings/?page_size=1000', wire.base).href, 'settings')
    const setting = settings.find((row) => row.param_name === parameter)
    if (setting === undefined || typeof setting.uuid !== 'string')
      throw new RedirectFault({ kind: 'refused', text: `the service has no setting ${parameter}`, wide: true })
    const token = new URL(`tokens/${encodeURIComponent(wire.credentials.user)}`, wire.base).href
    const company = linked((await links(token))?.company, token)
    const endpoints = linked((await links(company))?.endpoints, company)
    return { setting: setting.uuid, endpoints: endpoints.endsWith('/') ? endpoints : `${endpoints}/` }
  }

  const known = async (): Promise<Places> => {
    const asked = places ?? look()
    places = asked
    try {
      return await asked
    } catch (error) {
      if (places === asked) places = undefined
      throw error
    }
  }

  const urlIn = (row: Json, setting: string): string => {
    const manager = row.settings_manager as Readonly<Record<string, { value?: unknown }>> | undefined
    const value = manager?.[setting]?.value
    return typeof value === 'string' ? value : ''
  }

  const put = async (mac: Mac, url: string): Promise<RedirectOutcome> => {
    const { setting, endpoints } = await known()
    const answer = await send('PUT', `${endpoints}${mac}`, {
      mac,
      autoprovisioning_enabled: true,
      settings_manager: { [setting]: { value: url, attrs: { perm: 'RW' } } },
    })
    if (answer.status < 200 || answer.status > 299) throw fault(answer)
    // What comes back, where anything does, is the entry as it now stands; half of it is no acknowledgement.
    if (answer.text !== '') jsonOf(answer)
    return { kind: 'done', text: `HTTP ${answer.status}` }
  }

  return {
    register: (entries) => oneByOne(entries, ({ mac, url }) => put(mac, url)),
    unregister: (entries) =>
      oneByOne(entries, async ({ mac }) => {
        const { endpoints } = await known()
        const answer = await send('DELETE', `${endpoints}${mac}`)
        const done = (answer.status >= 200 && answer.status < 300) || answer.status === 404
        if (!done) throw fault(answer)
        if (answer.status !== 404 && answer.text !== '') jsonOf(answer)
        return { kind: 'done', text: `HTTP ${answer.status}` }
      }),
    read: async (mac) => {
      const { endpoints, setting } = await known()
      const answer = await send('GET', `${endpoints}${mac}`)
      if (answer.status === 404) return { kind: 'absent' }
      if (answer.status !== 200) {
        const wrong = fault(answer)
        if (wrong.outcome.kind === 'conflict') return { kind: 'elsewhere' }
        throw wrong
      }
      return { kind: 'ours', url: urlIn(jsonOf(answer) as Json, setting) }
    },
    // Lists name the endpoints; what an endpoint's settings are, only its own address is sure to tell.
    list: async () => {
      const { endpoints } = await known()
      return (await pages(`${endpoints}?page_size=1000`, 'endpoints')).map((row) => ({
        mac: textIn(row, 'mac') ?? '',
        url: null,
      }))
    },
    check: async () => {
      const { endpoints } = await known()
      const rows = await pages(`${endpoints}?page_size=1000`, 'endpoints')
      return { ok: true, text: 'the credentials work', devices: rows.length }
    },
  }
}
