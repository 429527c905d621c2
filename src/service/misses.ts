import { macInName } from '../catalogue/index.js'
import { networkOf } from '../security/addresses.js'
import { MissCounter, type MissLimits } from '../security/miss-counter.js'

/** Something an administrator should look at; words and counts only, never a secret. */
export interface Alarm {
  readonly kind:
    | 'misses_of_source'
    | 'misses_of_oui'
    | 'misses_of_all'
    | 'pin_guessing'
    | 'foreign_agent'
    | 'locked'
    | 'new_network'
  /** The address range, the OUI, the phone's id … the alarm is about. */
  readonly about: string
  readonly text: string
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** An office behind one address may have a few phones with dead addresses; twenty are a walk. */
const limitsFor = (perSource: number) => {
  const common = { windowMs: 10 * MINUTE, blockMs: MINUTE }
  return {
    source: { ...common, most: perSource, longestMs: HOUR, keys: 50_000 },
    oui: { ...common, most: perSource * 25, longestMs: HOUR, keys: 10_000 },
    // A whole fleet that lost its addresses at once must not be slowed for an hour.
    all: { ...common, most: perSource * 250, longestMs: 10 * MINUTE, keys: 1 },
  } satisfies Record<string, MissLimits>
}

const OF_ALL_KEY = 'all'

/**
 * Counts requests that proved nothing: per source, per OUI whoever asks (one walk from many addresses), and all
 * together. What is over a limit gets "too many requests" instead of "not found". Only refusals pass here, so it never
 * stands between a proven phone and its file, whoever shares its address.
 */
export class Misses {
  readonly #sources: MissCounter
  readonly #ouis: MissCounter
  readonly #all: MissCounter
  readonly #onAlarm: (alarm: Alarm) => void

  /** @param perSource misses forgiven per address in ten minutes; the other limits follow it. */
  constructor(onAlarm: (alarm: Alarm) => void, perSource: number, clock?: () => number) {
    const limits = limitsFor(perSource)
    this.#onAlarm = onAlarm
    this.#sources = new MissCounter(limits.source, clock)
    this.#ouis = new MissCounter(limits.oui, clock)
    this.#all = new MissCounter(limits.all, clock)
  }

  get blockedSources(): number {
    return this.#sources.blocked
  }

  /**
   * Counts a miss from the address for the name asked for. Nothing is looked up: the name alone tells the OUI, so the
   * answer is the same for a phone we have and one we do not have.
   * @param bare a phone's first request where phones log in: counted as part of a walk, not against its address.
   * @returns seconds to wait, 0 while every limit is kept.
   */
  count(source: string, file: string | undefined, bare = false): number {
    const oui = file === undefined ? undefined : macInName(file)?.slice(0, 6)
    const network = networkOf(source)
    const waits = [
      bare ? 0 : this.#tally(this.#sources, network, 'misses_of_source', `${network} asks for files without a proof`),
      oui === undefined ? 0 : this.#tally(this.#ouis, oui, 'misses_of_oui', `somebody walks through the OUI ${oui}`),
      this.#tally(this.#all, OF_ALL_KEY, 'misses_of_all', 'more requests without a proof than phones can explain'),
    ]
    return Math.ceil(Math.max(...waits) / 1000)
  }

  #tally(counter: MissCounter, key: string, kind: Alarm['kind'], text: string): number {
    const { wait, began } = counter.miss(key)
    if (began) this.#onAlarm({ kind, about: key, text })
    return wait
  }
}
