import type { OffhookEvent } from '../domain/event.js'
import { type Actor, may, PERMISSIONS } from '../domain/permission.js'
import type { EventSink, Ports } from '../domain/ports.js'

/** An event with its place among all others. */
export interface NumberedEvent extends OffhookEvent {
  /** Rises with every event, also from one start of the server to the next. */
  readonly id: number
  /** RFC 3339, UTC. */
  readonly at: string
}

/** What is told again to a listener that was away. */
export interface Missed {
  readonly events: readonly NumberedEvent[]
  /** False where older events are forgotten: the listener must read anew what it shows. */
  readonly complete: boolean
  /** The number up to which nothing is left out. */
  readonly upTo: number
}

/** The tenant of what belongs to no tenant: told to the system administrator alone. */
export const OF_SERVER = ''

const MOST_KEPT = 10_000
/** Events of one start; the starts before it are counted above them. */
const OF_EPOCH = 2 ** 32

type Listener = (event: NumberedEvent) => void

export interface Subscription {
  /** From now on what this actor may know is told. */
  become(actor: Actor): void
  end(): void
}

/** Whether the event may be told to the actor. */
function concerns({ tenant_id, needs }: OffhookEvent, actor: Actor): boolean {
  if (tenant_id === OF_SERVER) return PERMISSIONS.every((permission) => may(actor, permission))
  return tenant_id === actor.tenant_id && needs.some((permission) => may(actor, permission))
}

/** What happens, told as it happens: in order, to those who may know. The newest are kept for listeners that come back. */
export class Events implements EventSink {
  readonly #ports: Ports
  readonly #onError: (error: unknown) => void
  readonly #subscribers = new Set<{ actor: Actor; readonly listener: Listener }>()
  readonly #first: number
  readonly #ended = new AbortController()
  #kept: NumberedEvent[] = []
  #forgotten = 0
  #last: number

  /** @param epoch how often this installation was started, this time included. */
  constructor(ports: Ports, epoch: number, onError: (error: unknown) => void) {
    this.#ports = ports
    this.#onError = onError
    this.#first = epoch * OF_EPOCH
    this.#last = this.#first
  }

  /** Aborted when the server stops: whoever listens on a connection of their own lets it go. */
  get ended(): AbortSignal {
    return this.#ended.signal
  }

  /** Nothing is told any more. */
  end(): void {
    this.#ended.abort()
  }

  /** The newest event's number. */
  get last(): number {
    return this.#last
  }

  emit(event: OffhookEvent): void {
    this.#last += 1
    const numbered: NumberedEvent = { id: this.#last, at: this.#ports.now().toISOString(), ...event }
    this.#kept.push(numbered)
    if (this.#kept.length >= 2 * MOST_KEPT) {
      this.#forgotten += this.#kept.length - MOST_KEPT
      this.#kept = this.#kept.slice(-MOST_KEPT)
    }
    for (const { actor, listener } of this.#subscribers) {
      if (!concerns(event, actor)) continue
      try {
        listener(numbered)
      } catch (error) {
        this.#onError(error)
      }
    }
  }

  /** What the actor may know of what happened after the event of that number, the oldest first, at most so many. */
  since(id: number, actor: Actor, most = Number.POSITIVE_INFINITY): Missed {
    const oldest = this.#first + this.#forgotten
    const complete = id >= oldest && id <= this.#last
    const events: NumberedEvent[] = []
    // Numbers have no gaps, so the place of the first is known.
    for (let at = complete ? id - oldest : 0; at < this.#kept.length; at++) {
      const event = this.#kept[at]
      if (!event || !concerns(event, actor)) continue
      events.push(event)
      if (events.length >= most) return { events, complete, upTo: event.id }
    }
    return { events, complete, upTo: this.#last }
  }

  /** Calls the listener with every event the actor may know, in order. It must not wait. */
  subscribe(actor: Actor, listener: Listener): Subscription {
    const subscriber = { actor, listener }
    this.#subscribers.add(subscriber)
    return {
      become: (other) => {
        subscriber.actor = other
      },
      end: () => void this.#subscribers.delete(subscriber),
    }
  }
}
