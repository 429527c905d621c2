import { AsyncLocalStorage } from 'node:async_hooks'
import type { Origin } from '../domain/audit.js'
import type { Actor } from '../domain/permission.js'

const origins = new AsyncLocalStorage<Origin>()

/** Runs work in somebody's name: what it changes is put down to them. */
export const inNameOf = <T>(origin: Origin, work: () => Promise<T>): Promise<T> => origins.run(origin, work)

/** Runs what the server does by itself: whoever happened to wake it is not whoever did it. */
export const inNobodysName = <T>(work: () => Promise<T>): Promise<T> => origins.exit(work)

/** In whose name the present work is done; undefined for what the server does by itself. */
export const presentOrigin = (): Origin | undefined => origins.getStore()

/** The origin of a call of the API. */
export function originOf(
  { actor, source }: { readonly actor: Actor; readonly source: string },
  operation: string,
): Origin {
  const { user_id, program } = actor
  const kind = user_id !== null ? 'user' : program !== undefined ? 'program' : 'administrator'
  return { kind, user_id, name: program ?? null, source, operation }
}
