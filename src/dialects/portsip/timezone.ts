import { settingsSchema } from '../../domain/settings.js'

/**
 * Places and regions as vendors' phones and their templates spell them, squeezed to letters. Sources: the spellings of
 * portsip-provisioning.md ch. 8 and the zone names of yealink.md 3.6.
 */
const PLACES: Readonly<Record<string, string>> = {
  chinabeijing: 'Asia/Shanghai',
  chinabeijingchongqinghongkongurumqi: 'Asia/Shanghai',
  hongkong: 'Asia/Hong_Kong',
  chinahongkong: 'Asia/Hong_Kong',
  taiwantaipei: 'Asia/Taipei',
  singaporesingapore: 'Asia/Singapore',
  malaysiakualalumpur: 'Asia/Kuala_Lumpur',
  thailandbangkok: 'Asia/Bangkok',
  japantokyo: 'Asia/Tokyo',
  koreaseoul: 'Asia/Seoul',
  indiacalcutta: 'Asia/Kolkata',
  indiakolkata: 'Asia/Kolkata',
  uaedubai: 'Asia/Dubai',
  unitedarabemiratesdubai: 'Asia/Dubai',
  israeltelaviv: 'Asia/Jerusalem',
  turkeyankara: 'Europe/Istanbul',
  turkeyistanbul: 'Europe/Istanbul',
  russiamoscow: 'Europe/Moscow',
  ukrainekiev: 'Europe/Kyiv',
  ukrainekyiv: 'Europe/Kyiv',
  greeceathens: 'Europe/Athens',
  finlandhelsinki: 'Europe/Helsinki',
  romaniabucharest: 'Europe/Bucharest',
  bulgariasofia: 'Europe/Sofia',
  germanyberlin: 'Europe/Berlin',
  austriavienna: 'Europe/Vienna',
  switzerlandzurich: 'Europe/Zurich',
  italyrome: 'Europe/Rome',
  francenicecorseparis: 'Europe/Paris',
  franceparis: 'Europe/Paris',
  spainmadrid: 'Europe/Madrid',
  netherlandsamsterdam: 'Europe/Amsterdam',
  belgiumbrussels: 'Europe/Brussels',
  polandwarsaw: 'Europe/Warsaw',
  swedenstockholm: 'Europe/Stockholm',
  norwayoslo: 'Europe/Oslo',
  denmarkkopenhagen: 'Europe/Copenhagen',
  denmarkcopenhagen: 'Europe/Copenhagen',
  czechrepublicprague: 'Europe/Prague',
  hungarybudapest: 'Europe/Budapest',
  unitedkingdomlondon: 'Europe/London',
  greatbritainlondon: 'Europe/London',
  irelanddublin: 'Europe/Dublin',
  portugallisboaportofunchal: 'Europe/Lisbon',
  portugallisbon: 'Europe/Lisbon',
  unitedstateseasterntime: 'America/New_York',
  useasterntimenewyork: 'America/New_York',
  useasterntime: 'America/New_York',
  unitedstatescentraltime: 'America/Chicago',
  uscentraltimechicago: 'America/Chicago',
  uscentraltime: 'America/Chicago',
  unitedstatesmountaintime: 'America/Denver',
  usmountaintimedenver: 'America/Denver',
  usmountaintime: 'America/Denver',
  unitedstatespacifictime: 'America/Los_Angeles',
  uspacifictimelosangeles: 'America/Los_Angeles',
  uspacifictime: 'America/Los_Angeles',
  unitedstatesalaskatime: 'America/Anchorage',
  unitedstateshawaiialeutian: 'Pacific/Honolulu',
  canadamontrealottawaquebec: 'America/Toronto',
  mexicomexicocityacapulco: 'America/Mexico_City',
  brazilsaopaulo: 'America/Sao_Paulo',
  argentinabuenosaires: 'America/Argentina/Buenos_Aires',
  southafricapretoria: 'Africa/Johannesburg',
  egyptcairo: 'Africa/Cairo',
  australiasydneymelbournecanberra: 'Australia/Sydney',
  // The typo is the phone's.
  australiasydneymelboumecanberra: 'Australia/Sydney',
  australiaperth: 'Australia/Perth',
  newzealandwellingtonauckland: 'Pacific/Auckland',
}

const OFFSET =
  /^\(?(?:(?:GMT|UTC)\s*(?:([+-])([0-9]{1,2})(?::?([0-9]{2}))?)?|([+-])([0-9]{1,2})(?::?([0-9]{2}))?)\)?\s*/i

const isZone = (name: string): boolean => settingsSchema.shape.timezone.safeParse(name).success

/** An IANA name in its own spelling of upper and lower case. */
function ianaName(text: string): string | undefined {
  if (!/^[A-Za-z]/.test(text) || !isZone(text)) return undefined
  const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions()
  // Some links resolve to another name; those are kept as they were written.
  return timeZone.toLowerCase() === text.toLowerCase() ? timeZone : text
}

/** A bare offset is a clock without daylight saving; the sign of `Etc/GMT` zones points west. */
function fixedOffset(sign: string, hours: number, minutes: number): string | undefined {
  if (hours === 0 && minutes === 0) return 'Etc/UTC'
  const name = `Etc/GMT${sign === '+' ? '-' : '+'}${hours}`
  return minutes === 0 && isZone(name) ? name : undefined
}

/** The zone a free text means: an IANA name, or a vendor's spelling of offset and place; undefined when nobody can tell. */
export function zoneOfText(text: string): string | undefined {
  const trimmed = text.trim()
  const iana = ianaName(trimmed)
  if (iana) return iana
  const match = OFFSET.exec(trimmed)
  const place = trimmed.slice(match?.[0].length ?? 0)
  const sign = match?.[1] ?? match?.[4] ?? '+'
  if (match && place === '')
    return fixedOffset(sign, Number(match[2] ?? match[5] ?? 0), Number(match[3] ?? match[6] ?? 0))
  const squeezed = place.toLowerCase().replace(/[^a-z]/g, '')
  return (Object.hasOwn(PLACES, squeezed) ? PLACES[squeezed] : undefined) ?? ianaName(place)
}
