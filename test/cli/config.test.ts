import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from '../../src/cli/config.js'
import { OPTIONS } from '../../src/cli/options.js'

describe('configuration', () => {
  it('has the documented defaults', () => {
    expect(readConfig({}, {})).toMatchObject({
      dataDir: './data',
      host: '0.0.0.0',
      httpPort: 8080,
      httpsPort: 8443,
      publicUrls: [],
      adminPassword: undefined,
      sipDomain: 'sip.example.com',
      secretKey: undefined,
      tls: undefined,
      trustedNetworks: [],
      trustProxy: [],
      upstream: undefined,
      logLevel: 'info',
    })
  })

  it('lets flags win over the environment', () => {
    expect(
      readConfig({ httpPort: '81', dataDir: '/b' }, { OFFHOOK_HTTP_PORT: '80', OFFHOOK_DATA_DIR: '/a' }),
    ).toMatchObject({ httpPort: 81, dataDir: '/b' })
  })

  it('switches a listener off', () => expect(readConfig({}, { OFFHOOK_HTTPS_PORT: 'off' }).httpsPort).toBeNull())

  it('takes a public URL of each scheme, with a path', () => {
    expect(readConfig({}, { OFFHOOK_PUBLIC_URL: 'http://a.example/x, https://a.example' }).publicUrls).toEqual([
      'http://a.example/x',
      'https://a.example',
    ])
  })

  it.each([
    ['OFFHOOK_HTTP_PORT', '99999'],
    ['OFFHOOK_HTTPS_PORT', 'on'],
    ['OFFHOOK_HOST', 'two words'],
    ['OFFHOOK_PUBLIC_URL', 'ftp://a.example'],
    ['OFFHOOK_PUBLIC_URL', 'http://a.example,http://b.example'],
    ['OFFHOOK_SIP_DOMAIN', 'a b'],
    ['OFFHOOK_ADMIN_PASSWORD', 'short'],
    ['OFFHOOK_LOG_LEVEL', 'loud'],
    ['OFFHOOK_TRUSTED_NETWORKS', '10.0.0.0/99'],
    ['OFFHOOK_TRUST_PROXY', 'nonsense'],
    ['OFFHOOK_TLS_CERT', '/only/one.pem'],
    ['OFFHOOK_UPSTREAM_PBX_URL', 'https://pbx.example.net'],
    ['OFFHOOK_UPSTREAM_PBX_CREDENTIALS', '/only/this.json'],
    ['OFFHOOK_UPSTREAM_PBX_TIMEOUT', '0'],
    ['OFFHOOK_UPSTREAM_PBX_TIMEOUT', '1.5'],
    ['OFFHOOK_DATADIR', './data'],
  ])('%s=%s stops the start with a line that names it', (name, value) => {
    const read = () => readConfig({}, { [name]: value })
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(name)
  })

  it('takes a PBX to ask, with its credentials and a time limit', () => {
    const env = {
      OFFHOOK_UPSTREAM_PBX_URL: 'https://pbx.example.net:8887',
      OFFHOOK_UPSTREAM_PBX_CREDENTIALS: '/c.json',
    }
    expect(readConfig({}, env).upstream).toEqual({
      url: 'https://pbx.example.net:8887',
      credentials: '/c.json',
      timeoutMs: 15_000,
    })
    expect(readConfig({ upstreamPbxTimeout: '3' }, env).upstream?.timeoutMs).toBe(3000)
  })

  it.each(['ftp://pbx', 'https://admin:secret@pbx.example.net', 'https://pbx.example.net/?a=b', 'pbx.example.net'])(
    'refuses the PBX %s without repeating it',
    (url) => {
      const read = () => readConfig({}, { OFFHOOK_UPSTREAM_PBX_URL: url, OFFHOOK_UPSTREAM_PBX_CREDENTIALS: '/c.json' })
      expect(read).toThrow('OFFHOOK_UPSTREAM_PBX_URL: must be')
      expect(read).not.toThrow('secret')
    },
  )

  it('refuses both listeners off', () => {
    expect(() => readConfig({}, { OFFHOOK_HTTP_PORT: 'off', OFFHOOK_HTTPS_PORT: 'off' })).toThrow('cannot both be off')
  })

  it.each(OPTIONS.map((option) => option.variable))('%s is in the README', async (variable) => {
    const { readFileSync } = await import('node:fs')
    expect(readFileSync(new URL('../../README.md', import.meta.url), 'utf8')).toContain(`\`${variable}\``)
  })
})
