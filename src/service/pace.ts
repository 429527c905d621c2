/** Lets so many through a second, evenly: what was not used is not saved up beyond a tenth of a second. */
export class Pace {
  #tokens = 1
  #at: number

  constructor(now: number) {
    this.#at = now
  }

  /** How many may pass now. `now` in milliseconds, `rate` a second. */
  allowed(now: number, rate: number): number {
    const most = Math.max(1, rate / 10)
    this.#tokens = Math.min(most, this.#tokens + (Math.max(0, now - this.#at) * rate) / 1000)
    this.#at = now
    return Math.floor(this.#tokens)
  }

  took(count: number): void {
    this.#tokens -= count
  }
}
