import type { SectionRows } from '../../src/domain/vendor.js'
import { DESK } from './families.js'
import { CHOSEN, USER } from './perms.js'

const START = '{time.start.MM}.0{time.start.week}.{time.start.weekday|weekday}'
const END = '{time.end.MM}.0{time.end.week}.{time.end.weekday|weekday}'
const RULE = 'snom.md 3.6 A F, vendor wiki (dst): month.week.weekday, 05 = last week, 07 = Sunday'

/**
 * The clock is told twice: by the code of a zone the phone knows, and as offset and rule, which also hold for zones
 * without a code and after a change of law. Where there is no code it is blanked, so that an old one does not linger.
 */
export const locale: SectionRows = {
  id: 'locale',
  title: 'Language, time and tones',
  when: DESK,
  rows: [
    {
      name: 'language',
      value: '{language.main|language}',
      absent: 'English',
      attributes: CHOSEN,
      source: 'snom.md 3.6 A T N',
    },
    {
      name: 'web_language',
      value: '{language.main|language}',
      absent: 'English',
      attributes: CHOSEN,
      source: 'snom.md 3.6 A T N',
    },
    {
      name: 'tone_scheme',
      value: '{tone_country|tone}',
      absent: 'USA',
      when: { tone_country: '*' },
      attributes: CHOSEN,
      source: 'snom.md 3.6 A T N',
    },
    {
      name: 'locale',
      value: '{tone_country|locale}',
      when: { 'model.family': 'd8' },
      attributes: CHOSEN,
      source: 'snom.md 3.6 A T W',
    },
    { name: 'timezone', value: '{timezone|zone}', absent: '', attributes: CHOSEN, source: 'snom.md 3.6 A' },
    {
      name: 'utc_offset',
      value: '{time.offset_seconds}',
      covers: ['timezone'],
      attributes: CHOSEN,
      source: 'snom.md 3.6 A F Ast',
    },
    {
      name: 'dst',
      value: '',
      when: { 'time.dst': 'off' },
      attributes: CHOSEN,
      source: 'vendor wiki (dst): blank = none',
    },
    {
      name: 'dst',
      value: `{time.save_seconds} ${START} {time.start.clock} ${END} {time.end.clock}`,
      when: { 'time.dst': 'on' },
      attributes: CHOSEN,
      source: RULE,
    },
    { name: 'date_us_format', value: '{date_format|month_first}', attributes: CHOSEN, source: 'snom.md 3.6 A T' },
    { name: 'time_24_format', value: '{time_format|time_24}', attributes: CHOSEN, source: 'snom.md 3.6 A T' },
    {
      name: 'ntp_server',
      value: '{ntp.1}',
      covers: ['ntp_servers.1'],
      attributes: CHOSEN,
      source: 'snom.md 3.5 A: one time server',
    },
    { name: 'ntp_refresh_timer', value: '3600', when: { 'ntp.1': '*' }, attributes: CHOSEN, source: 'snom.md 3.5 A' },
    { name: 'backlight', value: '{brightness|backlight}', attributes: USER, source: 'snom.md 3.7 A T' },
    { name: 'backlight_idle', value: '8', when: { brightness: '*' }, attributes: USER, source: 'snom.md 3.7 A T' },
    {
      name: 'dim_timer',
      value: '{backlight_seconds|always}',
      absent: '{backlight_seconds}',
      attributes: CHOSEN,
      source: 'snom.md 3.7 A T',
    },
    { name: 'custom_bg_image_url', value: '{wallpaper}', attributes: CHOSEN, source: 'snom.md 3.7 A F' },
    { name: 'screen_saver_timeout', value: '{screensaver_seconds}', attributes: CHOSEN, source: 'snom.md 3.7 A T' },
  ],
}
