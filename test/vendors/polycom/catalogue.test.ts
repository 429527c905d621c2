import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fileIn, modelIn, readUserAgent, vendorByOui } from '../../../src/catalogue/index.js'
import { CODECS } from '../../../src/domain/codec.js'
import { parseMac } from '../../../src/domain/mac.js'
import { polycom } from '../../../vendors/polycom/index.js'

const samples = readFileSync(new URL('../../../fixtures/polycom/user-agents.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((sample) => sample !== '')
  .map((sample) => sample.split('\t') as [string, string, string, string])

describe('User-Agents (polycom.md 1.5)', () => {
  it.each(samples)('%s', (text, model, firmware, mac) => {
    const agent = readUserAgent(text)
    expect(agent && modelIn(agent.vendor, agent.model ?? '')).toMatchObject({ id: model, known: true })
    expect(agent).toMatchObject({ vendor: polycom })
    expect(agent?.firmware).toBe(firmware === '-' ? undefined : firmware)
    expect(agent?.mac).toBe(mac === '-' ? undefined : mac)
  })

  it('takes no version from a bootROM that names no type (1.5 H: wazo)', () => {
    const agent = readUserAgent('FileTransport PolycomSoundPointIP-SPIP_335-UA/4.3.1.0430')
    expect(agent).toMatchObject({ vendor: polycom, model: 'SPIP_335', firmware: undefined })
  })

  it('takes no version from an updater that tells its serial number (1.5 H)', () => {
    const agent = readUserAgent('FileTransport PolyEdge-Edge_E350-UA/8.0.0.1 (SN:482567B5313F) Type/Updater')
    expect(agent).toMatchObject({ model: 'Edge_E350', firmware: undefined, mac: '482567b5313f' })
  })

  it.each([
    'Yealink SIP-T46U 108.86.0.20',
    'FileTransport Polycom',
    'Mozilla/5.0 PolycomVVX-VVX_450-UA/5.9.1.0615 Type/Application',
  ])('is not a Polycom: %s', (text) => {
    expect(readUserAgent(text)?.vendor.id).not.toBe('polycom')
  })
})

describe('models (polycom.md ch. 4)', () => {
  it.each([
    ['VVX150', 'VVX150', 2, 2],
    ['VVX_450', 'VVX450', 12, 12],
    ['Polycom VVX 250', 'VVX250', 4, 4],
    ['vvx-350', 'VVX350', 6, 6],
    ['VVX501', 'VVX501', 12, 12],
    ['VVX601', 'VVX601', 16, 16],
    ['VVX1500', 'VVX1500', 6, 6],
    ['Edge E350', 'EdgeE350', 8, 24],
    ['Edge_E350', 'EdgeE350', 8, 24],
    ['Poly Edge E350', 'EdgeE350', 8, 24],
    ['CCX 500', 'CCX500', 24, 48],
    ['SPIP_335', 'SPIP335', 2, 2],
    ['SoundPoint SPIP450', 'SPIP450', 3, 3],
    ['SSIP_6000', 'SSIP6000', 1, 1],
    ['RealPresence Trio 8800', 'Trio8800', 1, 1],
  ])('%s is %s', (text, id, lines, keys) => {
    const found = modelIn(polycom, text)
    expect(found).toMatchObject({ id, known: true, row: { lines, keys } })
  })

  it.each([
    ['VVX411', { count: 3, keys: 84 }],
    ['VVX350', undefined],
    ['VVX1500', undefined],
    ['SPIP670', { count: 3, keys: 14 }],
    ['SPIP560', undefined],
  ])('modules of a %s', (text, modules) => {
    expect(modelIn(polycom, text).row.modules).toEqual(modules)
  })

  it('a model nobody knows gets the smallest counts', () => {
    expect(modelIn(polycom, 'VVX999')).toMatchObject({ known: false, row: { lines: 1, keys: 1 } })
  })

  it('no model is listed twice', () => {
    const ids = polycom.models.map(({ id }) => id.toLowerCase())
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each(polycom.models)('$id has room for its accounts, known codecs, a source', (row) => {
    expect(row.keys).toBeGreaterThanOrEqual(row.lines)
    expect(CODECS).toEqual(expect.arrayContaining([...(row.codecs ?? [])]))
    expect(row.source).toContain('polycom.md')
    expect(row.softkeys).toBe(10)
  })

  it.each(['0004f2', '64167f', '482567', '00907a'])('%s is the vendor’s', (oui) => {
    const mac = parseMac(`${oui}123456`)
    expect(mac && vendorByOui(mac)?.id).toBe('polycom')
  })
})

describe('file names (polycom.md 1.1, 1.4)', () => {
  it.each([
    ['64167faabbcc.cfg', 'master'],
    ['64167FAABBCC.cfg', 'master'],
    ['64:16:7f:aa:bb:cc.cfg', 'master'],
    ['64-16-7F-AA-BB-CC.CFG', 'master'],
    ['64167faabbcc-user.cfg', 'phone'],
    ['64167FAABBCC-USER.CFG', 'phone'],
    ['64167faabbcc-directory.xml', 'directory'],
    ['64167FAABBCC-directory.xml', 'directory'],
    ['64167faabbcc-phone.cfg', 'phone-overrides'],
    ['64-16-7f-aa-bb-cc-phone.cfg', 'phone-overrides'],
    ['64167faabbcc-web.cfg', 'web-overrides'],
    ['64167faabbcc-calls.xml', 'calls'],
    ['64167faabbcc-app.log', 'log'],
    ['64167faabbcc-boot.log', 'log'],
    ['64167faabbcc-license.cfg', 'license'],
    ['64167FAABBCC.csr', 'signing-request'],
    ['64167FAABBCC-private.pem', 'signing-request'],
  ])('%s is the phone’s %s', (name, id) => {
    expect(fileIn(polycom, name)).toMatchObject({ row: { id }, mac: '64167faabbcc' })
  })

  it.each([
    ['000000000000.cfg', 'shared-master'],
    ['000000000000-directory.xml', 'shared-directory'],
    ['000000000000-license.cfg', 'shared-license'],
    ['sip.ld', 'firmware'],
    ['sip.ver', 'firmware'],
    ['3111-48450-001.sip.ld', 'firmware'],
    ['3111-44500-001.3111-44500-001.sip.ld', 'firmware'],
    ['languages/Website_dictionary_language_en-us.xml', 'dictionary'],
    ['SoundPointIPLocalization/French_France/SoundPointIP-dictionary.xml', 'dictionary'],
  ])('%s is everybody’s %s', (name, id) => {
    expect(fileIn(polycom, name)).toMatchObject({ row: { id, shared: true }, mac: undefined })
  })

  it.each([
    '000000000000-user.cfg',
    '00:00:00:00:00:00.cfg',
    '000000000000-app.log',
    '000000000000-private.pem',
    '64167faabbc.cfg',
    '64167faabbccd.cfg',
    '64167faabbcc-evil.cfg',
    '../64167faabbcc.cfg',
    '64167faabbcc.cfg.bak',
  ])('%s is no file of ours', (name) => {
    expect(fileIn(polycom, name)).toBeUndefined()
  })

  it.each(['64167faabbcc.csr', '64167faabbcc-private.pem'])('%s is neither taken nor given (trap 10)', (name) => {
    const row = fileIn(polycom, name)?.row
    expect(row).toMatchObject({ answer: 'none' })
    expect(row?.upload).toBeUndefined()
  })

  it.each([
    ['-phone.cfg', 'stored'],
    ['-web.cfg', 'stored'],
    ['-calls.xml', 'none'],
    ['-app.log', 'none'],
    ['-boot.log', 'none'],
  ])('<mac>%s may be uploaded up to a bound and is answered %s (1.4)', (end, answer) => {
    const row = fileIn(polycom, `64167faabbcc${end}`)?.row
    expect(row).toMatchObject({ answer })
    expect(row?.upload).toBeGreaterThan(0)
    expect(row?.upload).toBeLessThanOrEqual(1024 * 1024)
  })

  it('only the configuration is the main file', () => {
    expect(polycom.files.filter(({ main }) => main).map(({ id }) => id)).toEqual(['phone'])
  })
})
