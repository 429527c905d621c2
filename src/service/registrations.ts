import type { Problems } from '../domain/errors.js'
import { notFound } from '../domain/errors.js'
import { keptIn } from '../domain/kept.js'
import type { Phone, User } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import type { Ports } from '../domain/ports.js'
import type { Registration, RegistrationReport } from '../domain/registration.js'
import type { Store, Transaction } from '../store/store.js'
import { ownRecord } from './context.js'
import { userNamed } from './user-rules.js'

/** A report as a registrar sends it: the user by SIP user name or extension. */
export type NamedReport = RegistrationReport & { readonly user: string }

const FLUSH_MS = 500
const SWEEP_MS = 60_000
/** Registrations cleared away at once, so that one batch never holds up the writes behind it. */
const SWEEP_MOST = 1000
/** Devices one user may be registered with; beyond it, those that end first are forgotten. */
const MOST_PER_USER = 20

const endsFirst = (a: Registration, b: Registration): number => a.expires_at.localeCompare(b.expires_at)

/**
 * Who is registered. Reports are answered from memory and written in batches, so that a registrar may pass on every
 * REGISTER: a crash loses at most the last second of them, and a phone's next refresh brings those back. Whether a
 * registration holds is decided by the clock when somebody asks; clearing away the ended ones only saves room.
 */
export class RegistrationService {
  readonly #store: Store
  readonly #ports: Ports
  readonly #onError: (error: unknown) => void
  /** What is not written yet, by user and instance. */
  readonly #news = new Map<string, Map<string, Registration>>()
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> = Promise.resolve()
  #sweptAt = 0

  constructor(store: Store, ports: Ports, onError: (error: unknown) => void) {
    this.#store = store
    this.#ports = ports
    this.#onError = onError
  }

  /** The user's registrations that hold now, in order of creation. */
  async of(user: User): Promise<Registration[]> {
    const known = new Map((await this.#store.find('registrations', 'user', user.id)).map((r) => [r.instance_id, r]))
    for (const [instance, news] of this.#news.get(user.id) ?? []) known.set(instance, news)
    const now = this.#ports.now().toISOString()
    return [...known.values()].filter(({ expires_at }) => expires_at > now)
  }

  /**
   * Takes the reports of a registrar, all or none.
   * @throws DomainError `invalid` naming every report of an unknown user.
   */
  async report(actor: Actor, reports: readonly NamedReport[], problems: Problems): Promise<void> {
    const found = await Promise.all(
      reports.map(({ user }) => userNamed(this.#store, actor.tenant_id, user, 'sip_user')),
    )
    found.forEach((user, index) => {
      if (!user) problems.add(`items[${index}].user`, 'exists', `there is no user ${reports[index]?.user}`)
    })
    problems.throwIfAny()
    reports.forEach(({ user: _name, ...report }, index) => {
      const user = found[index]
      if (user) this.note(user, report)
    })
  }

  /** Takes one report about a user. */
  note(user: User, { seconds, anew = false, ...report }: RegistrationReport): void {
    const now = this.#ports.now()
    const ofUser = keptIn(this.#news, user.id, () => new Map<string, Registration>())
    const waiting = ofUser.get(report.instance_id)
    const ended = waiting !== undefined && waiting.expires_at <= now.toISOString()
    const refreshed = anew || ended ? undefined : waiting
    ofUser.set(report.instance_id, {
      id: `${user.id}/${report.instance_id}`,
      created_at: refreshed?.created_at ?? now.toISOString(),
      ...(anew || ended ? { began_at: now.toISOString() } : {}),
      ...(refreshed?.began_at === undefined ? {} : { began_at: refreshed.began_at }),
      tenant_id: user.tenant_id,
      user_id: user.id,
      ...report,
      expires_at: new Date(now.getTime() + seconds * 1000).toISOString(),
    })
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MS).unref()
  }

  /**
   * Forgets one registration of a user; durable when it resolves.
   * @throws DomainError `not_found`.
   */
  async remove(actor: Actor, user_id: string, instance_id: string): Promise<void> {
    const user = await ownRecord(this.#store, actor, 'users', user_id, 'user')
    const held = (await this.of(user)).find((registration) => registration.instance_id === instance_id)
    if (!held) return notFound('registration')
    // What waits is written first: a batch on its way must not bring the registration back.
    await this.flush()
    await this.#store.transact(async (tx) => tx.remove('registrations', held.id))
  }

  /** Writes what waits; resolves when it is durable. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#flushing = this.#flushing.then(() => this.#write()).catch(this.#onError)
    return this.#flushing
  }

  async #write(): Promise<void> {
    const batch = [...this.#news.values()].flatMap((ofUser) => [...ofUser.values()])
    if (batch.length === 0) return
    try {
      await this.#store.transact(async (tx) => {
        const now = this.#ports.now()
        for (const news of batch) await this.#put(tx, news, now.toISOString())
        if (now.getTime() - this.#sweptAt >= SWEEP_MS) await this.#sweep(tx, now)
      })
    } finally {
      // Kept until now, so that a reader never misses what is being written.
      for (const news of batch) this.#forget(news)
    }
  }

  #forget(news: Registration): void {
    const ofUser = this.#news.get(news.user_id)
    if (ofUser?.get(news.instance_id) === news) ofUser.delete(news.instance_id)
    if (ofUser?.size === 0) this.#news.delete(news.user_id)
  }

  async #put(tx: Transaction, news: Registration, now: string): Promise<void> {
    const known = await tx.get('registrations', news.id)
    if (news.expires_at <= now || !(await tx.get('users', news.user_id))) {
      if (known) tx.remove('registrations', news.id)
      return
    }
    const held = known && known.expires_at > news.created_at ? (known.began_at ?? known.created_at) : undefined
    // A refreshed registration keeps its place in the store's order.
    tx.put('registrations', {
      ...news,
      created_at: known?.created_at ?? news.created_at,
      began_at: news.began_at ?? held ?? news.created_at,
    })
    const all = [...(await tx.find('registrations', 'user', news.user_id))].sort(endsFirst)
    for (const { id } of all.slice(0, Math.max(0, all.length - MOST_PER_USER))) tx.remove('registrations', id)
  }

  async #sweep(tx: Transaction, now: Date): Promise<void> {
    this.#sweptAt = now.getTime()
    const over = (await tx.all('registrations')).filter(({ expires_at }) => expires_at <= now.toISOString())
    for (const { id } of over.slice(0, SWEEP_MOST)) tx.remove('registrations', id)
  }
}

/** Of a user's registrations those of one phone: they say so, or there is only one phone they could be of. */
export function ownRegistrations(
  { mac }: Pick<Phone, 'mac'>,
  all: readonly Registration[],
  shared: boolean,
): readonly Registration[] {
  const plain = (text: string): string => text.toLowerCase().replace(/[^0-9a-z]/g, '')
  const own = all.filter((one) => plain(one.instance_id + one.user_agent).includes(mac))
  if (own.length > 0) return own
  return all.length > 1 || shared ? [] : all
}

/** Forgets every registration of a user who is deleted. */
export async function forgetRegistrations(tx: Transaction, user_id: string): Promise<void> {
  for (const { id } of await tx.find('registrations', 'user', user_id)) tx.remove('registrations', id)
}
