import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { config, faultsOf, type Options, render } from './read.js'

/** What any format makes of a text: one line of characters that XML has, no lone surrogate, no blanks around it. */
const normalised = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029\ufffe\uffff]+/gu, ' ')
    .toWellFormed()
    .trim()

const anyText = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom(
        '<',
        '>',
        '&',
        '"',
        "'",
        ']]>',
        '--',
        '<!--',
        '{{',
        '}}',
        '&amp;',
        '\n',
        '\u2028',
        '\ud800',
        '|',
        '\\',
        ' ',
        'a',
      ),
      maxLength: 30,
    }),
  )
  .filter((text) => normalised(text) !== '')

const printable = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 1,
  maxLength: 32,
})

const runs = { numRuns: 120 }

/** The one text, wherever a person's text can stand. */
const everywhere = (text: string): Options => ({
  lines: [{ user: 'u', auth: text, name: text, label: text, password: text }],
  keys: [{ position: 3, kind: 'speed_dial', value: text, label: text }],
  overrides: { 'custom_setting[2]': text, 'user_expiry[1]': text },
})

describe('whatever people enter', () => {
  it.each<[string, (text: string) => string | undefined]>([
    ['name', (text) => config({ lines: [{ name: text }] }).settings['user_realname[1]']],
    ['label of a line', (text) => config({ lines: [{ label: text }] }).settings['user_idle_text[1]']],
    ['user', (text) => config({ lines: [{ user: text }] }).settings['user_name[1]']],
    ['authentication name', (text) => config({ lines: [{ auth: text }] }).settings['user_pname[1]']],
    ['password of an account', (text) => config({ lines: [{ password: text }] }).settings['user_pass[1]']],
    ['label of a key', (text) => config({ keys: [{ position: 3, kind: 'hold', label: text }] }).keys['2']?.label],
    [
      'value of a key',
      (text) =>
        config({ keys: [{ position: 3, kind: 'url', value: `x${text}` }] }).keys['2']?.text.slice('url x'.length),
    ],
    ['override', (text) => config({ overrides: { custom_setting: text } }).settings.custom_setting],
    [
      'override of a written setting',
      (text) => config({ overrides: { 'user_expiry[1]': text } }).settings['user_expiry[1]'],
    ],
  ])('the phone reads the %s as it was meant', (_, written) => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(written(text)?.trim()).toBe(normalised(text))
      }),
      runs,
    )
  })

  it('a printable password arrives unchanged', () => {
    fc.assert(
      fc.property(printable, (password) => {
        const { settings } = config({
          lines: [{ password }],
          settings: { admin_password: password, ldap: { host: 'l', password } },
        })
        expect([settings['user_pass[1]'], settings.ldap_password]).toEqual([password, password])
      }),
      runs,
    )
  })

  it('libxml2 finds nothing wrong, and all else in the file stays as it was', async () => {
    const texts = fc.sample(anyText, { numRuns: 200, seed: 413 })
    const bodies = texts.map((text) => render(everywhere(text)))
    expect(await faultsOf(...bodies)).toEqual([])
    const shape = (body: string) => body.replace(/>[^<]*</g, '><').replace(/"[^"]*"/g, '""')
    expect(new Set(bodies.map(shape)).size).toBe(1)
  })
})

describe('characters that XML has not', () => {
  it.each(['\ufffe', '\uffff'])('%j do not reach the file', async (character) => {
    expect(await faultsOf(render(everywhere(`a${character}b`)))).toEqual([])
  })
})

describe('the same plan', () => {
  it('gives the same bytes', () => expect(render(everywhere('a'))).toBe(render(everywhere('a'))))
})
