import type { SectionRows } from '../../src/domain/vendor.js'

const DST = { 'time.dst': 'on' } as const
const SNTP = 'tcpIpApp.sntp'
const SAVING = `${SNTP}.daylightSavings`

export const locale: SectionRows = {
  id: 'locale',
  title: 'Language, time and display',
  rows: [
    {
      name: 'lcl.ml.lang',
      value: '{language|language}',
      absent: '{language.main|language}',
      source: 'polycom.md 3.5 H',
    },
    { name: `${SNTP}.address`, value: '{ntp.1}', covers: ['ntp_servers.1'], source: 'polycom.md 3.4 H' },
    {
      name: `${SNTP}.address.overrideDHCP`,
      value: '1',
      when: { 'ntp.1': '*' },
      source: 'polycom.md 3.4 H: else option 42 wins',
    },
    // The updater needs the time as well, to judge a certificate at boot.
    { name: 'device.sntp.serverName', value: '{ntp.1}', source: 'polycom.md 3.4 H' },
    { name: 'device.sntp.serverName.set', value: '1', when: { 'ntp.1': '*' }, source: 'polycom.md ch. 2 H' },
    {
      name: `${SNTP}.gmtOffset`,
      value: '{time.offset_seconds}',
      covers: ['timezone'],
      source: 'polycom.md 3.5 H: standard time',
    },
    {
      name: `${SNTP}.gmtOffset.overrideDHCP`,
      value: '1',
      when: { 'time.offset_seconds': '*' },
      source: 'polycom.md 3.5 H: else option 2 wins',
    },
    // The factory has it on, by the rules of the USA.
    { name: `${SAVING}.enable`, value: '{time.dst|state}', absent: '0', source: 'polycom.md 3.5 H, trap 3' },
    { name: `${SAVING}.fixedDayEnable`, value: '0', when: DST, source: 'polycom.md 3.5 H' },
    { name: `${SAVING}.start.month`, value: '{time.start.month}', when: DST, source: 'polycom.md 3.5 H' },
    { name: `${SAVING}.start.date`, value: '{time.start.week|week_date}', when: DST, source: 'polycom.md 3.5 H' },
    { name: `${SAVING}.start.dayOfWeek`, value: '{time.start.weekday|weekday}', when: DST, source: 'polycom.md 3.5 H' },
    {
      name: `${SAVING}.start.dayOfWeek.lastInMonth`,
      value: '{time.start.week|week_last}',
      when: DST,
      source: 'polycom.md 3.5 H',
    },
    { name: `${SAVING}.start.time`, value: '{time.start.hour}', when: DST, source: 'polycom.md 3.5 H: not start.hour' },
    { name: `${SAVING}.stop.month`, value: '{time.end.month}', when: DST, source: 'polycom.md 3.5 H' },
    { name: `${SAVING}.stop.date`, value: '{time.end.week|week_date}', when: DST, source: 'polycom.md 3.5 H' },
    { name: `${SAVING}.stop.dayOfWeek`, value: '{time.end.weekday|weekday}', when: DST, source: 'polycom.md 3.5 H' },
    {
      name: `${SAVING}.stop.dayOfWeek.lastInMonth`,
      value: '{time.end.week|week_last}',
      when: DST,
      source: 'polycom.md 3.5 H',
    },
    { name: `${SAVING}.stop.time`, value: '{time.end.hour}', when: DST, source: 'polycom.md 3.5 H' },
    { name: 'lcl.datetime.time.24HourClock', value: '{time_format|hours_24}', source: 'polycom.md 3.5 H' },
    { name: 'lcl.datetime.date.format', value: '{date_format|date_format}', source: 'polycom.md 3.5 H' },
    // All neutral formats abbreviate the names of days and months.
    {
      name: 'lcl.datetime.date.longFormat',
      value: '0',
      when: { date_format: '*' },
      source: 'polycom.md 3.5 H name; 1 = names in full, U',
    },
    { name: 'bg.color.bm.1.name', value: '{wallpaper}', source: 'polycom.md 3.6 M' },
    {
      name: 'bg.color.selection',
      value: '3,1',
      when: { wallpaper: '*' },
      source: 'polycom.md 3.6 M: 3,x = pictures; FusionPBX uses 2,1 on VVX, so it differs by release',
    },
    { name: 'up.backlight.onIntensity', value: '{brightness|brightness}', source: 'polycom.md 3.6 H' },
    { name: 'up.backlight.timeout', value: '{backlight_seconds|backlight}', source: 'polycom.md 3.6 H' },
    { name: 'up.screenSaver.enabled', value: '{screensaver_seconds|screensaver}', source: 'polycom.md 3.6 H' },
    { name: 'up.screenSaver.waitTime', value: '{screensaver_seconds|minutes}', source: 'polycom.md 3.6 H' },
  ],
}
