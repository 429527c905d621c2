import { setTimeout as pauseFor } from 'node:timers/promises'
import type { FollowSource } from '../domain/follower.js'
import type { Outgoing } from '../security/outgoing.js'
import { type Answered, NoAnswerError, retryAfter, type Sent, wholeAnswer } from '../security/whole-answer.js'
import { FollowError, type ForeignUser } from '../service/foreign-user.js'

/** An answer may not be larger, bytes; the most talkative API needs some 4,000 for a user. */
const LARGEST_ANSWER = 64 * 1024 * 1024
/** Whoever asks to be left alone for longer is asked again all the same, milliseconds. */
const LONGEST_REST = 24 * 60 * 60 * 1000
/** Whoever asks for less is waited for: a system with a limit would never be read to its end, milliseconds. */
const PATIENCE = 30_000

export interface WireOptions {
  readonly outgoing: Outgoing
  readonly signal: AbortSignal
  /** How long one call may take, milliseconds. */
  readonly timeoutMs: number
  readonly now: () => Date
  /** Waits some milliseconds. @throws when the signal says so. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<unknown>
}

export const pause: WireOptions['pause'] = (ms, signal) => pauseFor(ms, undefined, { signal })

/** One system: where its API begins, and who is there. */
export interface FollowedApi {
  /** The beginning of every path. */
  readonly root: string
  /** @throws FollowError when not everybody could be read. */
  users(wire: Wire): Promise<readonly ForeignUser[]>
}

export interface Call extends Omit<Sent, 'url' | 'method'> {
  readonly method?: 'GET' | 'POST'
  /** What stands behind the root of the API, with its query. */
  readonly path: string
}

/** The URL of an operation. People give the server's with the root of its API and without. */
function targetOf(base: string, root: string, path: string): string {
  if (!URL.canParse(base)) throw new FollowError('the URL is none')
  const { origin, pathname } = new URL(base)
  const stem = pathname.replace(/\/+$/, '')
  return `${origin}${stem.endsWith(root) ? stem : stem + root}${path}`
}

function reasonOf(status: number, path: string): string {
  if (status === 401 || status === 403) return ': it does not accept the credentials'
  if (status === 404) return `: it has no ${path.split('?')[0]}`
  if (status === 429) return ': it wants to be asked less'
  return status >= 300 && status < 400 ? ': a redirect is not followed' : ''
}

/** What a status that is no success means, in words that repeat nothing of the answer: it may hold passwords. */
function faultOf({ status, headers }: Answered, path: string, now: Date): FollowError {
  const after_ms = Math.min(retryAfter(headers, now) ?? 0, LONGEST_REST)
  return new FollowError(`the server answered ${status}${reasonOf(status, path)}`, after_ms)
}

/** The connection to one system: one call at a time, no redirect followed, whatever is no answer a FollowError. */
export class Wire {
  readonly source: FollowSource
  readonly root: string
  readonly options: WireOptions

  /** @param root the beginning of every path of the system's API. */
  constructor(source: FollowSource, root: string, options: WireOptions) {
    this.source = source
    this.root = root
    this.options = options
  }

  async #send({ method = 'GET', path, headers, ...rest }: Call): Promise<Answered> {
    try {
      const sent = { ...rest, method, url: targetOf(this.source.url, this.root, path) }
      return await wholeAnswer(
        { ...sent, headers: { Accept: 'application/json', ...headers } },
        { ...this.options, largest: LARGEST_ANSWER },
      )
    } catch (error) {
      if (!(error instanceof NoAnswerError)) throw error
      throw new FollowError(`the server ${error.message}`)
    }
  }

  /** The answer, or the one that comes once the server has been left alone for as long as it asks. */
  async #patient(call: Call): Promise<Answered> {
    const { now, pause, signal } = this.options
    for (let waited = 0; ; ) {
      const answer = await this.#send(call)
      const rest = answer.status === 429 ? retryAfter(answer.headers, now()) : undefined
      if (rest === undefined || waited + rest > PATIENCE) return answer
      waited += rest
      await pause(rest, signal).catch(() => {
        throw new FollowError('the reading was stopped')
      })
    }
  }

  #read(answer: Answered, path: string): unknown {
    if (answer.status < 200 || answer.status > 299) throw faultOf(answer, path, this.options.now())
    try {
      return JSON.parse(answer.text)
    } catch {
      throw new FollowError('the server answered something that is not JSON')
    }
  }

  /** The JSON of an answer. @throws FollowError. */
  async json(call: Call): Promise<unknown> {
    return this.#read(await this.#patient(call), call.path)
  }

  /** {@link json}, or undefined where the server says that there is no such thing. */
  async found(call: Call): Promise<unknown> {
    const answer = await this.#patient(call)
    return answer.status === 404 ? undefined : this.#read(answer, call.path)
  }
}
