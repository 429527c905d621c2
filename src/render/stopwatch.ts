import { type EventLoopUtilization, performance } from 'node:perf_hooks'

/**
 * How much work another thread may have done since now, ms: the process's processor time without what this thread was
 * busy. By the clock alone, a thread that is not let run on a busy machine would pass for one that does not end.
 */
export function workElsewhere(): () => number {
  const used = process.cpuUsage()
  const busy: EventLoopUtilization = performance.eventLoopUtilization()
  return () => {
    const { user, system } = process.cpuUsage(used)
    return (user + system) / 1000 - performance.eventLoopUtilization(busy).active
  }
}
