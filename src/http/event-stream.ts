import type { Actor } from '../domain/permission.js'
import type { Secret } from '../domain/secret.js'
import type { NumberedEvent, Subscription } from '../service/events.js'
import type { Services } from '../service/index.js'

/** Proxies close what is silent, mostly after a minute; a client that is gone is noticed by writing to it. */
const HEARTBEAT_MS = 15_000
/** Heartbeats that found no room in a row before the listener counts as gone. */
const MOST_STALLED = 2
/** What may wait for one listener, bytes; what comes then stays in the common memory until it reads on. */
const MOST_WAITING = 64 * 1024
/** Events fetched from there at once. */
const BATCH = 50
/** How long a client waits before it comes again, milliseconds. */
const RETRY_MS = 3_000

const encoder = new TextEncoder()

const textOf = ({ id, at, kind, data }: NumberedEvent): string =>
  `id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify({ at, ...data })}\n\n`

/** Who listens, and where they were when they were last connected; null for one that begins now. */
export interface Listening {
  readonly actor: Actor
  readonly token: Secret
  readonly tenant: string | undefined
  readonly last: number | null
}

/** One listener's connection. It holds little itself: who falls behind reads on from what is kept for all. */
class Connection {
  readonly #services: Services
  readonly #listening: Listening
  #actor: Actor
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined
  #subscription: Subscription | undefined
  #watch: { look: () => void; end: () => void } | undefined
  #heartbeat: NodeJS.Timeout | undefined
  /** Everything up to here was sent; null while nothing has to be caught up with. */
  #behind: number | null
  #stalled = 0

  constructor(services: Services, listening: Listening) {
    this.#services = services
    this.#listening = listening
    this.#actor = listening.actor
    this.#behind = listening.last
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { events, tokens } = this.#services
    const { token, tenant, last } = this.#listening
    this.#controller = controller
    this.#send(`retry: ${RETRY_MS}\n\n`)
    if (last !== null && !events.since(last, this.#actor, 1).complete) {
      this.#send(`id: ${events.last}\nevent: reset\ndata: {}\n\n`)
      this.#behind = null
    }
    this.#subscription = events.subscribe(this.#actor, (event) => this.#happened(event))
    this.#watch = tokens.follow(token, tenant, (actor) => (actor ? this.#become(actor) : this.#finish()))
    this.#heartbeat = setInterval(() => this.#beat(), HEARTBEAT_MS).unref()
    events.ended.addEventListener('abort', this.#finish)
  }

  /** There is room again. */
  pull(): void {
    if (this.#behind === null) return
    const { events, complete, upTo } = this.#services.events.since(this.#behind, this.#actor, BATCH)
    if (!complete) {
      this.#drop('the listener reads too slowly')
      return
    }
    for (const event of events) this.#send(textOf(event))
    this.#behind = upTo === this.#services.events.last ? null : upTo
  }

  cancel(): void {
    this.#release()
  }

  #happened(event: NumberedEvent): void {
    if (this.#behind !== null) return
    if ((this.#controller?.desiredSize ?? 0) > 0) this.#send(textOf(event))
    else this.#behind = event.id - 1
  }

  #become(actor: Actor): void {
    this.#actor = actor
    this.#subscription?.become(actor)
  }

  #beat(): void {
    this.#watch?.look()
    if ((this.#controller?.desiredSize ?? 0) > 0) {
      this.#stalled = 0
      this.#send(': still here\n\n')
    } else if (++this.#stalled >= MOST_STALLED) this.#drop('the listener does not read')
  }

  #send(text: string): void {
    this.#controller?.enqueue(encoder.encode(text))
  }

  /** Breaks the connection off, so that the client knows that it must come again. */
  #drop(why: string): void {
    this.#release()
    this.#controller?.error(new Error(why))
    this.#controller = undefined
  }

  readonly #finish = (): void => {
    this.#release()
    this.#controller?.close()
    this.#controller = undefined
  }

  #release(): void {
    clearInterval(this.#heartbeat)
    this.#watch?.end()
    this.#subscription?.end()
    this.#services.events.ended.removeEventListener('abort', this.#finish)
  }
}

/**
 * Server-sent events (WHATWG HTML ch. 9.2) for one listener, until it leaves, its token ends, it reads too slowly or
 * the server stops. A listener that was away too long is told `reset`: what it shows must be read anew.
 */
export function eventStream(services: Services, listening: Listening): Response {
  const body = new ReadableStream<Uint8Array>(
    new Connection(services, listening),
    new ByteLengthQueuingStrategy({ highWaterMark: MOST_WAITING }),
  )
  return new Response(body, {
    // `X-Accel-Buffering` keeps nginx from collecting events before it passes them on.
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
  })
}
