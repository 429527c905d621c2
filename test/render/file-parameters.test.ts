import { describe, expect, it } from 'vitest'
import { vendorNamed } from '../../src/catalogue/index.js'
import { type FileParameters, fileParameters } from '../../src/render/file-parameters.js'
import { isSecretParameter } from '../../src/render/parameters.js'
import { diffParameters } from '../../src/service/file-diff.js'

describe('the parameters of a file', () => {
  it.each<readonly [string, 'cfg' | 'xml', string, Record<string, string>]>([
    ['lines', 'cfg', '#!version:1.0.0.1\n# a = b\na.1 = x = y\nb =\n', { 'a.1': 'x = y', b: '' }],
    ['a name that stands twice', 'cfg', 'p = user:1\np = admin:2\n', { p: 'user:1\nadmin:2' }],
    [
      'elements with an index',
      'xml',
      '<settings><phone-settings><pass idx="2" perm="R">a &amp; b</pass></phone-settings></settings>',
      { 'pass[2]@perm': 'R', 'pass[2]': 'a & b' },
    ],
    [
      'attributes',
      'xml',
      '<PHONE_CONFIG><ALL reg.1.label="&lt;Ada&gt;" a.b=""/></PHONE_CONFIG>',
      { 'reg.1.label': '<Ada>', 'a.b': '' },
    ],
    [
      'entries of a directory by their names',
      'xml',
      '<item_list><item><fn>Ada</fn><ct>1</ct></item><item><fn>Bob</fn><ct>2</ct></item></item_list>',
      { 'item[Ada].fn': 'Ada', 'item[Ada].ct': '1', 'item[Bob].fn': 'Bob', 'item[Bob].ct': '2' },
    ],
  ])('%s', (_what, format, text, expected) => {
    expect(Object.fromEntries(fileParameters(format, text))).toEqual(expected)
  })
})

describe('parameters that hold secrets', () => {
  it.each([
    ['yealink', 'account.12.password', true],
    ['yealink', 'static.security.user_password', true],
    ['yealink', 'static.auto_provision.aes_key_16.mac', true],
    ['yealink', 'ldap.password', true],
    ['yealink', 'account.1.user_name', false],
    ['snom', 'user_pass[3]', true],
    ['snom', 'admin_mode_password', true],
    ['snom', 'user_name[3]', false],
    ['polycom', 'reg.2.auth.password', true],
    ['polycom', 'device.auth.localAdminPassword', true],
    ['polycom', 'reg.2.label', false],
  ])('%s %s: %s', (vendor, name, secret) => {
    expect(isSecretParameter(vendorNamed(vendor) as NonNullable<ReturnType<typeof vendorNamed>>, name)).toBe(secret)
  })
})

describe('a difference', () => {
  const yealink = vendorNamed('yealink') as NonNullable<ReturnType<typeof vendorNamed>>
  const of = (members: Record<string, string>): FileParameters => new Map(Object.entries(members))
  it('names what came, went and changed, and masks what is secret by table or by the file itself', () => {
    const before = of({
      a: '1',
      gone: 'x',
      'account.1.password': 'old',
      mine: 'old',
      same: 's',
      url: 'http://h/p/abc/',
    })
    const after = of({ a: '2', come: 'y', 'account.1.password': 'new', mine: '', same: 's', url: 'http://h/p/def/' })
    expect(diffParameters(yealink, before, after, new Set(['mine']))).toEqual([
      { name: 'a', kind: 'changed', before: '1', after: '2' },
      { name: 'come', kind: 'added', before: null, after: 'y' },
      { name: 'account.1.password', kind: 'changed', before: '********', after: '********' },
      { name: 'mine', kind: 'changed', before: '********', after: '' },
      { name: 'url', kind: 'changed', before: 'http://h/p/********/', after: 'http://h/p/********/' },
      { name: 'gone', kind: 'removed', before: 'x', after: null },
    ])
  })
})
