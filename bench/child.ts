import { type ChildProcess, spawn } from 'node:child_process'
import { build } from 'esbuild'

/** A server in a process of its own that answers questions over the process channel. */
export interface Child<Ready> {
  readonly ready: Ready
  ask<T>(job: string, argument?: unknown): Promise<T>
  stop(): void
}

/** Bundles an entry of this folder and starts it on the first core, so that the load generator has the other. */
export async function startChild<Ready>(entry: string, pin: boolean): Promise<Child<Ready>> {
  const outdir = 'dist/bench'
  const outfile = `${outdir}/${entry}.js`
  await build({
    // The store looks for its thread beside the program.
    entryPoints: { [entry]: `bench/${entry}.ts`, 'fold-worker': 'src/store/fold-worker.ts' },
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
  })
  // As `npm start` runs the server; the bare one gets the same.
  const node = [process.execPath, '--max-semi-space-size=32', outfile]
  const command = pin ? ['taskset', '-c', '0', ...node] : node
  const child: ChildProcess = spawn(command[0] as string, command.slice(1), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let next = 1
  const reply = (id: number) => new Promise<never>((resolve, reject) => waiting.set(id, { resolve, reject }))
  const first = reply(0)
  child.on('message', (message: { id: number; result: never; error?: string }) => {
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.error) asked?.reject(new Error(message.error))
    else asked?.resolve(message.result)
  })
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`${entry} ended`))
  })
  const ready: Ready = await first
  return {
    ready,
    ask: (job, argument) => {
      const id = next++
      const answer = reply(id)
      child.send({ id, job, argument })
      return answer
    },
    stop: () => child.disconnect(),
  }
}
