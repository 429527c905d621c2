import { describe, expect, it } from 'vitest'
import { KEY_KINDS, type Key } from '../../../src/domain/keys.js'
import { keyKinds } from '../../../vendors/snom/keys.js'
import { config, inside, render, rootOf } from './read.js'

const first = (key: Omit<Key, 'position'>, model = 'D785') =>
  config({ model, keys: [{ position: 1, ...key }] }).keys['0']

describe('key kinds (snom.md 3.2)', () => {
  const value = '203'
  it.each<[Omit<Key, 'position'>, string]>([
    [{ kind: 'line' }, 'line'],
    [{ kind: 'blf', value }, 'blf 203'],
    [{ kind: 'blf', value, pickup: '*8' }, 'blf 203|*8'],
    [{ kind: 'speed_dial', value }, 'speed 203'],
    [{ kind: 'park', value }, 'speed 203'],
    [{ kind: 'retrieve', value: '*88' }, 'speed *88'],
    [{ kind: 'pickup', value: '*97' }, 'speed *97'],
    [{ kind: 'group_pickup', value: '*98' }, 'speed *98'],
    [{ kind: 'intercom', value }, 'icom 203'],
    [{ kind: 'dtmf', value: '1#' }, 'dtmf 1#'],
    [{ kind: 'voicemail' }, 'keyevent F_VOICEMAIL_INFO'],
    [{ kind: 'voicemail', value: '*97' }, 'speed *97'],
    [{ kind: 'dnd' }, 'keyevent F_DND'],
    [{ kind: 'dnd', value: '*78' }, 'speed *78'],
    [{ kind: 'forward' }, 'keyevent F_REDIRECT'],
    [{ kind: 'forward', value }, 'redirect 203'],
    [{ kind: 'transfer' }, 'keyevent F_TRANSFER'],
    [{ kind: 'transfer', value }, 'transfer 203'],
    [{ kind: 'hold' }, 'keyevent F_HOLD'],
    [{ kind: 'conference', value }, 'conference 203'],
    [{ kind: 'redial' }, 'keyevent F_REDIAL'],
    [{ kind: 'history' }, 'keyevent F_CALL_LIST'],
    [{ kind: 'directory' }, 'keyevent F_ADR_BOOK'],
    [{ kind: 'ldap' }, 'keyevent F_DIRECTORY_SEARCH'],
    [{ kind: 'url', value: 'http://a.example/?a=1&b=<2>' }, 'url http://a.example/?a=1&b=<2>'],
    [{ kind: 'xml', value: 'http://a.example/menu.xml' }, 'url http://a.example/menu.xml'],
    [{ kind: 'paging', value: '224.0.1.59:5000' }, 'multicast 224.0.1.59:5000'],
    [{ kind: 'record' }, 'recorder'],
    [{ kind: 'record', value: '*1' }, 'dtmf *1'],
    [{ kind: 'menu' }, 'keyevent F_SETTINGS'],
  ])('%j is %s', (key, text) => expect(first(key)?.text).toBe(text))

  it('a prefix key does not exist', () => expect(keyKinds.prefix).toBeNull())

  const needy = KEY_KINDS.filter((kind) => keyKinds[kind]?.text?.includes('{key.value}'))
  it.each(needy)('%s without a value still replaces what was there', (kind) => {
    expect(first({ kind })?.text).toMatch(/^(?:none|keyevent F_[A-Z_]+|recorder)$/)
  })

  it.each([
    ['D765', 'orbit 8000'],
    ['720', 'orbit 8000'],
    ['D385', 'speed 8000'],
  ])('parking on a %s (W)', (model, text) => expect(first({ kind: 'park', value: '8000' }, model)?.text).toBe(text))

  it("a line key has no blank behind its type, unlike a peer's", () =>
    expect(first({ kind: 'line' })?.text).toBe('line'))
})

describe('what a key belongs to (snom.md 2.3)', () => {
  it('the account of its line', () => {
    const { keys } = config({ lines: [{}, {}], keys: [{ position: 3, kind: 'speed_dial', value: '1', line: 2 }] })
    expect([keys['0']?.context, keys['1']?.context, keys['2']?.context]).toEqual(['1', '2', '2'])
  })
  it('all accounts, for a key of the phone itself', () => expect(first({ kind: 'hold' })?.context).toBe('active'))
})

describe('unused keys (snom.md 3.3)', () => {
  it('are free line keys without a label, so that nothing of an old key stays', () => {
    expect(config().keys['5']).toEqual({ text: 'line', context: 'active', label: '', lp: 'on', perm: 'RW' })
  })
  it('every key of the phone is written, from 0', () => {
    expect(Object.keys(config().keys)).toEqual(Array.from({ length: 24 }, (_, i) => String(i)))
  })
  it('a label taken away is blanked', () => expect(first({ kind: 'blf', value: '1' })?.label).toBe(''))
})

describe('keys of modules (snom.md 3.3)', () => {
  const firstOf = (model: string, module: number) => {
    const { keys } = config({ model, keys: [{ position: 1, module, kind: 'speed_dial', value: '999' }] })
    return Object.keys(keys).find((idx) => keys[idx]?.text === 'speed 999')
  }
  it.each([
    ['D715', 1, '5'],
    ['D715', 2, '23'],
    ['D715', 3, '41'],
    ['D725', 1, '18'],
    ['D725', 3, '54'],
    ['D717', 1, '3'],
    ['D717', 3, '39'],
    ['D735', 2, '50'],
    ['D745', 3, '68'],
    ['D765', 1, '16'],
    ['D765', 3, '52'],
    ['D785', 1, '24'],
    ['D785', 2, '42'],
    ['D785', 3, '60'],
    ['D315', 1, '131'],
    ['D315', 2, '149'],
    ['D315', 3, '167'],
    ['D345', 1, '174'],
    ['D375', 1, '138'],
    ['D375', 2, '156'],
  ])('%s, module %i begins at %s', (model, module, idx) => expect(firstOf(model, module)).toBe(idx))

  it('the last key of a module is the 18th', () => {
    const { keys } = config({ keys: [{ position: 18, module: 1, kind: 'speed_dial', value: '999' }] })
    expect(keys['41']?.text).toBe('speed 999')
  })
  it('a module in use is written whole', () => {
    const written = inside(rootOf(render({ keys: [{ position: 1, module: 2, kind: 'hold' }] })), 'functionKeys')
    expect(written).toHaveLength(24 + 36)
  })
})
