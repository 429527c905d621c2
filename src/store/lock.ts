import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { open, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { FILE_MODE } from './files.js'

/** Holds a data directory for this process, and no longer than the process lives. */
export interface Lock {
  release(): Promise<void>
}

const PID_FILE = 'lock.pid'

async function holder(dir: string): Promise<number | null> {
  const text = await readFile(join(dir, PID_FILE), 'utf8').catch(() => '')
  return /^\d+\n$/.test(text) ? Number(text) : null
}

async function inUse(dir: string): Promise<Error> {
  const pid = await holder(dir)
  return new Error(`data directory ${dir} is in use by ${pid === null ? 'another process' : `process ${pid}`}`)
}

const hasCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code

/**
 * Takes the data directory, given by its real path, for this process alone.
 * @throws Error naming the process that has it.
 */
export function lockFolder(dir: string, platform: NodeJS.Platform = process.platform): Promise<Lock> {
  return platform === 'linux' ? lockBySocket(dir) : lockByFile(dir)
}

/** The kernel frees an abstract socket's name with its process; the file beside it only names the holder. */
async function lockBySocket(dir: string): Promise<Lock> {
  const name = createHash('sha256').update(dir).digest('hex')
  const server = createServer((socket) => socket.destroy())
  server.unref()
  server.listen({ path: `\0offhook-${name}`, exclusive: true })
  try {
    await once(server, 'listening')
  } catch (error) {
    throw hasCode(error, 'EADDRINUSE') ? await inUse(dir) : error
  }
  const release = async () => {
    await rm(join(dir, PID_FILE), { force: true })
    server.close()
    await once(server, 'close')
  }
  try {
    await writeFile(join(dir, PID_FILE), `${process.pid}\n`, { mode: FILE_MODE })
  } catch (error) {
    server.close()
    throw error
  }
  return { release }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return hasCode(error, 'EPERM')
  }
}

async function lockByFile(dir: string): Promise<Lock> {
  const path = join(dir, PID_FILE)
  for (const lastTry of [false, true]) {
    try {
      const file = await open(path, 'wx', FILE_MODE)
      await file.writeFile(`${process.pid}\n`)
      await file.close()
      return { release: () => rm(path, { force: true }) }
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
      const pid = await holder(dir)
      // A file without a pid is being written by somebody else at this moment.
      if (lastTry || pid === null || isAlive(pid)) throw await inUse(dir)
      await rm(path, { force: true })
    }
  }
  throw await inUse(dir)
}
