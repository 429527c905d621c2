import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'

const LONGEST_MS = 5
let busySince: number | null = null

/** Lets the event loop serve others once this turn of it has lasted too long; free of cost before that. */
export async function breathe(): Promise<void> {
  const now = performance.now()
  if (busySince === null) {
    busySince = now
    setImmediate(() => {
      busySince = null
    })
  } else if (now - busySince > LONGEST_MS) {
    await nextTurn()
  }
}

const SLICE_MS = 3
const LOOK_MS = 2
const PAUSE_MS = 25
/** Above this share of a moment, others are at work. */
const BUSY = 0.5
let workedSince: number | null = null

/**
 * For long work that nobody waits for: after a slice of some milliseconds the event loop is left alone for a moment,
 * and for longer where others kept it busy meanwhile.
 */
export async function giveWay(): Promise<void> {
  const now = performance.now()
  workedSince ??= now
  if (now - workedSince < SLICE_MS) return
  const before = performance.eventLoopUtilization()
  await sleep(LOOK_MS)
  if (performance.eventLoopUtilization(before).utilization > BUSY) await sleep(PAUSE_MS)
  workedSince = performance.now()
}
