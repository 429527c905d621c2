import { Worker } from 'node:worker_threads'
import { threadNamed } from '../domain/thread.js'
import type { Format } from './escape.js'
import type { SandboxAsked, SandboxOrder, SandboxSaid, SandboxTask } from './sandbox-worker.js'
import { workElsewhere } from './stopwatch.js'

/** What an administrator's templates may take. */
const SANDBOX_LIMITS = {
  /** Of work for one file, ms. */
  renderMs: 250,
  /** For one file by the clock, however little the thread is let run, ms. */
  longestMs: 5000,
  /** For everything the templates hold at once, MB. */
  memoryMb: 64,
  /** No file may be longer, characters; the largest shipped one is a tenth of this. */
  longest: 4 * 1024 * 1024,
  /** Of work for translating all templates once, ms. */
  compileMs: 3000,
  /** By the clock, for loading our own code into the thread and for that translation, ms. */
  startMs: 30_000,
  /** Files that may wait for their turn. */
  waiting: 200,
  /** A template that was stopped so many times running rests: it would keep all others waiting. */
  stops: 3,
  restMs: 10_000,
}

export type SandboxLimits = typeof SANDBOX_LIMITS

/** An administrator's template did not make its file; nothing of the file is in the text. */
class SandboxError extends Error {
  override readonly name = 'SandboxError'
}

type Heard = Exclude<SandboxSaid, { fault: string }>

interface Limit {
  /** ms of work. */
  readonly work: number
  /** ms by the clock. */
  readonly clock: number
}

/** How often the time is looked at. */
const CHECK_MS = 25

/** Young objects and the stack have limits of their own beside the memory that is named. */
const YOUNG_MB = 16
const STACK_MB = 4

/** The thread was ended in the middle of a file; the next file gets a new one. */
class StoppedError extends SandboxError {}

/**
 * Lays out an administrator's templates in one thread, one file after another. A template that takes too much time or
 * memory loses its thread, never the server its own.
 */
export class Sandbox {
  readonly #texts: ReadonlyMap<string, string>
  readonly #limits: SandboxLimits
  readonly #stops = new Map<string, { count: number; until: number }>()
  #thread: Worker | undefined
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0
  #closed = false

  constructor(texts: ReadonlyMap<string, string>, limits: Partial<SandboxLimits> = {}) {
    this.#texts = texts
    this.#limits = { ...SANDBOX_LIMITS, ...limits }
  }

  /** Files asked for and not yet made. */
  get waiting(): number {
    return this.#waiting
  }

  /** Starts the thread. @throws SandboxError naming the template that does not compile. */
  async start(): Promise<void> {
    await this.#alone(() => this.#started())
  }

  /**
   * One file; with a format, checked to be such a file.
   * @throws SandboxError when the template fails, takes too much, rests after that, or too many files wait.
   */
  async render(name: string, context: object, format?: Format): Promise<string> {
    const { waiting } = this.#limits
    if (this.#waiting >= waiting) throw new SandboxError(`template ${name}.hbs: ${waiting} files wait already`)
    return this.#alone(() => this.#watched({ name, context, format }))
  }

  /** Counts how often a template was stopped running, and lets it rest; those that wait for it rest with it. */
  async #watched(task: SandboxTask): Promise<string> {
    const { name } = task
    const { stops, restMs } = this.#limits
    const stopped = this.#stops.get(name)
    if (stopped && stopped.until > performance.now())
      throw new SandboxError(`template ${name}.hbs rests after ${stops} stops`)
    try {
      const text = await this.#lay(task)
      this.#stops.delete(name)
      return text
    } catch (error) {
      if (error instanceof StoppedError) {
        const count = (stopped?.count ?? 0) + 1
        this.#stops.set(name, { count, until: count < stops ? 0 : performance.now() + restMs })
      }
      throw error
    }
  }

  /** Ends the thread once what was asked before is made. */
  async close(): Promise<void> {
    await this.#alone(async () => {
      this.#closed = true
      await this.#thread?.terminate()
    })
  }

  #alone<T>(act: () => Promise<T>): Promise<T> {
    this.#waiting += 1
    const result = this.#last.then(act).finally(() => {
      this.#waiting -= 1
    })
    this.#last = result.catch(() => undefined)
    return result
  }

  async #started(): Promise<Worker> {
    if (this.#closed) throw new SandboxError('the templates were replaced')
    if (this.#thread) return this.#thread
    const { memoryMb, longest, compileMs, startMs } = this.#limits
    const { script, options } = threadNamed('sandbox-worker', import.meta.url)
    const order: SandboxOrder = { texts: this.#texts, longest }
    const thread = new Worker(script, {
      ...options,
      workerData: order,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_MB, stackSizeMb: STACK_MB },
      stdout: true,
      stderr: true,
    })
    this.#thread = thread
    thread.unref()
    // What the engine would like to print goes nowhere; an error that nobody waits for is told at the next file.
    thread.stdout.resume()
    thread.stderr.resume()
    thread.on('error', () => undefined)
    thread.once('exit', () => {
      if (this.#thread === thread) this.#thread = undefined
    })
    try {
      await this.#heard(thread, { work: startMs, clock: startMs }, 'templates do not load')
      await this.#ask(thread, 'compile', { work: compileMs, clock: startMs }, 'templates do not compile')
    } catch (error) {
      await this.#end(thread)
      throw error
    }
    return thread
  }

  async #lay(task: SandboxTask): Promise<string> {
    const thread = await this.#started()
    const { renderMs, longestMs } = this.#limits
    const limit = { work: renderMs, clock: longestMs }
    const said = await this.#ask(thread, task, limit, `template ${task.name}.hbs is stopped`)
    return typeof said === 'string' ? '' : said.text
  }

  #ask(thread: Worker, asked: SandboxAsked, limit: Limit, what: string): Promise<Heard> {
    thread.postMessage(asked)
    return this.#heard(thread, limit, what)
  }

  /** The next thing the thread says. @throws SandboxError its fault; StoppedError when the thread had to be ended. */
  async #heard(thread: Worker, { work, clock }: Limit, what: string): Promise<Heard> {
    let timer: NodeJS.Timeout | undefined
    const ended = new AbortController()
    const began = performance.now()
    const worked = workElsewhere()
    try {
      return await new Promise((resolve, reject) => {
        const stop = (why: string) => reject(new StoppedError(`${what}: ${why}`))
        const heard = (said: SandboxSaid) =>
          typeof said === 'object' && 'fault' in said ? reject(new SandboxError(said.fault)) : resolve(said)
        const failed = ({ code, message }: Error & { code?: string }) =>
          stop(code === 'ERR_WORKER_OUT_OF_MEMORY' ? `it takes more than ${this.#limits.memoryMb} MB` : message)
        const exited = () => stop('its thread ended')
        thread.once('message', heard).once('error', failed).once('exit', exited)
        ended.signal.addEventListener('abort', () => {
          thread.off('message', heard).off('error', failed).off('exit', exited)
        })
        timer = setInterval(() => {
          const late = performance.now() - began >= clock
          if (late || worked() >= work) stop(`it takes more than ${late ? clock : work} ms`)
        }, CHECK_MS)
      })
    } catch (error) {
      if (error instanceof StoppedError) await this.#end(thread)
      throw error
    } finally {
      clearInterval(timer)
      ended.abort()
    }
  }

  async #end(thread: Worker): Promise<void> {
    if (this.#thread === thread) this.#thread = undefined
    await thread.terminate()
  }
}
