import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import { startTestServer, type TestServer } from '../support/server.js'

/* A public address that is changed again before every phone has followed it. */

const OLD = 'http://prov.example.net'
const WRONG = 'http://wrong.example.net'
const RIGHT = 'http://right.example.net'
let server: TestServer

beforeEach(async () => {
  server = await startTestServer({ OFFHOOK_PUBLIC_URL: OLD })
  await server.user('101')
})
afterEach(() => server.remove())

const move = (url: string) => server.services.server.change({ public_urls: [url] }, new Problems())

/** A phone, as a function that fetches, perhaps to enrol, and says which address it was told. */
async function phone(vendor: 'yealink' | 'snom', n: number): Promise<(enrols?: 'enrols') => Promise<string>> {
  const [prefix, model, agent] =
    vendor === 'yealink' ? ['001565', 'T46U', 'Yealink SIP-T46U 108.86.0.20'] : ['000413', 'D785', 'snomD785-SIP 10.1']
  const mac = `${prefix}ab000${n}`
  const [user] = await server.services.users.list(server.actor)
  const made = await server.phone(mac, vendor, model, { lines: [{ user_id: user?.id ?? '' }] })
  const file = vendor === 'yealink' ? `${mac}.cfg` : `snom${model}-${mac.toUpperCase()}.htm`
  const headers = {
    'User-Agent': vendor === 'yealink' ? `${agent} ${mac.replace(/(..)(?!$)/g, '$1:')}` : `Mozilla/4.0 (${agent})`,
  }
  return async (enrols) => {
    const { secret } = enrols ? made.enrolment_token : made.token
    const text = await (await fetch(server.base + server.path(made, file, secret.reveal()), { headers })).text()
    return /(?:server\.url = |<setting_server[^>]*>)(https?:\/\/[^/]+)/.exec(text)?.[1] ?? text
  }
}

describe('an address that changes again while phones move to it', () => {
  it('is told to none that has not been told it yet: nobody has seen a phone come there', async () => {
    const [first, second, third] = [await phone('yealink', 1), await phone('yealink', 2), await phone('yealink', 3)]
    await move(WRONG)
    expect([await first(), await second()]).toEqual([WRONG, OLD])
    await move(RIGHT)
    expect([await second(), await third()]).toEqual([RIGHT, OLD])
  })

  it('is the one before for vendors whose phone came there, and the oldest for the others', async () => {
    const yealinks = [await phone('yealink', 1), await phone('yealink', 2), await phone('yealink', 3)] as const
    const snoms = [await phone('snom', 1), await phone('snom', 2)] as const
    await move(server.base)
    await yealinks[0]()
    expect([await yealinks[0](), await yealinks[1]()]).toEqual([server.base, server.base])
    await move(RIGHT)
    expect([await yealinks[1](), await yealinks[2]()]).toEqual([RIGHT, server.base])
    expect([await snoms[0](), await snoms[1]()]).toEqual([RIGHT, OLD])
    expect(await server.services.server.hostNames()).toEqual(
      expect.arrayContaining(['right.example.net', '127.0.0.1', 'prov.example.net']),
    )
  })

  it('is taken back for everybody, and still answered to who was told it', async () => {
    const [first, second] = [await phone('yealink', 1), await phone('yealink', 2)]
    await move(WRONG)
    expect([await first(), await second()]).toEqual([WRONG, OLD])
    await move(OLD)
    expect([await first(), await second()]).toEqual([OLD, OLD])
    expect(await server.services.server.hostNames()).toEqual(['prov.example.net', 'wrong.example.net'])
  })

  it('is not told to a new phone that has found the new one, the first of its vendor', async () => {
    await move(server.base)
    const [first, second] = [await phone('snom', 1), await phone('snom', 2)]
    expect([await first('enrols'), await second('enrols')]).toEqual([server.base, server.base])
    await move(RIGHT)
    expect([await second('enrols'), await first()]).toEqual([server.base, RIGHT])
  })
})
