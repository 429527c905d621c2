import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { apiOf, type TestApi } from './client.js'
import { environmentOf } from './server.js'

export interface ChildServer {
  readonly base: string
  readonly api: TestApi
  /** Ends the process and waits for that. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>
}

/** A whole server in a process of its own, which can be killed. */
export async function startChildServer(dir: string, env: Readonly<Record<string, string>> = {}): Promise<ChildServer> {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'serve'], {
    env: { PATH: process.env.PATH ?? '', ...environmentOf(dir), OFFHOOK_LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  const [ready] = child.stdout ? await once(child.stdout, 'data') : []
  const base = /http=(\S+)/.exec(String(ready))?.[1] ?? ''
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal)
    await closed
  }
  return { base, api: await apiOf({ base }), end }
}
