import type { ValueMap } from '../../src/domain/vendor.js'
import { after_3, after_6, exp20, first_3, first_6 } from './positions.js'
import { slot_long, slot_name, slot_rtpmap, slot_short } from './slots.js'
import { led_common, led_mail, led_missed, ring, ringer } from './sounds.js'

/**
 * English names as the phone spells them. Source: yealink.md 3.4 (language); Swedish, Greek, Ukrainian, Bulgarian,
 * Japanese and what follows them are tancredi's rule "the English name", unconfirmed per firmware.
 */
const language: ValueMap = {
  en: 'English',
  fr: 'French',
  'fr-CA': 'French_CA',
  de: 'German',
  it: 'Italian',
  es: 'Spanish',
  'es-MX': 'Spanish_LA',
  pt: 'Portuguese',
  'pt-BR': 'Portuguese_LA',
  nl: 'Dutch',
  da: 'Danish',
  pl: 'Polish',
  ru: 'Russian',
  tr: 'Turkish',
  zh: 'Chinese_S',
  'zh-Hant': 'Chinese_T',
  sv: 'Swedish',
  el: 'Greek',
  uk: 'Ukrainian',
  bg: 'Bulgarian',
  ja: 'Japanese',
  cs: 'Czech',
  nb: 'Norwegian',
  fi: 'Finnish',
  hu: 'Hungarian',
  he: 'Hebrew',
}

/** DECT handsets count languages. Source: yealink.md 3.4 (P wz); other numbers are not known. */
const handsetLanguage: ValueMap = { en: '0', fr: '1', de: '2', it: '3', es: '6' }

/**
 * Tone sets by country. Source: yealink.md 3.4 P! (`United States` and `USA` were both seen; the manual has the longer
 * one) and the list under `voice.tone.country` in the T58 administrator's guide.
 */
const tone: ValueMap = {
  AU: 'Australia',
  AT: 'Austria',
  BE: 'Belgium',
  BR: 'Brazil',
  CH: 'Switzerland',
  CL: 'Chile',
  CN: 'China',
  CZ: 'Czech',
  DE: 'Germany',
  DK: 'Denmark',
  ES: 'Spain',
  FI: 'Finland',
  FR: 'France',
  GB: 'Great Britain',
  GR: 'Greece',
  HU: 'Hungary',
  IN: 'India',
  IT: 'Italy',
  JP: 'Japan',
  LT: 'Lithuania',
  MX: 'Mexico',
  NL: 'Netherlands',
  NO: 'Norway',
  NZ: 'New Zealand',
  PT: 'Portugal',
  RU: 'Russia',
  SE: 'Sweden',
  US: 'United States',
}

/** Zone names in the vendor's exact text, its typos included. Source: yealink.md 3.6 (tancredi's macros). */
const zone: ValueMap = {
  'Europe/Rome': 'Italy(Rome)',
  'Europe/Berlin': 'Germany(Berlin)',
  'Europe/Vienna': 'Germany(Berlin)',
  'Europe/Zurich': 'Germany(Berlin)',
  'Europe/Warsaw': 'Germany(Berlin)',
  'Europe/Oslo': 'Germany(Berlin)',
  'Europe/Paris': 'France(Paris)',
  'Europe/Brussels': 'France(Paris)',
  'Europe/Madrid': 'Spain(Madrid)',
  'Europe/Amsterdam': 'Netherlands(Amsterdam)',
  'Europe/London': 'United Kingdom(London)',
  'Europe/Dublin': 'United Kingdom(London)',
  // Summer time is written as off, so that the name brings no British summer.
  'Etc/UTC': 'United Kingdom(London)',
  'Europe/Lisbon': 'Portugal(Lisboa,Porto,Funchal)',
  'Europe/Athens': 'Greece(Athens)',
  'Europe/Moscow': 'Russia(Moscow)',
  'Europe/Istanbul': 'Turkey(Ankara)',
  'America/New_York': 'United States-Eastern Time',
  'America/Chicago': 'United States-Central Time',
  'America/Denver': 'United States-Mountain Time',
  'America/Los_Angeles': 'United States-Pacific Time',
  'America/Anchorage': 'United States-Alaska Time',
  'America/Toronto': 'Canada(Montreal,Ottawa,Quebec)',
  'America/Mexico_City': 'Mexico(Mexico City,Acapulco)',
  'America/Argentina/Buenos_Aires': 'Argentina(Buenos Aires)',
  'America/Argentina/Catamarca': 'Argentina(Buenos Aires)',
  'America/Argentina/Cordoba': 'Argentina(Buenos Aires)',
  'America/Argentina/Jujuy': 'Argentina(Buenos Aires)',
  'America/Argentina/La_Rioja': 'Argentina(Buenos Aires)',
  'America/Argentina/Mendoza': 'Argentina(Buenos Aires)',
  'America/Argentina/Rio_Gallegos': 'Argentina(Buenos Aires)',
  'America/Argentina/Salta': 'Argentina(Buenos Aires)',
  'America/Argentina/San_Juan': 'Argentina(Buenos Aires)',
  'America/Argentina/San_Luis': 'Argentina(Buenos Aires)',
  'America/Argentina/Tucuman': 'Argentina(Buenos Aires)',
  'America/Argentina/Ushuaia': 'Argentina(Buenos Aires)',
  'Asia/Kolkata': 'India(Calcutta)',
  'Asia/Tokyo': 'Japan(Tokyo)',
  'Asia/Shanghai': 'China(Beijing)',
  'Asia/Singapore': 'Singapore(Singapore)',
  'Australia/Sydney': 'Australia(Sydney,Melboume,Canberra)',
  'Pacific/Auckland': 'New Zealand(Wellington,Auckland)',
}

export const maps: Readonly<Record<string, ValueMap>> = {
  bool: { true: '1', false: '0' },
  state: { on: '1', off: '0' },
  transport: { udp: '0', tcp: '1', tls: '2', 'dns-srv': '3' },
  srtp: { off: '0', optional: '1', required: '2' },
  dtmf: { inband: '0', rfc4733: '1', info: '2' },
  keepalive: { '0': '0', '*': '1' },
  transfer: { new_call: '0', attended: '1', blind: '2' },
  time_format: { '12': '0', '24': '1' },
  // yealink.md 3.4: the seven formats; the closest one where years are written shorter or longer.
  date_format: {
    'WWW MMM DD': '0',
    'DD MMM YY': '1',
    'YYYY MM DD': '2',
    'DD MM YY': '3',
    'DD MM YYYY': '3',
    'MM DD YY': '4',
    'MM DD YYYY': '4',
    'DD MMM YYYY': '5',
    'WWW DD MMM': '6',
  },
  // The phone counts 1 = Monday to 7 = Sunday.
  weekday: { '0': '7', '1': '1', '2': '2', '3': '3', '4': '4', '5': '5', '6': '6' },
  ldap_tls: { none: '0', starttls: '1', ldaps: '2' },
  // RFC 5424 severities 0 to 7 against the phone's 0 to 6.
  syslog_level: { '..6': '6', '7': '6', '0': '0', '1': '1', '2': '2', '3': '3', '4': '4', '5': '5' },
  backlight: {
    '0': '0',
    '..15': '15',
    '..30': '30',
    '..60': '60',
    '..120': '120',
    '..300': '300',
    '..600': '600',
    '..86400': '1800',
  },
  // yealink.md 3.5; a custom file is taken by its own name.
  ring,
  ringer,
  // The two lamps that tell of what was missed; the words of the PortSIP contract and their short forms.
  led_mail,
  led_missed,
  led_common,
  slot_long,
  slot_short,
  slot_name,
  slot_rtpmap,
  // yealink.md 3.3: the T32G and T38G count the accounts of keys from 0.
  from_zero: { '1': '0', '2': '1', '3': '2', '4': '3', '5': '4', '6': '5' },
  // Line keys first, then memory keys counted from 1.
  first_3,
  after_3,
  first_6,
  after_6,
  exp20,
  language,
  handset_language: handsetLanguage,
  tone,
  zone,
}
