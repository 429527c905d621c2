import type { Holiday, HolidaySpan } from '../domain/directory.js'
import { notFound, type Problems } from '../domain/errors.js'
import type { Actor } from '../domain/permission.js'
import type { Reader } from '../store/store.js'
import { newEntity, ownRecord, type ServiceDeps } from './context.js'

export type HolidayDraft = Partial<HolidaySpan> & Pick<Holiday, 'name' | 'region' | 'consecutive' | 'every_year'>

/** Holidays one user, or the tenant, may have. */
export const MOST_HOLIDAYS = 1000

const NO_SPAN: HolidaySpan = {
  year_start: null,
  year_end: null,
  month_start: null,
  month_end: null,
  day_start: null,
  day_end: null,
  hour_start: null,
  hour_end: null,
  minute_start: null,
  minute_end: null,
}

/** How many days a month has; February as in a leap year unless the year is told. */
const daysIn = (month: number, year: number | null): number => new Date(Date.UTC(year ?? 2000, month, 0)).getUTCDate()

/** Days that no calendar has, and a holiday that ends before it begins. */
function checkSpan(holiday: Holiday, problems: Problems): void {
  for (const end of ['start', 'end'] as const) {
    const month = holiday[`month_${end}`]
    const day = holiday[`day_${end}`]
    const year = holiday.every_year ? null : holiday[`year_${end}`]
    if (month !== null && day !== null && day > daysIn(month, year))
      problems.add(`day_${end}`, 'calendar', `month ${month} has no day ${day}`)
  }
  if (!holiday.consecutive || holiday.every_year) return
  const parts = ['year', 'month', 'day', 'hour', 'minute'] as const
  for (const part of parts) {
    const [start, end] = [holiday[`${part}_start`], holiday[`${part}_end`]]
    if (start === null || end === null || start < end) return
    if (start > end) {
      problems.add(`${part}_end`, 'order', 'must not be before the start')
      return
    }
  }
}

/** Holidays of users and, with null in place of a user, of the tenant. */
export class HolidayService {
  readonly #deps: ServiceDeps

  constructor(deps: ServiceDeps) {
    this.#deps = deps
  }

  async #owner(reader: Reader, actor: Actor, user_id: string | null): Promise<void> {
    if (user_id !== null) await ownRecord(reader, actor, 'users', user_id, 'user')
  }

  async #own(reader: Reader, actor: Actor, user_id: string | null, id: string): Promise<Holiday> {
    await this.#owner(reader, actor, user_id)
    const holiday = await ownRecord(reader, actor, 'holidays', id, 'holiday')
    return holiday.user_id === user_id ? holiday : notFound('holiday')
  }

  async list(actor: Actor, user_id: string | null): Promise<readonly Holiday[]> {
    await this.#owner(this.#deps.store, actor, user_id)
    return this.#of(this.#deps.store, actor, user_id)
  }

  #of(reader: Reader, actor: Actor, user_id: string | null): Promise<readonly Holiday[]> {
    return user_id === null
      ? reader.find('holidays', 'tenant', actor.tenant_id)
      : reader.find('holidays', 'user', user_id)
  }

  get(actor: Actor, user_id: string | null, id: string): Promise<Holiday> {
    return this.#own(this.#deps.store, actor, user_id, id)
  }

  /** @throws DomainError `invalid`, `not_found`. */
  async create(
    actor: Actor,
    user_id: string | null,
    draft: Partial<HolidayDraft>,
    problems: Problems,
  ): Promise<Holiday> {
    return this.#deps.store.transact(async (tx) => {
      await this.#owner(tx, actor, user_id)
      const holiday: Holiday = {
        ...newEntity(this.#deps.ports),
        ...NO_SPAN,
        tenant_id: actor.tenant_id,
        user_id,
        name: '',
        region: '',
        consecutive: false,
        every_year: false,
        ...draft,
      }
      checkSpan(holiday, problems)
      const known = await this.#of(tx, actor, user_id)
      if (known.length >= MOST_HOLIDAYS) problems.add('holidays', 'max', `there may be at most ${MOST_HOLIDAYS}`)
      problems.throwIfAny()
      tx.put('holidays', holiday)
      return holiday
    })
  }

  /** Changes what is named and keeps the rest. @throws DomainError `invalid`, `not_found`. */
  async update(
    actor: Actor,
    user_id: string | null,
    id: string,
    change: Partial<HolidayDraft>,
    problems: Problems,
  ): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const holiday = { ...(await this.#own(tx, actor, user_id, id)), ...change }
      checkSpan(holiday, problems)
      problems.throwIfAny()
      tx.put('holidays', holiday)
    })
  }

  /** A holiday of the tenant also leaves the choices of its users. */
  async remove(actor: Actor, user_id: string | null, id: string): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      await this.#own(tx, actor, user_id, id)
      for (const choice of await tx.find('holiday_choices', 'holiday', id))
        tx.put('holiday_choices', { ...choice, holidays: choice.holidays.filter((holiday) => holiday !== id) })
      tx.remove('holidays', id)
    })
  }

  /** The tenant's holidays that hold for the user, in the order they were chosen. */
  async chosen(actor: Actor, user_id: string): Promise<Holiday[]> {
    const { store } = this.#deps
    await this.#owner(store, actor, user_id)
    const choice = await store.get('holiday_choices', user_id)
    const found = await Promise.all((choice?.holidays ?? []).map((id) => store.get('holidays', id)))
    return found.filter((holiday) => holiday !== undefined)
  }

  /** Replaces the choice whole. @throws DomainError `invalid` naming what is no holiday of the tenant. */
  async choose(actor: Actor, user_id: string, ids: readonly string[], problems: Problems): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      await this.#owner(tx, actor, user_id)
      for (const [index, id] of ids.entries()) {
        const holiday = await tx.get('holidays', id)
        if (holiday?.tenant_id !== actor.tenant_id || holiday.user_id !== null)
          problems.add(`items[${index}]`, 'exists', 'there is no such holiday of the tenant')
      }
      problems.throwIfAny()
      const { created_at } = newEntity(this.#deps.ports)
      const known = await tx.get('holiday_choices', user_id)
      tx.put('holiday_choices', {
        created_at,
        ...known,
        id: user_id,
        tenant_id: actor.tenant_id,
        holidays: [...new Set(ids)],
      })
    })
  }
}
