import { AsyncLocalStorage } from 'node:async_hooks'
import type { Templates } from '../render/template.js'
import type { Reader, Store, Touched } from '../store/store.js'
import { withTransact } from './consequences.js'
import { Overlay } from './overlay.js'

/** How things would stand after a write that was only tried. */
export interface Rehearsed {
  /** Absent where the write would change no record. */
  readonly reader?: Reader
  readonly touched: Touched
  /** Set where the write would change templates. */
  readonly templates?: Templates
  /** Ends what runs those templates. */
  readonly close?: () => Promise<void>
}

/**
 * Ends a write that is only tried at the place where it would be made durable, so that nothing behind that place runs:
 * no file is removed, nobody is told. Not a fault of anything, and so no domain error that somebody might translate.
 */
class CurtainError extends Error {
  override readonly name = 'CurtainError'

  constructor(readonly rehearsed: Rehearsed) {
    super('the write was only tried')
  }
}

const onStage = new AsyncLocalStorage<true>()

/** True inside a write that is only tried. */
export const isRehearsal = (): boolean => onStage.getStore() === true

/** Ends the write that is tried, with what it would lead to. */
export function curtain(rehearsed: Rehearsed): never {
  throw new CurtainError(rehearsed)
}

/**
 * The store, in which a write that is only tried runs on what it would change and ends there: the store itself never
 * hears of it. Stands below everything that adds consequences to a write, so that those are tried with it.
 */
export function rehearsingStore(store: Store): Store {
  return withTransact(store, async (change) => {
    if (!isRehearsal()) return store.transact(change)
    const overlay = new Overlay(store)
    await change(overlay)
    return curtain({ reader: overlay, touched: await overlay.touched() })
  })
}

/**
 * Tries a write up to the end of its first transaction; whoever can be tried has no other. @returns what it would lead to; undefined when it would change nothing.
 * @throws whatever the write itself would throw.
 */
export async function rehearse(write: () => Promise<unknown>): Promise<Rehearsed | undefined> {
  try {
    await onStage.run(true, write)
    return undefined
  } catch (error) {
    if (error instanceof CurtainError) return error.rehearsed
    throw error
  }
}
