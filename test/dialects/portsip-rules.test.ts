import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { languageName, transportName, transportOf } from '../../src/dialects/portsip/enums.js'
import { fromTree, toTree } from '../../src/dialects/portsip/roles.js'
import {
  doorPassword,
  email,
  languageTag,
  pin,
  sipPassword,
  userName,
  webPassword,
} from '../../src/dialects/portsip/rules.js'
import { PERMISSIONS } from '../../src/domain/permission.js'

const ruleOf = (text: string) => {
  const [issue] = pin.safeParse(text).error?.issues ?? []
  return issue?.code === 'custom' ? issue.params?.rule : issue?.code
}

describe('the PIN policy', () => {
  it.each(['739254', '8901357', '1212121212', '998877', '135790', '902468'])('takes %s', (text) => {
    expect(pin.parse(text).reveal()).toBe(text)
  })

  it.each([
    ['73925', 'pattern'],
    ['73925473925', 'pattern'],
    ['73925a', 'pattern'],
    ['７39254', 'pattern'],
    ['', 'pattern'],
    ['111735', 'repeating'],
    ['735000', 'repeating'],
    ['012957', 'sequential'],
    ['957789', 'sequential'],
    ['573210', 'sequential'],
    ['958321', 'sequential'],
  ])('refuses %s by the rule %s', (text, rule) => {
    expect(ruleOf(text)).toBe(rule)
  })

  it('is the policy as one would spell it out', () => {
    const runs = '0123456789'
    const bad = (text: string) =>
      !/^\d{6,10}$/.test(text) ||
      /(\d)\1\1/.test(text) ||
      Array.from({ length: 8 }, (_, i) => runs.slice(i, i + 3)).some(
        (run) => text.includes(run) || text.includes([...run].reverse().join('')),
      )
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{5,11}$/), (text) => {
        expect(pin.safeParse(text).success).toBe(!bad(text))
      }),
      { numRuns: 3000 },
    )
  })
})

const taken = (schema: { safeParse(text: string): { success: boolean } }) => (text: string) =>
  schema.safeParse(text).success

describe('names, addresses and passwords', () => {
  it('have the form of the contract', () => {
    expect(['a', "o'neil-2_x.y", 'x'.repeat(64)].map(taken(userName))).toEqual([true, true, true])
    expect(['', '.a', 'a.', 'a b', 'ä', 'a@b', 'x'.repeat(65), 'a\n'].filter(taken(userName))).toEqual([])
    expect(['a@b', 'first.last@example.com'].map(taken(email))).toEqual([true, true])
    expect(['', 'a', '@', 'a@', '@b', 'a@b@c', 'a b@c', `${'x'.repeat(127)}@b`].filter(taken(email))).toEqual([])
    expect(['en', 'en-US', 'zh-Hans-CN'].map(taken(languageTag))).toEqual([true, true, true])
    expect(['', 'e', 'en_US', 'english language'].filter(taken(languageTag))).toEqual([])
  })

  it('are carried unchanged by what they are for', () => {
    expect(['sechs6', 'pässword', ' blank ', 'x'.repeat(128)].map(taken(webPassword))).toEqual([true, true, true, true])
    expect(
      ['short', 'x'.repeat(129), 'line\nbreak', 'del\x7fete', 'sep\u2028arator'].filter(taken(webPassword)),
    ).toEqual([])
    expect(['sechs6', 'a b c d', '"<&>\'%#'].map(taken(sipPassword))).toEqual([true, true, true])
    expect(
      ['short', 'pässword', ' leading', 'trailing ', 'x'.repeat(129), 'tab\tstop'].filter(taken(sipPassword)),
    ).toEqual([])
    expect(['1234', '12345678', '123', '123456789', '12a4'].map(taken(doorPassword))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })
})

describe('words of the contract', () => {
  it('name languages and transports', () => {
    expect(['de', 'de-AT', 'en-US', 'pt', undefined].map(languageName)).toEqual([
      'GERMAN',
      'GERMAN',
      'ENGLISH',
      null,
      null,
    ])
    expect(['udp', 'tcp', 'tls', 'dns-srv', undefined].map(transportName)).toEqual(['UDP', 'TCP', 'TLS', 'UDP', 'UDP'])
    expect([transportOf('UDP'), transportOf('TLS')]).toEqual(['udp', 'tls'])
  })

  it('carry permissions both ways', () => {
    fc.assert(
      fc.property(fc.subarray(PERMISSIONS), fc.subarray(PERMISSIONS), (held, before) => {
        expect(fromTree(toTree(held), before)).toEqual(held)
        expect(fromTree({}, held)).toEqual(held)
      }),
    )
    expect(fromTree({ general: { meeting: true, unknown: true } as never, nonsense: { x: true } as never })).toEqual([
      'general.meeting',
    ])
  })
})
