import type { AssetRow } from '../../src/domain/vendor.js'

export const assets: readonly AssetRow[] = [
  {
    kind: 'ringtone',
    media: ['wav'],
    endings: ['.wav'],
    maxBytes: 300 * 1024,
    wav: [
      { encoding: 'ulaw', bits: 8, rates: [8000] },
      { encoding: 'alaw', bits: 8, rates: [8000] },
      { encoding: 'pcm', bits: 16, rates: [16000] },
    ],
    source: "vendor's administrator guides SIP 2.2 p. A-27, 3.1 p. A-30 D: what is longer than 300 kB is cut off",
  },
  {
    kind: 'wallpaper',
    media: ['jpeg', 'bmp'],
    endings: ['.jpg', '.jpeg', '.bmp'],
    maxBytes: 5 * 1024 * 1024,
    source: 'polycom.md 3.6 M: BMP or JPEG. The size is ours, L',
  },
  { kind: 'firmware', media: ['binary'], endings: ['.ld'], source: 'polycom.md 1.1 H' },
]
