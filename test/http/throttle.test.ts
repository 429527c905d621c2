import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Phone } from '../../src/domain/model.js'
import { ask, type RawReply } from '../support/request.js'
import { startTestServer, type TestServer } from '../support/server.js'

const LIMIT = 20
const UA = 'Yealink SIP-T46U 108.86.0.20 00:15:65:aa:bb:01'
let server: TestServer
let phone: Phone

beforeAll(async () => {
  server = await startTestServer({ OFFHOOK_MISS_LIMIT: String(LIMIT) })
  const user = await server.user('101')
  phone = await server.phone('001565aabb01', 'yealink', 'T46U', { lines: [{ user_id: user.id }] })
})
afterAll(() => server.remove())

const from = (localAddress: string, path: string, headers: Record<string, string> = {}) =>
  ask(server.base, path, { localAddress, headers: { 'User-Agent': UA, ...headers } })
/** What tells one refusal from another, but for the date and the seconds left. */
const look = ({ status, headers: { date: _date, 'retry-after': retry, ...headers }, body }: RawReply) =>
  JSON.stringify([status, headers, retry !== undefined, body])
const walk = (localAddress: string, count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, n) => from(localAddress, `/p/0015650000${String(n).padStart(2, '0')}.cfg`)),
  )

describe('requests without a proof', () => {
  it('are too many from one address after the limit: the same body, 429, and when to come again', async () => {
    const replies = await walk('127.0.0.2', 40)
    expect(replies.filter(({ status }) => status === 404)).toHaveLength(LIMIT)
    const throttled = replies.filter(({ status }) => status === 429)
    expect(throttled).toHaveLength(20)
    expect(new Set(replies.map(({ body }) => body)).size).toBe(1)
    expect(Number(throttled[0]?.headers['retry-after'])).toBeGreaterThan(50)
    expect(Number(throttled[0]?.headers['retry-after'])).toBeLessThanOrEqual(60)
  })

  it('then look the same whatever is asked for', async () => {
    const paths = [
      `/p/${phone.mac}.cfg`,
      '/p/001565ffffff.cfg',
      `/p/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/${phone.mac}.cfg`,
      `/${phone.mac}.boot`,
      '/wp-login.php',
      '/p/../../etc/passwd',
    ]
    const looks = await Promise.all(paths.map(async (path) => look(await from('127.0.0.2', path))))
    expect(new Set(looks).size).toBe(1)
    expect(looks[0]).toContain('429')
  })

  it('are counted for each address alone', async () => {
    expect((await from('127.0.0.3', '/p/001565ffffff.cfg')).status).toBe(404)
  })

  it('never stand in the way of a phone behind the same address', async () => {
    for (const path of [
      server.path(phone, `${phone.mac}.cfg`, phone.enrolment_token.secret.reveal()),
      server.path(phone, `${phone.mac}.cfg`),
    ])
      expect((await from('127.0.0.2', path)).status).toBe(200)
  })

  it('are not counted when a proven phone asks for what we do not make', async () => {
    const { status } = await from('127.0.0.4', server.path(phone, `${phone.mac}.boot`))
    const replies = await Promise.all(
      Array.from({ length: 40 }, () => from('127.0.0.4', server.path(phone, `${phone.mac}.boot`))),
    )
    expect([status, ...new Set(replies.map((reply) => reply.status))]).toEqual([404, 404])
  })

  it('cannot be put on another address by a forged header', async () => {
    const forged = (n: number) => ({
      'X-Forwarded-For': `192.0.2.${n}`,
      Forwarded: `for=192.0.2.${n}`,
      'X-Real-IP': `192.0.2.${n}`,
    })
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, n) => from('127.0.0.5', '/p/001565ffffff.cfg', forged(n))),
    )
    expect(replies.filter(({ status }) => status === 429)).toHaveLength(40 - LIMIT)
  })

  it('are an alarm, a metric, and a few log lines with a count', async () => {
    const alarms = server.log.filter((line) => line.includes('misses_of_source'))
    expect(alarms.length).toBeGreaterThanOrEqual(1)
    expect(alarms[0]).toContain('127.0.0.2')
    const metrics = (await ask(server.base, '/metrics')).body
    expect(Number(/offhook_alarms_total\{kind="misses_of_source"\} (\d+)/.exec(metrics)?.[1])).toBeGreaterThanOrEqual(2)
    expect(Number(/offhook_phone_throttled_total (\d+)/.exec(metrics)?.[1])).toBeGreaterThanOrEqual(40)
    expect(Number(/offhook_blocked_sources (\d+)/.exec(metrics)?.[1])).toBe(2)
    expect(
      server.log.filter((line) => line.includes('"source":"127.0.0.2"') && line.includes('"no proof"')),
    ).toHaveLength(5)
  })
})

describe('one walk from many addresses', () => {
  it('is noticed by its OUI, and slowed for all who prove nothing', async () => {
    for (let block = 0; block < 6; block++) {
      const asked = Array.from({ length: 100 }, (_, n) =>
        from(`127.0.${block + 1}.${n + 1}`, `/p/805ec0${String(block * 100 + n).padStart(6, '0')}.cfg`),
      )
      await Promise.all(asked)
    }
    expect(server.log.join('')).toContain('misses_of_oui')
    expect((await from('127.0.9.9', '/p/805ec0ffffff.cfg')).status).toBe(429)
    expect((await from('127.0.9.9', '/p/000413ffffff.cfg')).status).toBe(404)
    expect((await from('127.0.9.9', server.path(phone, `${phone.mac}.cfg`))).status).toBe(200)
  })
})
