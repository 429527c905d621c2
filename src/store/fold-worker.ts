import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { fold } from './snapshot.js'

/** What the thread is told: it reads and writes by itself, and says so once the new snapshot is durable. */
export interface FoldOrder {
  readonly dir: string
  readonly first: number
  readonly next: number
}

// Nobody waits for a fold: where cores are few, fetches and writes go first. Elsewhere this would be the whole process.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

const { dir, first, next } = workerData as FoldOrder
await fold(dir, first, next)
parentPort?.postMessage('folded')
