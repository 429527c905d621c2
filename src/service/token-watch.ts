import type { Actor } from '../domain/permission.js'
import type { Secret } from '../domain/secret.js'
import type { Store, Touched } from '../store/store.js'
import type { AuthService } from './auth.js'

/** What decides whom a token stands for and what they may do. */
const DECIDES = ['sessions', 'operators', 'users', 'roles', 'tenants'] as const

/** Follows tokens whose holders stay connected. */
export class TokenWatch {
  readonly #auth: AuthService
  readonly #looks = new Set<() => void>()

  constructor(auth: AuthService, store: Store) {
    this.#auth = auth
    store.onCommit((touched: Touched) => {
      if (DECIDES.some((collection) => touched.has(collection))) for (const look of [...this.#looks]) look()
    })
  }

  /**
   * Watches a token until it ends.
   * @param onActor told who the token stands for whenever that may have changed; undefined = it has ended.
   * @returns what looks again, because time passes too, and what ends the watch.
   */
  follow(
    token: Secret,
    tenant: string | undefined,
    onActor: (actor: Actor | undefined) => void,
  ): { look: () => void; end: () => void } {
    const look = (): void => {
      this.#auth.actor(token, tenant).then(onActor, () => {
        end()
        onActor(undefined)
      })
    }
    const end = (): void => void this.#looks.delete(look)
    this.#looks.add(look)
    return { look, end }
  }
}
