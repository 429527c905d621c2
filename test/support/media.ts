/** Small files of every type, made by their specifications. */

export interface Sound {
  readonly tag?: number
  readonly channels?: number
  readonly rate?: number
  readonly bits?: number
  readonly seconds?: number
}

/** A WAV file; format tag 1 = PCM, 6 = A-law, 7 = µ-law. */
export function wavFile({ tag = 1, channels = 1, rate = 8000, bits = 16, seconds = 0.1 }: Sound = {}): Buffer {
  const data = Buffer.alloc(Math.round(rate * seconds) * channels * (bits / 8))
  const head = Buffer.alloc(44)
  head.write('RIFF', 0, 'latin1')
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8, 'latin1')
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(tag, 20)
  head.writeUInt16LE(channels, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate * channels * (bits / 8), 28)
  head.writeUInt16LE(channels * (bits / 8), 32)
  head.writeUInt16LE(bits, 34)
  head.write('data', 36, 'latin1')
  head.writeUInt32LE(data.length, 40)
  return Buffer.concat([head, data])
}

export function pngFile(width: number, height: number): Buffer {
  const file = Buffer.alloc(33)
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]).copy(file)
  file.write('IHDR', 12, 'latin1')
  file.writeUInt32BE(width, 16)
  file.writeUInt32BE(height, 20)
  return file
}

/** A JPEG whose frame comes after a profile of `profile` bytes. */
export function jpegFile(width: number, height: number, profile = 16): Buffer {
  const app = Buffer.alloc(2 + profile)
  app.writeUInt16BE(0xffe1, 0)
  app.writeUInt16BE(profile, 2)
  const frame = Buffer.alloc(19)
  frame.writeUInt16BE(0xffc0, 0)
  frame.writeUInt16BE(17, 2)
  frame[4] = 8
  frame.writeUInt16BE(height, 5)
  frame.writeUInt16BE(width, 7)
  return Buffer.concat([Buffer.from([0xff, 0xd8]), app, frame, Buffer.from([0xff, 0xd9])])
}

/** A BMP; a negative height means that its rows stand from top to bottom. */
export function bmpFile(width: number, height: number): Buffer {
  const file = Buffer.alloc(54)
  file.write('BM', 0, 'latin1')
  file.writeUInt32LE(54, 2)
  file.writeUInt32LE(54, 10)
  file.writeUInt32LE(40, 14)
  file.writeInt32LE(width, 18)
  file.writeInt32LE(height, 22)
  return file
}
