import type { SectionRows } from '../../src/domain/vendor.js'

export const locale: SectionRows = {
  id: 'locale',
  title: 'Language, time and tones',
  rows: [
    {
      name: 'lang.gui',
      value: '{language|language}',
      absent: '{language.main|language}',
      when: { 'model.form': ['desk', 'conference', 'handset'] },
      source: 'yealink.md 3.4 P tan',
    },
    {
      name: 'custom.handset.language',
      value: '{language.main|handset_language}',
      when: { 'model.form': 'dect' },
      source: 'yealink.md 3.4 P! wz: a number; tancredi sends the word',
    },
    {
      name: 'lang.wui',
      value: '{language|language}',
      absent: '{language.main|language}',
      source: 'yealink.md 3.4 P tan',
    },
    { name: 'voice.tone.country', value: '{tone_country|tone}', source: 'yealink.md 3.4 P!' },
    { name: 'local_time.time_zone', value: '{time.offset_hours}', covers: ['timezone'], source: 'yealink.md 3.4 P' },
    { name: 'local_time.time_zone_name', value: '{timezone|zone}', source: 'yealink.md 3.6 P tan' },
    { name: 'local_time.summer_time', value: '{time.dst|state}', source: 'yealink.md 3.4 D: 0 off, 1 on' },
    { name: 'local_time.dst_time_type', value: '1', when: { 'time.dst': 'on' }, source: 'yealink.md 3.4 D: by week' },
    {
      name: 'local_time.start_time',
      value: '{time.start.month}/{time.start.week}/{time.start.weekday|weekday}/{time.start.hour}',
      when: { 'time.dst': 'on' },
      source: 'yealink.md 3.4 D',
    },
    {
      name: 'local_time.end_time',
      value: '{time.end.month}/{time.end.week}/{time.end.weekday|weekday}/{time.end.hour}',
      when: { 'time.dst': 'on' },
      source: 'yealink.md 3.4 D',
    },
    {
      name: 'local_time.offset_time',
      value: '{time.save_minutes}',
      when: { 'time.dst': 'on' },
      source: 'yealink.md 3.4 D',
    },
    {
      name: 'local_time.time_format',
      value: '{time_format|time_format}',
      when: { 'model.form': ['desk', 'conference', 'handset'] },
      source: 'yealink.md 3.4 P',
    },
    {
      name: 'custom.handset.time_format',
      value: '{time_format|time_format}',
      when: { 'model.form': 'dect' },
      source: 'yealink.md 3.4 P',
    },
    {
      name: 'local_time.date_format',
      value: '{date_format|date_format}',
      when: { 'model.form': ['desk', 'conference', 'handset'] },
      source: 'yealink.md 3.4 C, P tan',
    },
    {
      name: 'custom.handset.date_format',
      value: '{date_format|date_format}',
      when: { 'model.form': 'dect' },
      source: 'yealink.md 3.4 C, P tan',
    },
    { name: 'local_time.ntp_server1', value: '{ntp.1}', covers: ['ntp_servers'], source: 'yealink.md 3.4 P' },
    { name: 'local_time.ntp_server2', value: '{ntp.2}', source: 'yealink.md 3.4 P' },
    {
      name: 'local_time.manual_ntp_srv_prior',
      value: '1',
      when: { 'ntp.1': '*' },
      source: 'yealink.md 3.4 P: ours before DHCP',
    },
  ],
}

export const display: SectionRows = {
  id: 'display',
  title: 'Screen and lamps',
  when: { 'model.form': ['desk', 'conference', 'handset'] },
  rows: [
    { name: 'phone_setting.active_backlight_level', value: '{brightness}', source: 'yealink.md 3.4 P' },
    { name: 'phone_setting.backlight_time', value: '{backlight_seconds|backlight}', source: 'yealink.md 3.4 P' },
    { name: 'screensaver.wait_time', value: '{screensaver_seconds}', source: 'yealink.md 3.4 P' },
    {
      name: 'screensaver.type',
      value: '0',
      when: { screensaver_seconds: '*', screensaver: null },
      source: 'yealink.md 3.4 P: the built-in one',
    },
    {
      name: 'screensaver.type',
      value: '1',
      when: { screensaver: '*' },
      source: 'yealink.md 3.4 P: pictures of one’s own',
    },
    { name: 'screensaver.upload_url', value: '{screensaver}', source: 'yealink.md 3.4 P' },
    { name: 'wallpaper_upload.url', value: '{wallpaper}', source: 'yealink.md 3.4 P, D' },
    {
      name: 'phone_setting.backgrounds',
      value: '{wallpaper.file}',
      source: 'yealink.md 3.4 P, D: the file that was fetched, by its name',
    },
    {
      name: 'phone_setting.common_power_led_enable',
      value: '{power_led|led_common}',
      source: 'yealink.md 3.4 P tan',
    },
    {
      name: 'phone_setting.mail_power_led_flash_enable',
      value: '{power_led|led_mail}',
      source: 'yealink.md 3.4 P tan',
    },
    {
      name: 'phone_setting.missed_call_power_led_flash.enable',
      value: '{power_led|led_missed}',
      source: 'yealink.md 3.4 P tan',
    },
  ],
}
