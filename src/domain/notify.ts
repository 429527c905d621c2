import type { Tenant } from './model.js'
import type { Secret } from './secret.js'

/**
 * How a NOTIFY reaches the phones of a tenant: through the registrar they are registered at, through a proxy before it,
 * straight to the phone, or not at all.
 */
export const NOTIFY_ROUTES = ['registrar', 'proxy', 'direct', 'none'] as const
export type NotifyRoute = (typeof NOTIFY_ROUTES)[number]

/** A time of day, every day, in the zone of the tenant. It may go over midnight; `from` = `to` is the whole day. */
export interface DailyWindow {
  /** `HH:MM` */
  readonly from: string
  readonly to: string
}

/** What a tenant chose about NOTIFY; what is absent has a default. */
export interface NotifyChoice {
  readonly route?: NotifyRoute
  /** Of the registrar or proxy; absent = the tenant's SIP domain. */
  readonly host?: string
  readonly port?: number
  readonly transport?: 'udp' | 'tcp'
  /** Shown to the registrar or proxy where it asks for them, to no phone. */
  readonly credentials?: { readonly user: string; readonly password: Secret }
  /** Tell phones by ourselves that their files have changed. */
  readonly automatic?: boolean
  /** Quiet time after the last change before they are told. */
  readonly debounce_seconds?: number
  /** Most NOTIFYs a second. */
  readonly rate?: number
  /** When phones may restart for a change that makes them; absent = not by us. */
  readonly reboot_window?: DailyWindow
}

export type NotifySettings = Required<Omit<NotifyChoice, 'host' | 'credentials' | 'reboot_window'>> &
  Pick<NotifyChoice, 'host' | 'credentials' | 'reboot_window'>

const DEFAULTS = {
  route: 'none',
  port: 5060,
  transport: 'udp',
  automatic: false,
  debounce_seconds: 10,
  rate: 20,
} as const

/** The tenant's choice with every default filled in. */
export const notifyOf = ({ notify }: Pick<Tenant, 'notify'>): NotifySettings => ({ ...DEFAULTS, ...notify })

const DAY = 24 * 60

const minuteOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/** Minute of the day in an IANA zone. */
function minuteIn(zone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at)
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0)
  return part('hour') * 60 + part('minute')
}

/** Whole minutes until the window opens; 0 = it is open. Where the clock changes meanwhile the wait is looked at again. */
export function minutesUntil(window: DailyWindow, zone: string, at: Date): number {
  const [from, to, now] = [minuteOf(window.from), minuteOf(window.to), minuteIn(zone, at)]
  const length = (to - from + DAY) % DAY || DAY
  const since = (now - from + DAY) % DAY
  return since < length ? 0 : DAY - since
}
