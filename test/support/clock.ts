import { randomBytes } from 'node:crypto'
import type { Ports } from '../../src/domain/ports.js'

export interface TestClock extends Ports {
  /** Lets time pass, seconds. */
  pass(seconds: number): void
}

/** Ports whose time stands still until it is told to pass. */
export function testClock(): TestClock {
  let now = Date.UTC(2026, 0, 1)
  return {
    now: () => new Date(now),
    random: randomBytes,
    pass: (seconds) => {
      now += seconds * 1000
    },
  }
}
