import { answerChallenge } from './credentials.js'
import type { PhoneMemory } from './memory.js'
import type { Answer, Personality, Visit } from './personality.js'
import type { RequestReport } from './report.js'
import { type Transport, Untrusted, type WireAnswer } from './transport.js'
import { parseUrl, showUrl } from './urls.js'

export interface CourierOptions {
  readonly personality: Personality
  readonly memory: PhoneMemory
  readonly transport: Transport
  /** PEM certificates the phone left the factory with. */
  readonly factoryStore: readonly string[]
  readonly insecure: boolean
  readonly timeoutMs: number
}

interface Sending {
  readonly method: string
  readonly url: URL
  readonly userAgent: string
  readonly body?: string
  readonly authorization?: string
}

/** Carries the requests of one run: trust, credentials, and the list of what was asked. */
export class Courier {
  readonly requests: RequestReport[] = []
  /** Servers refused since {@link forget}. */
  readonly refusals = new Set<string>()
  readonly #options: CourierOptions

  constructor(options: CourierOptions) {
    this.#options = options
  }

  forget(): void {
    this.refusals.clear()
  }

  /** Opens one go at a server. */
  visit(mode: Visit['mode'], base: string, problem: (text: string) => void): Visit {
    const { memory } = this.#options
    return {
      memory,
      mode,
      base,
      problem,
      get: async (url, options = {}) => {
        const answer = await this.#exchange('GET', url, options.userAgent)
        if (!answer.body || options.as === undefined) return answer
        const unchanged = memory.keep(options.as, answer.body)
        const logged = this.requests.pop()
        if (logged) this.requests.push({ ...logged, unchanged })
        return { ...answer, unchanged }
      },
      send: (method, url, options = {}) => this.#exchange(method, url, options.userAgent, options.body),
    }
  }

  async #exchange(method: string, text: string, userAgent?: string, body?: string): Promise<Answer> {
    const { personality, memory } = this.#options
    const parsed = parseUrl(text)
    if (!parsed || !/^https?:$/.test(parsed.url.protocol)) return this.#failed(method, text, 'is no http or https URL')
    const { url, embedded } = parsed
    const sending = {
      method,
      url,
      userAgent: userAgent ?? personality.userAgent(memory),
      ...(body === undefined ? {} : { body }),
    }
    try {
      let answer = await this.#send(sending)
      const credentials = embedded ?? personality.credentials(memory)
      if (answer.status === 401 && credentials) {
        const authorization = answerChallenge(answer.challenges, method, url.pathname + url.search, credentials)
        if (authorization) answer = await this.#send({ ...sending, authorization })
      }
      const ok = answer.status >= 200 && answer.status < 300
      const failure = ok ? '' : `${method} ${url.href} answered ${answer.status}`
      return { status: answer.status, body: answer.status === 200 ? answer.body : undefined, unchanged: false, failure }
    } catch (error) {
      const why = (error as Error).message
      if (error instanceof Untrusted) this.refusals.add(why)
      return this.#failed(method, url.href, error instanceof Untrusted ? `refused: ${why}` : `got no answer (${why})`)
    }
  }

  #failed(method: string, url: string, why: string): Answer {
    this.requests.push({ method, url: showUrl(url), status: 0, unchanged: false })
    return { status: 0, body: undefined, unchanged: false, failure: `${method} ${showUrl(url)} ${why}` }
  }

  async #send({ method, url, userAgent, body, authorization }: Sending): Promise<WireAnswer> {
    const { personality, memory, transport, factoryStore, insecure, timeoutMs } = this.#options
    const trust = personality.trust(memory)
    const answer = await transport({
      method,
      url,
      headers: {
        'user-agent': userAgent,
        accept: '*/*',
        connection: 'close',
        ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
        ...(authorization === undefined ? {} : { authorization }),
      },
      ...(body === undefined ? {} : { body }),
      timeoutMs,
      authorities: [...(trust.builtin ? factoryStore : []), ...trust.custom],
      check: insecure ? 'none' : trust.check,
    })
    this.requests.push({ method, url: url.href, status: answer.status, unchanged: false })
    return answer
  }
}
