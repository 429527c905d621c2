import { type Settings, settingsSchema } from '../domain/settings.js'

/**
 * What holds when nobody chose anything: the lowest level of inheritance. Nothing network-related is here,
 * because a network setting is written only when somebody chose it.
 */
export const CATALOGUE_DEFAULTS: Settings = settingsSchema.parse({
  transport: 'udp',
  srtp: 'off',
  registration_expires: 3600,
  nat_keepalive_seconds: 30,
  codecs: ['G722', 'PCMA', 'PCMU', 'G729'],
  dtmf: 'rfc4733',
  mwi: true,
  call_waiting: { enabled: true, tone: true },
  language: 'en',
  timezone: 'Etc/UTC',
  time_format: '24',
  date_format: 'DD MM YYYY',
  transfer: 'blind',
  provisioning: {
    poll: 'daily',
    window: { from: '01:00', to: '05:00' },
    power_on: true,
    protect_user_changes: false,
    pin: true,
  },
})
