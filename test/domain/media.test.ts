import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mediaOf } from '../../src/domain/media.js'
import { bmpFile, jpegFile, pngFile, wavFile } from '../support/media.js'

const withList = (): Buffer => {
  const file = wavFile()
  const list = Buffer.from('LIST\x05\0\0\0abcde\0', 'latin1')
  return Buffer.concat([file.subarray(0, 12), list, file.subarray(12)])
}

describe('what a file is, by its content', () => {
  it.each([
    ['PCM', wavFile(), { type: 'wav', encoding: 'pcm', channels: 1, rate: 8000, bits: 16 }],
    ['µ-law', wavFile({ tag: 7, bits: 8 }), { type: 'wav', encoding: 'ulaw', channels: 1, rate: 8000, bits: 8 }],
    ['A-law', wavFile({ tag: 6, bits: 8 }), { type: 'wav', encoding: 'alaw', channels: 1, rate: 8000, bits: 8 }],
    ['MP3 in a WAV', wavFile({ tag: 0x55 }), { type: 'wav', encoding: 'other', channels: 1, rate: 8000, bits: 16 }],
    ['a chunk of odd length first', withList(), { type: 'wav', encoding: 'pcm', channels: 1, rate: 8000, bits: 16 }],
    ['PNG', pngFile(480, 272), { type: 'png', width: 480, height: 272 }],
    ['JPEG', jpegFile(320, 240), { type: 'jpeg', width: 320, height: 240 }],
    ['JPEG with a long profile', jpegFile(320, 240, 60_000), { type: 'jpeg', width: 320, height: 240 }],
    ['BMP', bmpFile(128, 64), { type: 'bmp', width: 128, height: 64 }],
    ['BMP from top to bottom', bmpFile(128, -64), { type: 'bmp', width: 128, height: 64 }],
    ['a cut WAV', wavFile().subarray(0, 20), { type: 'broken', of: 'wav' }],
    ['a cut PNG', pngFile(1, 1).subarray(0, 20), { type: 'broken', of: 'png' }],
    ['a cut JPEG', jpegFile(1, 1).subarray(0, 10), { type: 'broken', of: 'jpeg' }],
    ['a cut BMP', bmpFile(1, 1).subarray(0, 20), { type: 'broken', of: 'bmp' }],
    ['a page', Buffer.from('<!DOCTYPE html><p>'), { type: 'markup' }],
    ['a page after blanks', Buffer.from('\ufeff \n<html>'), { type: 'markup' }],
    ['a drawing', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), { type: 'markup' }],
    ['a drawing in XML', Buffer.from('<?xml version="1.0"?>\n<svg/>'), { type: 'markup' }],
    ['XML for phones', Buffer.from('<?xml version="1.0"?><Menu/>'), { type: 'binary' }],
    ['a text that begins with BM', Buffer.from('BMW drivers'), { type: 'binary' }],
    ['nothing', Buffer.alloc(0), { type: 'binary' }],
  ])('%s', (_what, file, media) => {
    expect(mediaOf(file)).toEqual(media)
  })

  it.each([wavFile(), pngFile(1, 1), jpegFile(1, 1), bmpFile(1, 1)])(
    'never throws on damaged bytes of %#',
    (good: Buffer) => {
      fc.assert(
        fc.property(fc.nat(good.length), fc.uint8Array({ maxLength: 64 }), (cut, rest) => {
          expect(mediaOf(Buffer.concat([good.subarray(0, cut), rest])).type).toMatch(/^[a-z]+$/)
        }),
      )
    },
  )
})
