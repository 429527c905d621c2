import { describe, expect, it } from 'vitest'
import { host, webUrl } from '../../src/domain/text.js'

describe('a host', () => {
  it.each(['pbx', 'pbx.example.com', '10.0.0.1', '::1', '2001:db8::7', '[2001:db8::7]', '::ffff:10.0.0.1'])(
    'may be %s',
    (text) => expect(host.safeParse(text).success).toBe(true),
  )

  it.each([':0]', '[::1', '::1]', '::::', '1:2', '2001:db8::7::1', '10.0.0.1:5060', 'pbx.', '-pbx', 'a b', ''])(
    'is not %j',
    (text) =>
      expect(host.safeParse(text).error?.issues[0]?.message).toBe(
        'must be a host name or an IP address without a port',
      ),
  )
})

describe('a URL', () => {
  it.each(['http://books.example.com', 'https://[::1]:8443/a?b=1#c', 'http://10.0.0.1/x'])('may be %s', (text) =>
    expect(webUrl.safeParse(text).success).toBe(true),
  )

  it.each(['http://#', 'http://?a', 'http://#(', 'http://:80/', 'http://a:99999/', 'http://[:0]/', 'ftp://a/', 'a'])(
    'is not %s',
    (text) => expect(webUrl.safeParse(text).error?.issues[0]?.message).toBe('must be an absolute http or https URL'),
  )
})
