import { describe, expect, it } from 'vitest'
import { Secret } from '../../src/domain/secret.js'
import { answerChallenge } from '../../src/sip/digest.js'

const GET = { method: 'GET', uri: '/dir/index.html' }
const challenge = (rest: string) =>
  `Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", ${rest}`
const response = (header: string | undefined) => /response="([0-9a-f]+)"/.exec(header ?? '')?.[1]

describe('answering a Digest challenge', () => {
  it('gives the response of RFC 2617 ch. 3.5', () => {
    const mufasa = { user: 'Mufasa', password: new Secret('Circle Of Life') }
    const answer = answerChallenge(
      challenge('qop="auth,auth-int", opaque="5ccc069c403ebaf9f0171e9517f40e41"'),
      GET,
      mufasa,
      '0a4f113b',
    )
    expect(response(answer)).toBe('6629fae49393a05397450978507c4ef1')
    expect(answer).toContain('opaque="5ccc069c403ebaf9f0171e9517f40e41"')
  })
  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('gives the response of RFC 7616 ch. 3.9.1 with %s', (algorithm, expected) => {
    const asked = `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`
    const mufasa = { user: 'Mufasa', password: new Secret('Circle of Life') }
    const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ'
    expect(response(answerChallenge(asked, GET, mufasa, cnonce))).toBe(expected)
  })
  it.each([
    ['another scheme', 'Basic realm="x"'],
    ['no nonce', 'Digest realm="x"'],
    ['an algorithm of a session', 'Digest realm="x", nonce="n", algorithm=MD5-sess'],
    ['only auth-int', 'Digest realm="x", nonce="n", qop="auth-int"'],
  ])('has no answer to %s', (_name, asked) =>
    expect(answerChallenge(asked, GET, { user: 'u', password: new Secret('p') }, 'c')).toBeUndefined(),
  )
})
