import { fileIn, vendors } from '../catalogue/index.js'
import { ASSET_NAME, ASSET_NAME_MAX, type AssetKind } from '../domain/asset.js'
import type { Problem } from '../domain/errors.js'
import type { Media } from '../domain/media.js'
import type { AssetRow, Vendor } from '../domain/vendor.js'

/** What is asked of a file: who shall have it, and what it turned out to be. */
export interface Candidate {
  readonly name: string
  readonly kind: AssetKind
  readonly models: readonly string[]
  readonly media: Media
  readonly bytes: number
}

const OWN_ENDINGS: Readonly<Partial<Record<Media['type'], readonly string[]>>> = {
  wav: ['.wav'],
  png: ['.png'],
  jpeg: ['.jpg', '.jpeg'],
  bmp: ['.bmp'],
}

const CONTENT_TYPES: Readonly<Partial<Record<Media['type'], string>>> = {
  wav: 'audio/wav',
  png: 'image/png',
  jpeg: 'image/jpeg',
  bmp: 'image/bmp',
}

/** The Content-Type the file is served with. */
export const contentTypeOf = (media: Media): string => CONTENT_TYPES[media.type] ?? 'application/octet-stream'

const ends = (name: string, endings: readonly string[]): boolean =>
  endings.some((ending) => name.toLowerCase().endsWith(ending))

/** What is wrong with a name, whatever the file holds; undefined when nothing is. */
export function nameFault(name: string): Omit<Problem, 'field'> | undefined {
  if (name.length > ASSET_NAME_MAX || !ASSET_NAME.test(name) || name.includes('..')) {
    return {
      rule: 'name',
      message: `must be a file name with an ending, of at most ${ASSET_NAME_MAX} letters, digits, dots, dashes and underscores`,
    }
  }
  for (const vendor of vendors) {
    const match = fileIn(vendor, name)
    // A shared name nobody makes, e.g. sip.ld, is free: an asset may be what answers it.
    if (match && (match.mac || match.row.answer !== 'none'))
      return { rule: 'reserved', message: `is the name of a file ${vendor.name} phones ask for` }
  }
  return undefined
}

function soundFault(media: Media, { wav }: AssetRow): string | undefined {
  if (media.type !== 'wav' || !wav) return undefined
  const known = wav.some((w) => w.encoding === media.encoding && w.bits === media.bits && w.rates.includes(media.rate))
  if (known && media.channels === 1) return undefined
  const wanted = wav.map((w) => `${w.encoding} ${w.bits} bit ${w.rates.join(' or ')} Hz`).join(', ')
  return `is ${media.encoding} ${media.bits} bit ${media.rate} Hz with ${media.channels} channel(s); wanted: one channel, ${wanted}`
}

function screenFault(media: Media, models: readonly string[], { pixels }: AssetRow): string | undefined {
  if (!pixels || !('width' in media)) return undefined
  for (const model of models) {
    const [width, height] = pixels[model] ?? [media.width, media.height]
    if (media.width !== width || media.height !== height)
      return `has ${media.width} x ${media.height} pixels; the screen of a ${model} has ${width} x ${height}`
  }
  return undefined
}

/** Why the vendor's phones cannot use the file as what it shall be; undefined when they can. */
export function faultFor(vendor: Vendor, { name, kind, models, media, bytes }: Candidate): Problem | undefined {
  const fault = (rule: string, message: string, field = 'file'): Problem => ({
    field,
    rule,
    message: `${vendor.name}: ${message}`,
  })
  if (kind === 'other') return undefined
  const row = vendor.assets.find((candidate) => candidate.kind === kind)
  if (!row) return fault('kind', `no way is known to give its phones a ${kind}`, 'kind')
  if (media.type === 'broken') return fault('content', `begins like ${media.of}, but its header cannot be read`)
  if (!row.media.includes(media.type)) return fault('content', `must be ${row.media.join(', ')}, not ${media.type}`)
  if (row.maxBytes !== undefined && bytes > row.maxBytes)
    return fault('max', `may have at most ${row.maxBytes} bytes, not ${bytes}`)
  const endings = (OWN_ENDINGS[media.type] ?? row.endings).filter((ending) => row.endings.includes(ending))
  if (!ends(name, endings)) return fault('ending', `must end in ${endings.join(' or ')}`, 'name')
  const sound = soundFault(media, row)
  if (sound) return fault('sound', sound)
  const screen = screenFault(media, models, row)
  return screen === undefined ? undefined : fault('pixels', screen)
}
