import { setTimeout } from 'node:timers/promises'
import { followBench, people } from './follow-bench.js'

// Runs the followers of a data directory until the process is killed or asked to end, with a dot for every commit.
// Reading takes a moment, as it does over a wire.
const [dir = '', count = '0'] = process.argv.slice(2)
const bench = await followBench(dir, async (_source, signal) => {
  await setTimeout(20, undefined, { signal })
  return people(Number(count))
})
bench.store.onCommit(() => void process.stdout.write('.'))
bench.followers.start()
process.on('SIGTERM', () => void bench.close())
