import { describe, expect, it } from 'vitest'
import { zoneOf } from '../../src/catalogue/index.js'
import { SPELLINGS } from '../../src/dialects/portsip/phone-text.js'
import { zoneOfText } from '../../src/dialects/portsip/timezone.js'
import { settingsSchema } from '../../src/domain/settings.js'
import { maps } from '../../vendors/yealink/maps.js'

describe('time zones in words', () => {
  it.each([
    ['GMT+8 China(Beijing)', 'Asia/Shanghai'],
    ['GMT-5:00 US Eastern Time, New York', 'America/New_York'],
    ['-5 United States - Eastern Time', 'America/New_York'],
    ['(UTC-11:00) Pacific/Midway', 'Pacific/Midway'],
    ['+1 Germany(Berlin)', 'Europe/Berlin'],
    ['Europe/Berlin', 'Europe/Berlin'],
    [' europe/berlin ', 'Europe/Berlin'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['UTC', 'UTC'],
    ['GMT+8', 'Etc/GMT-8'],
    ['UTC-03:00', 'Etc/GMT+3'],
    ['UTC+00:00', 'Etc/UTC'],
  ])('%s is %s', (text, zone) => {
    expect(zoneOfText(text)).toBe(zone)
  })

  it.each(['', 'Planet Mars', 'GMT+5:30', 'GMT+99', '+01:00 Nowhere', 'constructor', 'GMT+8 toString', '12'])(
    'nobody can tell what %j is',
    (text) => {
      expect(zoneOfText(text)).toBeUndefined()
    },
  )

  it.each(Object.entries(maps.zone ?? {}))('reads the spelling a phone shows for %s', (zone, spelling) => {
    const found = String(zoneOfText(`+1 ${spelling}`))
    // Several zones share a spelling there; each of them must mean the same clock.
    expect(zoneOf(found)).toEqual(
      zoneOf(Object.entries(maps.zone ?? {}).find(([, other]) => other === spelling)?.[0] ?? zone),
    )
  })
})

describe('dates, times and durations in words', () => {
  it.each([
    ['date_format', '15 JAN MON', 'WWW DD MMM'],
    ['date_format', 'Mon Jan 15', 'WWW MMM DD'],
    ['date_format', '15-Jan-24', undefined],
    ['date_format', 'DD/MM/YYYY', 'DD MM YYYY'],
    ['date_format', 'yyyy-mm-dd', 'YYYY MM DD'],
    ['date_format', '15 January 2024', 'DD MMM YYYY'],
    ['date_format', '', undefined],
    ['date_format', 'constructor', undefined],
    ['time_format', '24-hour clock', '24'],
    ['time_format', '12 Hour', '12'],
    ['time_format', '24', '24'],
    ['time_format', '24 oranges', undefined],
    ['time_format', '13-hour clock', undefined],
    ['backlight', '30 seconds', 30],
    ['backlight', '1 minute', 60],
    ['backlight', '5min', 300],
    ['backlight', '2h', 7200],
    ['backlight', '45', 45],
    ['backlight', 'Always on', 0],
    ['backlight', 'Always off', undefined],
    ['backlight', '2000 minutes', undefined],
    ['screensaver', 'Off', 0],
    ['screensaver', '10 Minutes', 600],
    ['screensaver', 'clock', undefined],
  ] as const)('%s %j means %j', (member, text, meaning) => {
    const { means, setting } = SPELLINGS[member]
    const found = means(text)
    expect(found).toBe(meaning)
    if (found !== undefined) expect(settingsSchema.safeParse({ [setting]: found }).success).toBe(true)
  })

  it.each([
    ['timezone', 'Europe/Rome'],
    ['date_format', 'DD MMM YY'],
    ['time_format', '12'],
    ['time_format', '24'],
    ['backlight', 0],
    ['backlight', 1],
    ['backlight', 600],
    ['screensaver', 0],
    ['screensaver', 90],
  ] as const)('%s says %j so that it is read back', (member, value) => {
    const { means, spell } = SPELLINGS[member]
    expect(means(spell(value))).toBe(value)
  })
})
