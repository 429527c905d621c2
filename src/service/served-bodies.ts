import { giveWay } from '../store/breathe.js'
import type { ServedFiles } from '../store/served-files.js'
import { type Store, touchedBehind } from '../store/store.js'
import type { RenderedFile } from './files.js'
import { keepMainMark } from './reboot-mark.js'

interface Waiting {
  readonly phone_id: string
  readonly file: string
  readonly fingerprint: string
  /** Absent where there was no room for it: it is made again when it is its turn. */
  readonly body: Buffer | undefined
}

interface ServedBodiesDeps {
  readonly files: ServedFiles
  readonly store: Store
  /** The file as the phone would get it now. */
  readonly remake: (phone_id: string, file: string) => Promise<RenderedFile | undefined>
  readonly onError: (error: unknown) => void
}

const WRITE_MS = 500
/** Bodies held until they are written, bytes. More of them, held for seconds, keep the garbage collector busy. */
const MOST_WAITING = 16 * 1024 * 1024

/** What each phone was served last, for a diff against what it has. Nothing is compressed or written on a fetch's road. */
export class ServedBodies {
  readonly #deps: ServedBodiesDeps
  readonly #waiting = new Map<string, Waiting>()
  #bytes = 0
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(deps: ServedBodiesDeps) {
    this.#deps = deps
    // What a deleted phone had holds its secrets and is of no more use.
    deps.store.onCommit((touched) => {
      const ids = touchedBehind(touched, 'phones/')
      if (ids.length > 0) this.#then(() => this.#forgetGone(ids))
    })
  }

  /** A phone is being served this body. Costs a look-up where it was served the same last time. */
  offer(phone_id: string, file: string, fingerprint: string, body: Buffer): void {
    const key = `${phone_id}/${file.toLowerCase()}`
    if (!this.#waiting.has(key) && this.#deps.files.has(phone_id, file, fingerprint)) return
    const replaced = this.#waiting.get(key)
    this.#bytes -= replaced?.body?.length ?? 0
    const room = this.#bytes + body.length <= MOST_WAITING
    if (room) this.#bytes += body.length
    this.#waiting.set(key, { phone_id, file, fingerprint, body: room ? body : undefined })
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_MS).unref()
  }

  /** The body of the file as the phone was served it last. */
  async bodyOf(phone_id: string, file: string): Promise<Buffer | undefined> {
    const waiting = this.#waiting.get(`${phone_id}/${file.toLowerCase()}`)
    return (waiting && (await this.#held(waiting))) ?? this.#deps.files.get(phone_id, file)
  }

  /** Writes what waits; resolves when it is written. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    return this.#then(() => this.#write())
  }

  /** The body that waits, held or made again; undefined when the phone would get another one by now. */
  async #held({ phone_id, file, fingerprint, body }: Waiting): Promise<Buffer | undefined> {
    if (body) return body
    const made = await this.#deps.remake(phone_id, file)
    return made?.fingerprint === fingerprint ? made.body : undefined
  }

  #then(work: () => Promise<void>): Promise<void> {
    this.#writing = this.#writing.then(work).catch(this.#deps.onError)
    return this.#writing
  }

  async #write(): Promise<void> {
    for (const [key, waiting] of [...this.#waiting]) {
      await giveWay()
      await this.#keep(waiting).catch(this.#deps.onError)
      // A newer one may have taken its place while this was written.
      if (this.#waiting.get(key) !== waiting) continue
      this.#drop(key, waiting)
    }
  }

  #drop(key: string, waiting: Waiting): void {
    this.#waiting.delete(key)
    this.#bytes -= waiting.body?.length ?? 0
  }

  async #keep(waiting: Waiting): Promise<void> {
    const { phone_id, file, fingerprint } = waiting
    const body = await this.#held(waiting)
    if (body) await this.#deps.files.put(phone_id, file, fingerprint, body)
  }

  async #forgetGone(ids: readonly string[]): Promise<void> {
    const { store, files, onError } = this.#deps
    for (const id of ids) {
      if (await store.get('phones', id)) continue
      await keepMainMark(store, id, this).catch(onError)
      for (const [key, waiting] of this.#waiting) if (waiting.phone_id === id) this.#drop(key, waiting)
      await files.forget(id)
    }
  }
}
