import { readdirSync, readFileSync } from 'node:fs'
import { connect as connectTcp } from 'node:net'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Phone } from '../../src/domain/model.js'
import { type Api, startApi } from '../support/api.js'
import { ask } from '../support/request.js'

let api: Api
let yealink: Phone
let snom: Phone

const AGENT = {
  yealink: 'Yealink SIP-T46U 108.86.0.20 80:5e:c0:aa:bb:cc',
  snom: 'Mozilla/4.0 (compatible; snomD785-SIP 10.1.127.10 1.1.3-u 00041396D9B4 SXM:0)',
}

beforeAll(async () => {
  api = await startApi({ OFFHOOK_HTTPS_PORT: '0' })
  const { server } = api
  const lines = async (number: string) => ({ lines: [{ user_id: (await server.user(number)).id }] })
  yealink = await server.phone('805ec0aabbcc', 'yealink', 'T46U', await lines('101'))
  snom = await server.phone('00041396d9b4', 'snom', 'D785', await lines('102'))
})
afterAll(() => api.server.remove())

const get = (path: string, options: RequestInit & { agent?: string } = {}) =>
  fetch(`${api.server.base}${path}`, {
    ...options,
    headers: { 'User-Agent': options.agent ?? AGENT.yealink, ...options.headers },
  })
const rowsOf = async (phone: Phone) =>
  (await api.get(`/phones/${phone.mac}/fetches`)).body.items as Record<string, unknown>[]
const newest = async (phone: Phone) => (await rowsOf(phone))[0]

describe('the ledger of a phone', () => {
  it('has every fetch with its proof: the first, one that is known, one from memory, a HEAD', async () => {
    const path = api.server.path(yealink, '805ec0aabbcc.cfg')
    const first = await get(path)
    const body = Buffer.from(await first.arrayBuffer())
    const etag = first.headers.get('etag') ?? ''
    for (let n = 0; n < 2; n++) await (await get(path)).arrayBuffer()
    await get(path, { headers: { 'If-None-Match': etag } })
    await get(path, { method: 'HEAD' })
    expect(api.server.services.warm.size).toBeGreaterThan(0)
    const rows = await rowsOf(yealink)
    expect(rows.map(({ status, bytes }) => [status, bytes])).toEqual([
      [200, 0],
      [304, 0],
      [200, body.length],
      [200, body.length],
      [200, body.length],
    ])
    for (const row of rows)
      expect(row).toMatchObject({
        kind: 'fetch',
        mac: '80:5e:c0:aa:bb:cc',
        file: '805ec0aabbcc.cfg',
        source: '127.0.0.1',
        user_agent: AGENT.yealink,
        proof: 'lasting',
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        reason: null,
      })
  })

  it.each([
    [
      'a token of another phone',
      () => api.server.path(yealink, '805ec0000002.cfg'),
      'the token belongs to another phone',
    ],
    ['a name its vendor does not know', () => api.server.path(snom, 'nonsense.htm'), 'unknown file for a Snom D785'],
    ['no proof', () => '/snomD785-00041396D9B4.htm', 'no proof'],
    ['a made-up token', () => '/p/aaaaaaaaaaaaaaaaaaaaaaaaaa/snomD785-00041396D9B4.htm', 'unknown token'],
  ])('says why it was refused: %s', async (_what, path, reason) => {
    const response = await get(path(), { agent: AGENT.snom })
    expect(response.status).toBe(404)
    const row = [...(await rowsOf(snom)), ...(await rowsOf(yealink))].find((one) => one.reason === reason)
    expect(row).toMatchObject({ kind: 'refusal', status: 404, bytes: 0, fingerprint: null })
  })

  it('shows a foreign token at both phones: the one it belongs to, and the one that used it', async () => {
    const other = await api.server.phone('805ec0000003', 'yealink', 'T46U')
    await get(api.server.path(yealink, '805ec0000003.cfg'))
    const reason = 'the token belongs to another phone'
    expect(await newest(yealink)).toMatchObject({ reason, proof: 'lasting', file: '805ec0000003.cfg' })
    expect(await newest(other)).toMatchObject({ reason, proof: null, file: '805ec0000003.cfg' })
  })

  it('tells an enrolment from its second use', async () => {
    const token = snom.enrolment_token.secret.reveal()
    const file = 'snomD785-00041396D9B4.htm'
    expect((await get(api.server.path(snom, file, token), { agent: AGENT.snom })).status).toBe(200)
    expect(await newest(snom)).toMatchObject({ kind: 'fetch', proof: 'enrolment' })
    await get(api.server.path(snom, file), { agent: AGENT.snom })
    expect((await get(api.server.path(snom, file, token), { agent: AGENT.snom })).status).toBe(404)
    const refusal = (await rowsOf(snom)).find(({ reason }) => String(reason).includes('factory reset?'))
    expect(refusal).toMatchObject({ reason: expect.stringContaining('the enrolment token was used already') })
  })

  it('has uploads, what was too large, and what it tells of itself', async () => {
    const file = '805ec0aabbcc-local.cfg'
    await get(api.server.path(yealink, file), { method: 'PUT', body: 'account.1.label = x\n' })
    await ask(api.server.base, api.server.path(yealink, file), {
      method: 'PUT',
      body: 'x'.repeat(1024 * 1024 + 1),
      headers: { 'User-Agent': AGENT.yealink, Connection: 'close' },
    })
    await get(api.server.path(yealink, 'registered'))
    expect(
      (await rowsOf(yealink)).slice(0, 3).map(({ kind, file: name, status, reason }) => [kind, name, status, reason]),
    ).toEqual([
      ['event', 'registered', 200, null],
      ['refusal', file, 413, 'the upload is larger than this file may be'],
      ['upload', file, 201, null],
    ])
  })

  it('is filtered and paged as any list', async () => {
    const refused = await api.get(`/phones/${snom.mac}/fetches?filter=kind%20eq%20'refusal'&top=1`)
    expect(refused.body.count).toBeGreaterThan(1)
    expect(refused.body.items).toMatchObject([{ kind: 'refusal' }])
    expect((await api.get('/phones/000000000001/fetches')).status).toBe(404)
  })

  it('survives a restart and holds no token and no password', async () => {
    const before = await rowsOf(yealink)
    // A path that ends behind the token reads as a file of that name.
    await get(`/p/${yealink.token.secret.reveal()}`)
    await api.server.services.ledger.flush()
    const folder = join(api.server.dir, 'ledger')
    const text = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('')
    for (const phone of [yealink, snom])
      for (const secret of [phone.token, phone.enrolment_token]) expect(text).not.toContain(secret.secret.reveal())
    expect(text).not.toContain('sip-password-of-101')
    const again = await api.server.restart()
    try {
      const kept = await again.services.ledger.ofPhone(yealink.id)
      expect(kept.map(({ at, kind }) => [at, kind])).toEqual(before.map(({ at, kind }) => [at, kind]))
    } finally {
      await again.stop()
    }
    api = await startApi({ OFFHOOK_HTTPS_PORT: '0' })
  })
})

describe('the ledger of nobody', () => {
  const strangers = async () => (await api.get('/fetches')).body.items as Record<string, unknown>[]

  it('has what scanners asked for', async () => {
    await get('/805ec0000001.cfg', { agent: 'curl/8' })
    expect((await strangers())[0]).toMatchObject({
      kind: 'refusal',
      mac: '80:5e:c0:00:00:01',
      reason: 'no proof',
      status: 404,
    })
  })

  it('has failed handshakes in words', async () => {
    const port = Number(new URL(api.server.https ?? '').port)
    await new Promise<void>((resolve) =>
      connect({ host: '127.0.0.1', port, maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' })
        .once('error', () => resolve())
        .once('secureConnect', resolve),
    )
    await new Promise<void>((resolve) => {
      const plain = connectTcp(port, '127.0.0.1', () => plain.end('GET / HTTP/1.1\r\n\r\n'))
      plain.once('close', () => resolve()).resume()
    })
    const found = (await strangers()).filter(({ kind }) => kind === 'handshake').map(({ reason }) => reason)
    expect(found).toEqual([
      'TLS handshake failed: it speaks http to the https port',
      'TLS handshake failed: it speaks only TLS versions that are off here',
    ])
  })

  it('is the system administrator’s alone', async () => {
    const id = await api.newUser('301', { role: 'Admin' })
    expect(id).not.toBe('')
    expect((await api.get('/fetches', await api.login('user301', 'web password 1'))).status).toBe(403)
  })
})
