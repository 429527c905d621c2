import { createDecipheriv } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import type { Phone } from '../../src/domain/model.js'
import { createSimulatedPhone } from '../../src/simulator/index.js'
import { readCfg } from '../support/cfg.js'
import { startTestServer, type TestServer } from '../support/server.js'

const ENCRYPT = { provisioning: { encrypt: true } }
const KEY = 'static.auto_provision.aes_key_16.mac'
let server: TestServer
let phone: Phone
let made = 0

const UA = () => `Yealink SIP-T46U 108.86.0.20 ${phone.mac.replace(/(..)(?!$)/g, '$1:')}`
const get = async (token = phone.token.secret.reveal(), userAgent = UA()) => {
  const response = await fetch(server.base + server.path(phone, `${phone.mac}.cfg`, token), {
    headers: { 'User-Agent': userAgent },
  })
  return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) }
}
const valuesOf = (body: Buffer) => readCfg(body.toString('utf8')).values
const isClear = (body: Buffer): boolean => body.subarray(0, 18).toString() === '#!version:1.0.0.1\n'
/** The public description of the format alone: openssl enc -d -aes-128-ecb -nopad. */
const decrypted = (body: Buffer, key: string): Buffer => {
  const decipher = createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false)
  return Buffer.concat([decipher.update(body), decipher.final()])
}
const minutes = (n: number) => vi.setSystemTime(Date.now() + n * 60_000)
const change = (draft: object) => server.services.phones.update(server.actor, phone.id, draft, new Problems())

beforeAll(async () => {
  server = await startTestServer({ OFFHOOK_PUBLIC_URL: '' })
  await server.services.server.change({ public_urls: [server.base] }, new Problems())
  await server.user('101')
})
afterAll(() => server.remove())
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const [user] = await server.services.users.list(server.actor)
  phone = await server.phone(`0015650000${(++made).toString().padStart(2, '0')}`, 'yealink', 'T46U', {
    lines: [{ user_id: user?.id ?? '' }],
    settings: ENCRYPT,
  })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A phone that was told its key by its lasting address. */
async function told(): Promise<string> {
  const key = valuesOf((await get()).body).get(KEY) ?? ''
  expect(key).toMatch(/^[A-Za-z0-9]{16}$/)
  minutes(6)
  return key
}

describe('an encrypted file', () => {
  it('is what the phone had in clear, decrypted with the key it was told', async () => {
    const clear = (await get()).body
    const key = await told()
    const { body, headers } = await get()
    expect(isClear(body)).toBe(false)
    expect(body.length % 16).toBe(0)
    expect(headers.get('content-length')).toBe(String(body.length))
    const text = decrypted(body, key).toString('utf8')
    expect(text.trimEnd()).toBe(clear.toString('utf8').trimEnd())
    expect(readCfg(text).values).toEqual(valuesOf(clear))
  })

  it('comes in clear again while a broken download may be repeated, and only then', async () => {
    expect(isClear((await get()).body)).toBe(true)
    minutes(4)
    expect(isClear((await get()).body)).toBe(true)
    minutes(2)
    expect(isClear((await get()).body)).toBe(false)
  })

  it('is the same bytes every time, under a tag of its own', async () => {
    const clear = (await get()).headers.get('etag')
    await told()
    const answers = [await get(), await get(), await get()]
    expect(new Set(answers.map(({ body }) => body.toString('hex'))).size).toBe(1)
    expect(new Set(answers.map(({ headers }) => headers.get('etag'))).size).toBe(1)
    expect(answers[0]?.headers.get('etag')).not.toBe(clear)
  })

  it('has another key on every phone', async () => {
    const first = await told()
    const [user] = await server.services.users.list(server.actor)
    phone = await server.phone('001565000099', 'yealink', 'T46U', {
      lines: [{ user_id: user?.id ?? '' }],
      settings: ENCRYPT,
    })
    expect(await told()).not.toBe(first)
  })

  it('tells nobody but a phone its key', async () => {
    const { body } = await get(phone.token.secret.reveal(), 'curl/8')
    expect(valuesOf(body).has(KEY)).toBe(false)
    minutes(10)
    expect(isClear((await get()).body)).toBe(true)
  })

  it('is in clear at an enrolment, because a factory reset forgets the key; the key stays', async () => {
    const key = await told()
    await server.services.phones.openWindow(server.actor, phone.id)
    const enrolled = valuesOf((await get(phone.enrolment_token.secret.reveal())).body)
    expect(enrolled.get(KEY)).toBe(key)
    expect(isClear((await get()).body)).toBe(true)
  })

  it('has a new key after a leak', async () => {
    const key = await told()
    await server.services.phones.revokeToken(server.actor, phone.id)
    phone = await server.services.phones.get(server.actor, phone.id)
    expect(valuesOf((await get(phone.enrolment_token.secret.reveal())).body).get(KEY)).not.toBe(key)
  })

  it('comes in clear, without a key, when nobody wants it any more', async () => {
    await told()
    await change({ settings: { provisioning: { encrypt: null } } })
    const { body } = await get()
    expect(isClear(body)).toBe(true)
    expect(valuesOf(body).has(KEY)).toBe(false)
  })

  it('that clears a deleted phone is one the phone can read', async () => {
    const key = await told()
    await server.services.phones.remove(server.actor, phone.id)
    const text = decrypted((await get()).body, key).toString('utf8')
    expect(readCfg(text).values.get('account.1.enable')).toBe('0')
  })

  it('keeps its key sealed on disk and out of log and preview', async () => {
    const key = await told()
    await server.services.noted.flush()
    expect(readFileSync(join(server.dir, 'journal.1'), 'utf8')).not.toContain(key)
    expect(server.log.join('')).not.toContain(key)
    const preview = await server.services.insights.preview(
      await server.services.phones.get(server.actor, phone.id),
      `${phone.mac}.cfg`,
    )
    expect(preview.file.body.toString('utf8')).toContain(`${KEY} = ********`)
  })

  it('leaves the phone current', async () => {
    await told()
    await get()
    await server.services.noted.flush()
    const stored = await server.services.phones.get(server.actor, phone.id)
    expect((await server.services.fleet.viewOf(stored, true)).state).toBe('current')
  })
})

describe('a simulated phone', () => {
  it('boots, is told its key, and goes on with files it decrypts', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'simulated-phone-'))
    try {
      const boot = () =>
        createSimulatedPhone({
          vendor: 'yealink',
          model: 'T46U',
          mac: phone.mac,
          url: `${server.base}/p/${phone.enrolment_token.secret.reveal()}/`,
          stateDir,
        })
      expect((await boot().boot()).lines).toMatchObject([{ user: '101', enabled: true }])
      minutes(10)
      await change({ settings: { brightness: 3 } })
      const report = await boot().poll()
      expect(report.lines).toMatchObject([{ user: '101', enabled: true, hasPassword: true }])
      const file = readFileSync(join(stateDir, 'files', `${phone.mac}.cfg`))
      expect(isClear(file)).toBe(false)
      const { settings } = JSON.parse(readFileSync(join(stateDir, 'phone.json'), 'utf8')) as {
        settings: Record<string, string>
      }
      expect(settings['phone_setting.active_backlight_level']).toBe('3')
    } finally {
      rmSync(stateDir, { recursive: true, force: true })
    }
  })
})

describe('vendors whose encryption is not known', () => {
  it.each([
    ['000413000001', 'snom', 'D785'],
    ['64167f000001', 'polycom', 'VVX450'],
  ])('%s %s says so and comes in clear', async (mac, vendor, model) => {
    const other = await server.phone(mac, vendor, model, { settings: ENCRYPT })
    const { warnings } = await server.services.insights.of(other)
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: 'not_rendered', field: 'settings.provisioning.encrypt' }),
    )
  })
})
