import { inNobodysName } from './origin.js'

interface LookingOptions {
  /** Does what is due; resolves with how long nothing will be, milliseconds. */
  readonly look: () => Promise<number>
  readonly onError: (error: unknown) => void
  /** Pause after a look during which somebody called for the next one, milliseconds. */
  readonly again: number
  /** Sleep after a look that failed, milliseconds. */
  readonly failed: number
}

/** Looks for work, one look at a time: soon when woken, else when the last look said that there would be some. */
export class Looking {
  readonly #options: LookingOptions
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> | undefined
  #again = false
  #stopped = false

  constructor(options: LookingOptions) {
    this.#options = options
  }

  wake(): void {
    if (this.#stopped) return
    if (this.#looking) {
      this.#again = true
      return
    }
    const { look, onError, again, failed } = this.#options
    clearTimeout(this.#timer)
    this.#looking = inNobodysName(look)
      .catch((error) => {
        onError(error)
        return failed
      })
      .then((sleep) => {
        this.#looking = undefined
        if (this.#stopped) return
        this.#timer = setTimeout(() => this.wake(), this.#again ? again : sleep).unref()
        this.#again = false
      })
  }

  /** Ends it; resolves once no look runs any more. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#looking
  }
}
