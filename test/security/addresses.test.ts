import { describe, expect, it } from 'vitest'
import { clientAddress, contains, normaliseIp, parseNetworks } from '../../src/security/addresses.js'

describe('parseNetworks and contains', () => {
  it.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.0.0.7/8', '10.1.2.3', true],
    ['192.0.2.1', '192.0.2.1', true],
    ['192.0.2.1', '192.0.2.2', false],
    ['192.0.2.128/25', '192.0.2.127', false],
    ['192.0.2.128/25', '192.0.2.128', true],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '203.0.113.9', false],
    ['::/0', '2001:db8::1', true],
    ['2001:db8::/32', '2001:DB8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['10.0.0.0/8', '::ffff:10.1.2.3', true],
    ['10.0.0.0/8', '::ffff:a01:203', true],
    ['::ffff:10.0.0.0/104', '10.1.2.3', true],
    ['::ffff:10.0.0.0/104', '11.1.2.3', false],
    ['::ffff:192.0.2.1', '192.0.2.1', true],
    ['fe80::/10', 'fe80::1%eth0', true],
    ['10.0.0.0/8, 2001:db8::/32\n192.0.2.1', '192.0.2.1', true],
    ['10.0.0.0/8,192.0.2.1', '198.51.100.1', false],
    ['', '127.0.0.1', false],
    [' , ', '127.0.0.1', false],
    ['0.0.0.0/0', '', false],
    ['0.0.0.0/0', 'localhost', false],
    ['0.0.0.0/0', '10.1', false],
    ['0.0.0.0/0', '010.1.2.3', false],
  ])('%j holds %j: %j', (list, ip, expected) => {
    expect(contains(parseNetworks(list), ip)).toBe(expected)
  })

  it.each([
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/255.0.0.0',
    '10.0.0.0/8x',
    '10.1',
    '10',
    '0x0a000001',
    '010.0.0.1',
    '256.0.0.1',
    '2001:db8::/129',
    '2001:db8',
    '[::1]',
    'fe80::1%eth0',
    'example.com',
    '/8',
    '*',
  ])('refuses %j by name', (entry) => {
    expect(() => parseNetworks(`192.0.2.1,${entry}, 10.0.0.0/8`)).toThrow(
      `${JSON.stringify(entry)} is not an IP address`,
    )
  })
})

describe('normaliseIp', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:C000:201', '192.0.2.1'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['0:0:0:0:0:0:0:0', '::'],
  ])('%s is %s', (text, expected) => {
    expect(normaliseIp(text)).toBe(expected)
  })

  it.each(['', 'localhost', '192.0.2.1:80', '192.0.2', '::1::', ' 192.0.2.1'])('refuses %j', (text) => {
    expect(() => normaliseIp(text)).toThrow(`${JSON.stringify(text)} is not an IP address`)
  })
})

describe('clientAddress', () => {
  const proxies = parseNetworks('10.0.0.0/24, 2001:db8::/64')

  it.each([
    ['no proxy, no header', '198.51.100.7', undefined, '198.51.100.7'],
    ['a forged header', '198.51.100.7', '203.0.113.1', '198.51.100.7'],
    ['a forged proxy chain', '198.51.100.7', '203.0.113.1, 10.0.0.1', '198.51.100.7'],
    ['a proxy without header', '10.0.0.1', undefined, '10.0.0.1'],
    ['a proxy with an empty header', '10.0.0.1', '', '10.0.0.1'],
    ['one proxy', '10.0.0.1', '198.51.100.7', '198.51.100.7'],
    ['one proxy, the client made up the rest', '10.0.0.1', '203.0.113.1, 198.51.100.7', '198.51.100.7'],
    ['two proxies', '10.0.0.1', '203.0.113.1, 198.51.100.7, 10.0.0.2', '198.51.100.7'],
    ['proxies only', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['an entry that is no address', '10.0.0.1', '198.51.100.7, unknown', '10.0.0.1'],
    ['no address behind a second proxy', '10.0.0.1', '198.51.100.7, x, 10.0.0.2', '10.0.0.2'],
    ['a mapped peer', '::ffff:10.0.0.1', '::ffff:198.51.100.7', '198.51.100.7'],
    ['ports in the header', '10.0.0.1', '198.51.100.7:4711', '198.51.100.7'],
    ['IPv6 with port', '2001:db8::9', '[2001:DB8:1::1]:4711', '2001:db8:1::1'],
    ['bare IPv6', '2001:db8::9', '2001:db8:1::1', '2001:db8:1::1'],
    ['a peer that is no address', '', '198.51.100.7', ''],
  ])('%s', (_, peer, header, expected) => {
    expect(clientAddress(peer, header, proxies)).toBe(expected)
  })

  it('believes no header when no proxy is trusted', () => {
    expect(clientAddress('127.0.0.1', '198.51.100.7', [])).toBe('127.0.0.1')
  })
})
