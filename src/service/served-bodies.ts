import type { ServedFiles } from '../store/served-files.js'
import type { Store } from '../store/store.js'

interface Waiting {
  readonly phone_id: string
  readonly file: string
  readonly fingerprint: string
  readonly body: Buffer
}

const WRITE_MS = 500
/** Bodies held until they are written, bytes; beyond that the newest is let go, and a diff is one fetch behind. */
const MOST_WAITING = 64 * 1024 * 1024
const PHONE = /^phones\/(.+)$/

/** What each phone was served last, for a diff against what it has. Nothing is compressed or written on a fetch's road. */
export class ServedBodies {
  readonly #files: ServedFiles
  readonly #onError: (error: unknown) => void
  readonly #waiting = new Map<string, Waiting>()
  #bytes = 0
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(files: ServedFiles, store: Store, onError: (error: unknown) => void) {
    this.#files = files
    this.#onError = onError
    // What a deleted phone had holds its secrets and is of no more use.
    store.onCommit((touched) => {
      const ids = [...touched].flatMap((key) => PHONE.exec(key)?.[1] ?? [])
      if (ids.length > 0) this.#then(() => this.#forgetGone(store, ids))
    })
  }

  /** A phone is being served this body. Costs a look-up where it was served the same last time. */
  offer(phone_id: string, file: string, fingerprint: string, body: Buffer): void {
    const key = `${phone_id}/${file.toLowerCase()}`
    if (!this.#waiting.has(key) && this.#files.has(phone_id, file, fingerprint)) return
    const replaced = this.#waiting.get(key)
    if (this.#bytes - (replaced?.body.length ?? 0) + body.length > MOST_WAITING) return
    this.#bytes += body.length - (replaced?.body.length ?? 0)
    this.#waiting.set(key, { phone_id, file, fingerprint, body })
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_MS).unref()
  }

  /** The body of the file as the phone was served it last. */
  async bodyOf(phone_id: string, file: string): Promise<Buffer | undefined> {
    const waiting = this.#waiting.get(`${phone_id}/${file.toLowerCase()}`)
    return waiting?.body ?? this.#files.get(phone_id, file)
  }

  /** Writes what waits; resolves when it is written. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    return this.#then(() => this.#write())
  }

  #then(work: () => Promise<void>): Promise<void> {
    this.#writing = this.#writing.then(work).catch(this.#onError)
    return this.#writing
  }

  async #write(): Promise<void> {
    for (const [key, waiting] of [...this.#waiting]) {
      const { phone_id, file, fingerprint, body } = waiting
      await this.#files.put(phone_id, file, fingerprint, body).catch(this.#onError)
      // A newer one may have taken its place while this was written.
      if (this.#waiting.get(key) !== waiting) continue
      this.#waiting.delete(key)
      this.#bytes -= body.length
    }
  }

  async #forgetGone(store: Store, ids: readonly string[]): Promise<void> {
    for (const id of ids) if (!(await store.get('phones', id))) await this.#files.forget(id)
  }
}
