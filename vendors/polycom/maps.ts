import type { ValueMap } from '../../src/domain/vendor.js'

/**
 * `lcl.ml.lang`. Source: polycom.md 3.5 H (FusionPBX, wazo). `French_Canada`, `Arabic_UAE` and the Taiwan names are L:
 * Canadian French gets France's file, which exists everywhere, and the others are left out. Greek, Ukrainian and
 * Bulgarian have no name in the sheet: whoever chose them is told.
 */
const language: ValueMap = {
  en: 'English_United_States',
  'en-GB': 'English_United_Kingdom',
  'en-AU': 'English_United_Kingdom',
  'en-IE': 'English_United_Kingdom',
  'en-NZ': 'English_United_Kingdom',
  'en-CA': 'English_Canada',
  fr: 'French_France',
  de: 'German_Germany',
  it: 'Italian_Italy',
  es: 'Spanish_Spain',
  nl: 'Dutch_Netherlands',
  da: 'Danish_Denmark',
  sv: 'Swedish_Sweden',
  no: 'Norwegian_Norway',
  nb: 'Norwegian_Norway',
  pt: 'Portuguese_Portugal',
  pl: 'Polish_Poland',
  ru: 'Russian_Russia',
  sl: 'Slovenian_Slovenia',
  ja: 'Japanese_Japan',
  ko: 'Korean_Korea',
  zh: 'Chinese_China',
}

/** `se.rt.<class>.ringer`. Source: polycom.md 3.2 H; ringer1 is silence (3.1 M). */
const classRinger: ValueMap = {
  Silent: 'ringer1',
  ringer1: 'ringer1',
  ringer2: 'ringer2',
  ringer3: 'ringer3',
  ringer4: 'ringer4',
  ringer5: 'ringer5',
  ringer6: 'ringer6',
  ringer7: 'ringer7',
  ringer8: 'ringer8',
  ringer9: 'ringer9',
  ringer10: 'ringer10',
  ringer11: 'ringer11',
  ringer12: 'ringer12',
  ringer13: 'ringer13',
  ringer14: 'ringer14',
  ringer15: 'ringer15',
  ringer16: 'ringer16',
  ringer17: 'ringer17',
  ringer18: 'ringer18',
  ringer19: 'ringer19',
  ringer20: 'ringer20',
  ringer21: 'ringer21',
  ringer22: 'ringer22',
  ringer23: 'ringer23',
  ringer24: 'ringer24',
}

/** `reg.N.ringType`. Bare numbers (3.1) are left out: on other makes 1 is the first ring, here it would be silence. */
const ringer: ValueMap = { ...classRinger, Default: 'default', default: 'default' }

export const maps: Readonly<Record<string, ValueMap>> = {
  bool: { true: '1', false: '0' },
  state: { on: '1', off: '0' },
  scheme: { http: 'HTTP', https: 'HTTPS' },
  // polycom.md 3.6 H: shorter periods are out of range; longer ones stand as they are.
  shortest_period: { '..3600': '3600' },
  transport: { udp: 'UDPOnly', tcp: 'TCPOnly', tls: 'TLS', 'dns-srv': 'DNSnaptr' },
  // polycom.md 3.1 H: off 0/0/0, preferred 1/1/0, required 1/1/1.
  srtp: { off: '0', '*': '1' },
  srtp_require: { required: '1', '*': '0' },
  line_type: { true: 'shared', false: 'private' },
  dtmf_rtp: { info: '0', '*': '1' },
  dtmf_event: { rfc4733: '1', '*': '0' },
  dtmf_info: { info: '1', '*': '0' },
  waiting_tone: { true: 'beep', false: 'silent' },
  // polycom.md 3.2: names M, their spelling L; `new_call` is nothing a Polycom does.
  transfer: { blind: 'Blind', attended: 'Consultative' },
  transfer_blind: { blind: '1', attended: '0' },
  // A key that needs a number and has none is left unassigned.
  blf: { '': 'Unassigned', '*': 'BLF' },
  resource: { '': '', '*': 'resource' },
  favourite: { '': 'Unassigned', '*': 'SpeedDial' },
  favourite_group: { '': '', '*': 'favourite' },
  // polycom.md 3.3 H: SIP 3.2 and before; codecs without an entry have no known name there.
  codec_sip3: { G711_Mu: 'G711Mu', G711_A: 'G711A', G729_AB: 'G729AB', G722: 'G722' },
  // polycom.md 3.5 H: 1 = Sunday.
  weekday: { '0': '1', '1': '2', '2': '3', '3': '4', '4': '5', '5': '6', '6': '7' },
  // The n-th weekday of a month falls on one of the seven days from here on.
  week_date: { '1': '1', '2': '8', '3': '15', '4': '22' },
  week_last: { '5': '1', '*': '0' },
  hours_24: { '12': '0', '24': '1' },
  // polycom.md 3.5 H: letters for weekday, day, month; the numeric forms are U, so the order is what is kept.
  date_format: {
    'WWW MMM DD': 'D,Md',
    'MM DD YY': 'D,Md',
    'MM DD YYYY': 'D,Md',
    'YYYY MM DD': 'D,Md',
    'WWW DD MMM': 'D,dM',
    'DD MMM YY': 'D,dM',
    'DD MMM YYYY': 'D,dM',
    'DD MM YY': 'D,dM',
    'DD MM YYYY': 'D,dM',
  },
  // polycom.md 3.6 H: 0 to 3, where 0 would be dark.
  brightness: { '..3': '1', '..6': '2', '..10': '3' },
  // polycom.md 3.6 H: 5 to 60 seconds.
  backlight: {
    '..5': '5',
    '..10': '10',
    '..15': '15',
    '..20': '20',
    '..25': '25',
    '..30': '30',
    '..35': '35',
    '..40': '40',
    '..45': '45',
    '..50': '50',
    '..55': '55',
    '*': '60',
  },
  screensaver: { '0': '0', '*': '1' },
  // polycom.md 3.6 H: minutes.
  minutes: {
    '..60': '1',
    '..120': '2',
    '..180': '3',
    '..300': '5',
    '..600': '10',
    '..900': '15',
    '..1200': '20',
    '..1800': '30',
    '..2700': '45',
    '..3600': '60',
    '..7200': '120',
    '..14400': '240',
    '..28800': '480',
    '*': '1440',
  },
  // polycom.md 3.4 H (wazo): low is verbose. Severities wazo does not name get the nearest level that keeps them.
  syslog_level: { '0': '5', '1': '5', '2': '5', '3': '4', '4': '3', '5': '2', '6': '2', '7': '1' },
  class_ringer: classRinger,
  ringer,
  ldap_transport: { none: 'TCP', '*': 'TLS' },
  language,
}
