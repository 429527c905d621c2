import { setImmediate as nextTurn } from 'node:timers/promises'

const LONGEST_MS = 8
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
