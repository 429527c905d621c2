import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fileIn, modelIn, namesOfFiles, readUserAgent } from '../../../src/catalogue/index.js'
import type { Mac } from '../../../src/domain/mac.js'
import { snom } from '../../../vendors/snom/index.js'
import { MAC, render, rootOf } from './read.js'

const samples = readFileSync(new URL('../../../fixtures/snom/user-agents.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => line.split('\t') as [string, string, string, string])

describe('User-Agents (snom.md 1.4)', () => {
  const told = (text: string | undefined) => text ?? '-'
  it.each(samples)('%s', (text, model, firmware, mac) => {
    const agent = readUserAgent(text)
    expect([agent?.vendor.id, told(agent?.model), told(agent?.firmware), told(agent?.mac)]).toEqual([
      'snom',
      model,
      firmware,
      mac,
    ])
  })
  it.each(['D785', '710', '760', '820', '870', 'PA1', '320', 'D345'])('%s is a model of the catalogue', (model) => {
    expect(modelIn(snom, model)).toMatchObject({ known: true, id: model })
  })
  it.each(['snomD785', 'SNOM-D785', 'd785', 'snom D785'])('%s is a D785', (text) =>
    expect(modelIn(snom, text).id).toBe('D785'),
  )
})

describe('file names (snom.md 1.3)', () => {
  it.each([
    'snomD785-000413AABBCC.htm',
    'snomD785-000413aabbcc.htm',
    'snom715-000413AABBCC.htm',
    'snomANY-000413AABBCC.htm',
    'snom-000413AABBCC.xml',
    '000413aabbcc.xml',
    '000413AABBCC.xml',
    '00:04:13:aa:bb:cc.xml',
    '00-04-13-AA-BB-CC.xml',
    'snomD785-00:04:13:AA:BB:CC.htm',
    'snomD785-00-04-13-aa-bb-cc.htm',
  ])("%s is the phone's own file", (name) => {
    expect(fileIn(snom, name)).toMatchObject({
      mac: MAC,
      row: { id: 'phone', main: true, contentType: 'text/xml; charset=utf-8' },
    })
  })
  it('both its names have the same body', () =>
    expect(render({}, '000413aabbcc.xml')).toBe(render({}, 'snomD785-000413AABBCC.htm')))

  it.each(['snomD785.htm', 'snom715.htm', 'SNOMD785.HTM', 'snom.htm'])(
    "%s is the model's, for all phones, and empty",
    (name) => {
      expect(fileIn(snom, name)).toMatchObject({ mac: undefined, row: { id: 'model', shared: true } })
      expect(rootOf(render({}, name))).toEqual({ name: 'settings', attributes: {}, children: [], text: '' })
    },
  )
  it('the firmware file carries the address', () => {
    expect(fileIn(snom, 'snomD785-000413AABBCC-firmware.xml')).toMatchObject({ mac: MAC, row: { id: 'firmware' } })
  })
  it.each(['snomD785-firmware.xml', 'snom-firmware.xml', 'gui_lang.xml', 'web_lang_DE.xml'])(
    '%s is not made',
    (name) => {
      expect(fileIn(snom, name)?.row.answer).toBe('none')
    },
  )
  it.each([
    '000413aabbc.xml',
    'snomD785-000413AABBCC.cfg',
    '000413aabbcc.cfg',
    'snomD785-000413AABBCC.htm.bak',
    '../000413aabbcc.xml',
    'a/000413aabbcc.xml',
    '00:04-13:aa:bb:cc.xmlx',
  ])("%s is nobody's", (name) => expect(fileIn(snom, name)).toBeUndefined())
  it('are shown as the phone asks for them', () => {
    expect(namesOfFiles(snom, 'D785', MAC as Mac).map(({ name }) => name)).toEqual([
      'snomD785-000413AABBCC.htm',
      'snomD785-000413AABBCC-firmware.xml',
      'snomD785.htm',
    ])
  })
  it("the phone's file holds every section but the firmware file's", () => {
    const ids = snom.sections.map(({ id }) => id)
    expect(snom.files.find(({ id }) => id === 'phone')?.sections).toEqual(ids.filter((id) => id !== 'firmware'))
  })
})
