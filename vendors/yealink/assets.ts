import type { AssetRow } from '../../src/domain/vendor.js'

const MB = 1024 * 1024
const PICTURE = {
  media: ['jpeg', 'png', 'bmp'],
  endings: ['.jpg', '.jpeg', '.png', '.bmp'],
  maxBytes: 5 * MB,
  source: 'yealink.md 3.4 P, D: jpg, png, bmp up to 5 MB',
} as const satisfies Omit<AssetRow, 'kind'>

export const assets: readonly AssetRow[] = [
  {
    kind: 'ringtone',
    media: ['wav'],
    endings: ['.wav'],
    maxBytes: 5 * MB,
    wav: [
      { encoding: 'pcm', bits: 16, rates: [8000] },
      { encoding: 'ulaw', bits: 8, rates: [8000] },
    ],
    source:
      'yealink.md 3.5 P; vendor guide for the T58, "Configuring Audio Features" D: one channel, 8 kHz, PCMU or 16 bit. The size is ours, U',
  },
  { kind: 'wallpaper', ...PICTURE },
  { kind: 'screensaver', ...PICTURE },
  { kind: 'firmware', media: ['binary'], endings: ['.rom'], source: 'yealink.md 3.4 P' },
]
