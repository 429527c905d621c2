import type { CollectionName, Store, Transaction } from '../store/store.js'

/** The transaction, telling of every write just before it is made. */
export const observed = (tx: Transaction, onWrite: (collection: CollectionName, id: string) => void): Transaction => ({
  get: (collection, id) => tx.get(collection, id),
  find: (collection, index, key) => tx.find(collection, index, key),
  all: (collection) => tx.all(collection),
  put: (collection, record) => {
    onWrite(collection, record.id)
    tx.put(collection, record)
  },
  remove: (collection, id) => {
    onWrite(collection, id)
    tx.remove(collection, id)
  },
})

/** The same store with another way to run changes: what follows from a write is then written with it, whoever wrote. */
export const withTransact = (store: Store, transact: Store['transact']): Store => ({
  get: (collection, id) => store.get(collection, id),
  find: (collection, index, key) => store.find(collection, index, key),
  all: (collection) => store.all(collection),
  onCommit: (listener) => store.onCommit(listener),
  health: () => store.health(),
  close: () => store.close(),
  transact,
})
