import { z } from 'zod'
import { DomainError } from '../domain/errors.js'
import type { Upstream, UpstreamReply, UpstreamRequest } from '../domain/ports.js'
import { Secret } from '../domain/secret.js'
import type { Outgoing } from '../security/outgoing.js'
import type { Credential, Credentials } from './credentials.js'
import { type Exchange, exchange, failed } from './exchange.js'

export interface UpstreamOptions {
  readonly outgoing: Outgoing
  /** Base URL of the PBX, without its `/api`. */
  readonly url: string
  readonly credentials: Credentials
  /** How long the PBX may keep silent, before its answer and within it, ms. */
  readonly timeoutMs: number
}

/** Headers of an answer that mean the same to our caller. */
const PASSED = [
  'content-type',
  'content-length',
  'content-disposition',
  'content-range',
  'accept-ranges',
  'etag',
  'last-modified',
  'retry-after',
]

/** A token is given back a little before it ends, so that none ends on its way. */
const EARLY_MS = 30_000

const loginReply = z.object({ access_token: z.string().min(1).max(4096), expires_in: z.number().positive() })

interface Held {
  readonly token: Secret
  readonly endsAt: number
}

/** A PBX with the API of the PortSIP dialect, spoken to with the credentials of whom a request is made for. */
export function createUpstream({ outgoing, url, credentials, timeoutMs }: UpstreamOptions): Upstream {
  const base = url.replace(/\/+$/, '')
  const held = new Map<string, Promise<Held>>()

  const ask = (target: string, options: Omit<Exchange, 'outgoing' | 'url' | 'timeoutMs'>): Promise<Response> =>
    exchange({ outgoing, url: new URL(`${base}/api${target}`), timeoutMs, ...options })

  async function login(credential: Exclude<Credential, { token: Secret }>): Promise<Held> {
    const form = new URLSearchParams({
      grant_type: 'password',
      username: credential.username,
      password: credential.password.reveal(),
      scope: 'all',
      client_id: 'offhook',
      ...(credential.domain === undefined ? {} : { domain: credential.domain }),
    })
    const response = await ask('/login/oauth/token', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
      body: form.toString(),
    })
    const reply = loginReply.safeParse(await response.json().catch(() => undefined))
    if (!response.ok || !reply.success) throw failed('the PBX refuses the login configured for this user')
    const { access_token, expires_in } = reply.data
    return { token: new Secret(access_token), endsAt: Date.now() + expires_in * 1000 - EARLY_MS }
  }

  async function tokenFor(as: string, credential: Credential): Promise<Secret> {
    if ('token' in credential) return credential.token
    // No waiting before the new login is held, so that requests at once share one.
    const known = held.get(as)
    if (known) {
      const { token, endsAt } = await known
      if (endsAt > Date.now()) return token
    }
    const asked = login(credential)
    held.set(as, asked)
    asked.catch(() => held.delete(as))
    return (await asked).token
  }

  async function send(request: UpstreamRequest, token: Secret): Promise<Response> {
    const { method, target, body } = request
    return ask(target, {
      method,
      headers: {
        Authorization: `Bearer ${token.reveal()}`,
        Accept: '*/*',
        'Accept-Encoding': 'identity',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      body,
    })
  }

  return {
    async call(request) {
      const as = request.as.toLowerCase()
      const credential = credentials.get(as)
      if (!credential) throw failed(`no credentials at the PBX are configured for ${as}`)
      let response = await send(request, await tokenFor(as, credential))
      if (response.status === 401 && !('token' in credential)) {
        // The PBX forgot the token; it did nothing yet, so asking again is safe for writes too.
        await response.body?.cancel()
        held.delete(as)
        response = await send(request, await tokenFor(as, credential))
      }
      return judged(response)
    },
  }
}

async function judged(response: Response): Promise<UpstreamReply> {
  const { status, headers, body } = response
  const json = /^application\/(?:[a-z.-]+\+)?json\b/i.test(headers.get('content-type') ?? '')
  if (response.ok || (status >= 400 && status < 500 && status !== 401 && json)) {
    // A length of what was compressed is not the length of what is passed on.
    const passed = PASSED.filter((name) => name !== 'content-length' || !headers.has('content-encoding'))
    return {
      status,
      headers: Object.fromEntries(
        passed.flatMap((name) => {
          const value = headers.get(name)
          return value === null ? [] : [[name, value]]
        }),
      ),
      body: body as UpstreamReply['body'],
    }
  }
  await body?.cancel()
  if (status === 404) throw new DomainError('not_found', 'the PBX does not know this')
  throw failed(
    status === 401 ? 'the PBX refuses the credentials configured for this user' : `the PBX answered with ${status}`,
  )
}
