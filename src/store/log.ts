type Write = (facts: object, message: string) => void

/** Where the store reports what an operator should know; a pino logger fits. */
export interface StoreLog {
  readonly info: Write
  readonly warn: Write
  readonly error: Write
}

const drop: Write = () => undefined

export const silent: StoreLog = { info: drop, warn: drop, error: drop }
