import type { AssetRow } from '../../src/domain/vendor.js'

const MB = 1024 * 1024

export const assets: readonly AssetRow[] = [
  {
    kind: 'ringtone',
    media: ['wav'],
    endings: ['.wav'],
    maxBytes: MB,
    wav: [{ encoding: 'pcm', bits: 16, rates: [8000] }],
    source: 'snom.md 3.7 A; user_custom in the vendor wiki A: PCM, 8 kHz, 16 bit, mono. The size is ours, C',
  },
  {
    kind: 'wallpaper',
    media: ['jpeg', 'png', 'bmp'],
    endings: ['.jpg', '.jpeg', '.png', '.bmp'],
    maxBytes: 2 * MB,
    pixels: { D735: [320, 240], D785: [480, 272], D862: [1280, 720], D865: [1280, 720] },
    source: 'snom.md 3.7 A F; 2 MB is told of pictures for the modules only',
  },
  { kind: 'firmware', media: ['binary'], endings: ['.bin', '.swu'], source: 'snom.md 3.5 A W' },
]
