import { setImmediate } from 'node:timers/promises'
import { DomainError, type Problems } from '../domain/errors.js'
import type { Follower, FollowerRun, FollowSource } from '../domain/follower.js'
import type { Actor } from '../domain/permission.js'
import { present } from '../domain/present.js'
import type { Transaction } from '../store/store.js'
import { checkFreeName, newEntity, ownRecord, type ServiceDeps } from './context.js'
import type { DryRun, DryRuns } from './dry-run.js'
import { batches, begun, ended, letGo, survey, takeAll } from './follow-run.js'
import type { FollowWorker } from './follow-worker.js'
import type { FollowedUsers } from './followed-users.js'
import { checkSource } from './follower-rules.js'
import { FollowError, type ForeignUser } from './foreign-user.js'

/** Runs that are tried at one time: each holds everybody of a system in memory. */
const MOST_TRIED = 2

/** A follower as a caller states it. */
export interface FollowerDraft extends Pick<FollowSource, 'system' | 'url' | 'secret'> {
  readonly name: string
  readonly account?: string | null
  readonly user?: string | null
  /** Null = only when asked. */
  readonly interval_minutes?: number | null
  readonly enabled?: boolean
}

export type FollowerChange = Partial<Omit<FollowerDraft, 'system'>>

export interface FollowersDeps extends ServiceDeps {
  readonly worker: FollowWorker
  readonly users: FollowedUsers
  readonly dryRuns: DryRuns
}

/** What a run would do, to users and to their phones. */
export interface TriedRun {
  readonly run: FollowerRun
  readonly phones: DryRun
}

/** Systems whose users a tenant follows. */
export class FollowerService {
  readonly #deps: FollowersDeps
  #tried = 0

  constructor(deps: FollowersDeps) {
    this.#deps = deps
  }

  start(): void {
    this.#deps.worker.start()
  }

  stop(): Promise<void> {
    return this.#deps.worker.stop()
  }

  list(actor: Actor): Promise<readonly Follower[]> {
    return this.#deps.store.find('followers', 'tenant', actor.tenant_id)
  }

  /** @throws DomainError `not_found`. */
  get(actor: Actor, id: string): Promise<Follower> {
    return ownRecord(this.#deps.store, actor, 'followers', id, 'follower')
  }

  #now(): string {
    return this.#deps.ports.now().toISOString()
  }

  /** The follower a draft makes, checked by form and by who asks. @throws DomainError `invalid`. */
  #drafted(actor: Actor, draft: Partial<FollowerDraft>, problems: Problems): Follower {
    checkSource(actor, draft, problems)
    const { name, system, url, secret, interval_minutes = null, enabled = true } = draft
    if (name === undefined || system === undefined || url === undefined || secret === undefined) {
      problems.throwIfAny()
      throw new DomainError('invalid', 'name, system, url and secret are required')
    }
    return {
      ...newEntity(this.#deps.ports),
      ...{ tenant_id: actor.tenant_id, name, system, url, secret, interval_minutes, enabled },
      account: draft.account ?? null,
      user: draft.user ?? null,
      next_at: enabled && interval_minutes !== null ? this.#now() : null,
      failures: 0,
      may_vanish: null,
      run: null,
    }
  }

  /**
   * Begins to follow a system: at once where there is an interval, else when asked.
   * @throws DomainError `invalid`, or `taken` for the name.
   */
  async create(actor: Actor, draft: Partial<FollowerDraft>, problems: Problems): Promise<Follower> {
    return this.#deps.store.transact(async (tx) => {
      await checkFreeName(tx, actor, 'followers', { name: draft.name }, problems)
      const follower = this.#drafted(actor, draft, problems)
      problems.throwIfAny()
      tx.put('followers', follower)
      return follower
    })
  }

  /**
   * Changes what is named. A run that goes on is broken off, and where there is an interval another begins. Which
   * system it is cannot change: the ids of its users would mean others.
   */
  async update(actor: Actor, id: string, change: FollowerChange, problems: Problems): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const before = await ownRecord(tx, actor, 'followers', id, 'follower')
      await checkFreeName(tx, actor, 'followers', { name: change.name, own: id }, problems)
      const after: Follower = { ...before, ...present(change) }
      checkSource(actor, after, problems, before.url)
      // Else a secret that nobody may see could be sent to whom one likes.
      if (after.url !== before.url && change.secret === undefined)
        problems.add('secret', 'required', 'is required with another url: the stored one is for the present url alone')
      problems.throwIfAny()
      const timed = after.enabled && after.interval_minutes !== null
      tx.put('followers', {
        ...after,
        run: this.#brokenOff(before.run, 'the follower was changed'),
        next_at: timed ? this.#now() : null,
        failures: 0,
      })
    })
    this.#deps.worker.halt(id)
  }

  #brokenOff(run: FollowerRun | null, reason: string): FollowerRun | null {
    return run?.outcome === 'running' ? ended(run, 'stopped', reason, this.#deps.ports.now()) : run
  }

  /**
   * Ends it. Its users stay as they are and are users of this server from now on: whoever is disabled because they
   * are gone there can be deleted or enabled here.
   * @returns how many users that are.
   */
  async remove(actor: Actor, id: string): Promise<number> {
    const released = await this.#deps.store.transact(async (tx) => {
      await ownRecord(tx, actor, 'followers', id, 'follower')
      const users = await tx.find('users', 'followed', id)
      for (const { followed: _mark, ...user } of users) tx.put('users', user)
      tx.remove('followers', id)
      return users.length
    })
    this.#deps.worker.halt(id)
    return released
  }

  /**
   * Asks for a run now; one that goes on is followed by another.
   * @param may_vanish how many users it may take for gone, where that is more than it would believe by itself.
   * @throws DomainError `not_found`, `in_use` when the follower is switched off.
   * @returns it with the run before.
   */
  async run(actor: Actor, id: string, may_vanish?: number): Promise<Follower> {
    return this.#deps.store.transact(async (tx) => {
      const follower = await ownRecord(tx, actor, 'followers', id, 'follower')
      if (!follower.enabled) throw new DomainError('in_use', 'the follower is switched off')
      const asked = {
        ...follower,
        next_at: this.#now(),
        failures: 0,
        may_vanish: may_vanish ?? follower.may_vanish,
      }
      tx.put('followers', asked)
      return asked
    })
  }

  /** What {@link run} would do. @throws DomainError also `upstream_failed` when the other system cannot be read. */
  async tryRun(actor: Actor, id: string, may_vanish?: number): Promise<TriedRun> {
    const follower = await this.get(actor, id)
    return this.#try(actor, { ...follower, may_vanish: may_vanish ?? follower.may_vanish })
  }

  /** What the first run of a follower would do that is not there yet. */
  async tryNew(actor: Actor, draft: Partial<FollowerDraft>, problems: Problems): Promise<TriedRun> {
    await checkFreeName(this.#deps.store, actor, 'followers', { name: draft.name }, problems)
    const follower = this.#drafted(actor, draft, problems)
    problems.throwIfAny()
    return this.#try(actor, follower)
  }

  async #try(actor: Actor, follower: Follower): Promise<TriedRun> {
    if (this.#tried >= MOST_TRIED) throw new DomainError('busy', 'other runs are being tried; try again')
    this.#tried += 1
    try {
      const { store, dryRuns, worker } = this.#deps
      const foreign = await worker.read(follower)
      let run = begun(this.#deps.ports.now())
      const phones = await dryRuns.of(actor, () =>
        store.transact(async (tx) => {
          run = await this.#whole(tx, follower, foreign, run)
        }),
      )
      return { run, phones }
    } catch (error) {
      throw error instanceof FollowError ? new DomainError('upstream_failed', error.message) : error
    } finally {
      this.#tried -= 1
    }
  }

  /** A whole run in one transaction, which is only tried: others have their turn in between. */
  async #whole(
    tx: Transaction,
    follower: Follower,
    foreign: readonly ForeignUser[],
    begin: FollowerRun,
  ): Promise<FollowerRun> {
    const { users, ports } = this.#deps
    const found = await survey(tx, follower, foreign)
    let run = { ...begin, total: foreign.length }
    if (found.stop !== null) return ended(run, 'stopped', found.stop, ports.now())
    tx.put('followers', follower)
    for (const batch of batches(foreign)) {
      run = await takeAll(tx, users, follower, found, batch, run)
      await setImmediate()
    }
    return ended(await letGo(tx, users, follower, found.gone, run), 'done', null, ports.now())
  }
}
