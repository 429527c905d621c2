import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import type { Phone } from '../../src/domain/model.js'
import type { PhoneDraft } from '../../src/service/phones.js'
import { type Api, startApi } from '../support/api.js'
import { readCfg } from '../support/cfg.js'
import { bmpFile, jpegFile, pngFile, wavFile } from '../support/media.js'

let api: Api
let yealink: Phone
let snom: Phone
let polycom: Phone

const send = async (query: string, body: Buffer | string, token: string | null = api.admin) => {
  const response = await fetch(`${api.server.base}/api/assets?${query}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/octet-stream', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    body: new Uint8Array(Buffer.from(body)),
  })
  const text = await response.text()
  return { status: response.status, body: JSON.parse(text) as { id?: string; errors?: ErrorEntry[] } }
}

interface ErrorEntry {
  readonly code: string
  readonly message: string
  readonly detail: { readonly field: string; readonly rule: string }
}

const faults = ({ body }: { body: { errors?: ErrorEntry[] } }) =>
  (body.errors ?? []).map(({ detail }) => `${detail.field}: ${detail.rule}`)
const stored = () => readdirSync(join(api.server.dir, 'assets')).sort()
const upload = async (query: string, body: Buffer | string): Promise<string> => {
  const answer = await send(query, body)
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
  return String(answer.body.id)
}
const get = (phone: Phone, file: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(api.server.base + api.server.path(phone, file), { method, headers })
const change = (phone: Phone, draft: Partial<PhoneDraft>) =>
  api.server.services.phones.update(api.server.actor, phone.id, draft, new Problems())

beforeAll(async () => {
  api = await startApi()
  const { id } = await api.server.user('101')
  const lines = [{ user_id: id }]
  yealink = await api.server.phone('001565aa0001', 'yealink', 'T46U', { lines })
  snom = await api.server.phone('000413aa0001', 'snom', 'D785', { lines })
  polycom = await api.server.phone('64167faa0001', 'polycom', 'VVX450', { lines })
})
afterAll(() => api.server.remove())

describe('uploading', () => {
  it('keeps what is known of the file', async () => {
    const file = pngFile(480, 272)
    const id = await upload('name=Blue.png&kind=wallpaper&vendor=Snom&models=D785,snom%20D785', file)
    const { body } = await api.get(`/assets/${id}`)
    expect(body).toEqual({
      id,
      name: 'Blue.png',
      kind: 'wallpaper',
      vendors: ['snom'],
      models: ['D785', 'D785'],
      content_type: 'image/png',
      bytes: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
      width: 480,
      height: 272,
      created_at: expect.stringMatching(/^\d{4}-/),
    })
    expect((await api.get('/assets')).body).toMatchObject({ items: expect.arrayContaining([body]) })
  })

  it('takes a form too', async () => {
    const form = new FormData()
    for (const [name, value] of [
      ['name', 'form.wav'],
      ['kind', 'ringtone'],
      ['vendor', 'yealink'],
    ] as const)
      form.append(name, value)
    form.append('file', new Blob([new Uint8Array(wavFile())]), 'whatever.exe')
    const response = await fetch(`${api.server.base}/api/assets`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${api.admin}` },
      body: form,
    })
    expect(response.status).toBe(201)
    const { id } = (await response.json()) as { id: string }
    expect((await api.get(`/assets/${id}`)).body).toMatchObject({ name: 'form.wav', content_type: 'audio/wav' })
  })

  it.each([
    ['PCM 8 kHz is for two vendors', 'both.wav', wavFile(), ['yealink', 'snom']],
    ['µ-law is for two others', 'mulaw.wav', wavFile({ tag: 7, bits: 8 }), ['yealink', 'polycom']],
    ['PCM 16 kHz is for one', 'wide.wav', wavFile({ rate: 16_000 }), ['polycom']],
  ])('without a vendor, %s', async (_what, name, file, vendors) => {
    const id = await upload(`name=${name}&kind=ringtone`, file)
    expect((await api.get(`/assets/${id}`)).body.vendors).toEqual(vendors)
  })

  it.each([
    ['stereo', 'name=a.wav&kind=ringtone&vendor=yealink', wavFile({ channels: 2 }), 'file: sound'],
    ['44.1 kHz', 'name=a.wav&kind=ringtone&vendor=snom', wavFile({ rate: 44_100 }), 'file: sound'],
    ['8 bit PCM', 'name=a.wav&kind=ringtone&vendor=yealink', wavFile({ bits: 8 }), 'file: sound'],
    [
      'more than 300 kB for a Polycom',
      'name=a.wav&kind=ringtone&vendor=polycom',
      wavFile({ rate: 16_000, seconds: 10 }),
      'file: max',
    ],
    ['a picture as ringtone', 'name=a.wav&kind=ringtone&vendor=yealink', pngFile(1, 1), 'file: content'],
    ['a page called a ringtone', 'name=a.wav&kind=ringtone&vendor=yealink', '<!doctype html>', 'file: content'],
    ['a drawing as something other', 'name=a.xml&kind=other', '<svg onload="x()"/>', 'file: content'],
    ['a ringtone called .mp3', 'name=a.mp3&kind=ringtone&vendor=yealink', wavFile(), 'name: ending'],
    ['a JPEG called .png', 'name=a.png&kind=wallpaper&vendor=yealink', jpegFile(1, 1), 'name: ending'],
    ['PNG for a Polycom', 'name=a.png&kind=wallpaper&vendor=polycom', pngFile(1, 1), 'file: content'],
    [
      'a picture larger than the screen',
      'name=a.png&kind=wallpaper&vendor=snom&models=D785',
      pngFile(1280, 720),
      'file: pixels',
    ],
    ['a cut picture', 'name=a.bmp&kind=wallpaper&vendor=yealink', bmpFile(1, 1).subarray(0, 20), 'file: content'],
    ['a screensaver for a Snom', 'name=a.png&kind=screensaver&vendor=snom', pngFile(1, 1), 'kind: kind'],
    ['firmware of nobody', 'name=a.rom&kind=firmware', 'x', 'vendor: required'],
    ['firmware called .bin for a Yealink', 'name=a.bin&kind=firmware&vendor=yealink', 'x', 'name: ending'],
    ['an empty file', 'name=a.rom&kind=firmware&vendor=yealink', '', 'file: min'],
    ['an unknown vendor', 'name=a.wav&kind=ringtone&vendor=acme', wavFile(), 'vendor: known'],
    ['an unknown model', 'name=a.wav&kind=ringtone&vendor=snom&models=D1', wavFile(), 'models: known'],
    ['models of nobody', 'name=a.wav&kind=ringtone&models=D785', wavFile(), 'vendor: required'],
    ['an unknown kind', 'name=a.wav&kind=song', wavFile(), 'kind: enum'],
    ['no name', 'kind=ringtone', wavFile(), 'name: required'],
    ['a path as name', 'name=..%2Fa.wav&kind=ringtone', wavFile(), 'name: name'],
    ['a name without ending', 'name=bell&kind=ringtone', wavFile(), 'name: name'],
    ['a phone’s file', 'name=001565aabbcc.cfg&kind=other', 'x', 'name: reserved'],
    ['a phone’s log', 'name=64167faabbcc-app.log&kind=other', 'x', 'name: reserved'],
    ['a vendor’s shared file', 'name=snomD785.htm&kind=other', 'x', 'name: reserved'],
  ])('refuses %s and keeps nothing', async (_what, query, file, fault) => {
    const before = stored()
    const answer = await send(query, file)
    expect(answer.status).toBe(400)
    expect(faults(answer)).toContain(fault)
    expect(stored()).toEqual(before)
  })

  it('refuses a taken name, whatever its case', async () => {
    await upload('name=taken.wav&kind=ringtone', wavFile())
    const before = stored()
    const answer = await send('name=TAKEN.wav&kind=ringtone', wavFile())
    expect([answer.status, faults(answer)]).toEqual([409, ['name: unique']])
    expect(stored()).toEqual(before)
  })

  it('is not for everybody', async () => {
    expect((await send('name=b.wav&kind=ringtone', wavFile(), null)).status).toBe(401)
    await api.newUser('150')
    const token = await api.login('user150', 'web password 1')
    expect((await send('name=b.wav&kind=ringtone', wavFile(), token)).status).toBe(403)
  })

  it('takes more than other bodies may have', async () => {
    const id = await upload('name=big-1.0.0.1.rom&kind=firmware&vendor=yealink', Buffer.alloc(3 * 1024 * 1024, 7))
    expect((await api.get(`/assets/${id}`)).body.bytes).toBe(3 * 1024 * 1024)
  })
})

describe('serving', () => {
  const image = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 31) % 251))
  const etag = `"${createHash('sha256').update(image).digest('hex').slice(0, 32)}"`

  beforeAll(async () => {
    await upload('name=T46U-108.86.0.90.rom&kind=firmware&vendor=yealink&models=T46U', image)
  })

  it('whole, with headers', async () => {
    const response = await get(yealink, 'T46U-108.86.0.90.rom')
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '100000',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'content-disposition': 'attachment',
      etag,
    })
    expect(Buffer.from(await response.arrayBuffer()).equals(image)).toBe(true)
  })

  it('HEAD has no body, and no range', async () => {
    const response = await get(yealink, 'T46U-108.86.0.90.rom', { Range: 'bytes=0-9' }, 'HEAD')
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '100000'])
  })

  it('304 when it is known', async () => {
    expect((await get(yealink, 'T46U-108.86.0.90.rom', { 'If-None-Match': etag })).status).toBe(304)
  })

  it.each([
    ['bytes=0-9', 0, 9],
    ['bytes=99990-', 99_990, 99_999],
    ['bytes=-10', 99_990, 99_999],
    ['bytes=50000-60000', 50_000, 60_000],
  ])('%s', async (range, start, end) => {
    const response = await get(yealink, 'T46U-108.86.0.90.rom', { Range: range })
    expect(response.status).toBe(206)
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end}/100000`)
    expect(Buffer.from(await response.arrayBuffer()).equals(image.subarray(start, end + 1))).toBe(true)
  })

  it('416 beyond its end', async () => {
    const response = await get(yealink, 'T46U-108.86.0.90.rom', { Range: 'bytes=100000-' })
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */100000'])
  })

  it.each([
    ['the tag it has', etag, 206],
    ['another tag', '"other"', 200],
    ['a date', 'Wed, 21 Oct 2015 07:28:00 GMT', 200],
  ])('If-Range with %s', async (_what, condition, status) => {
    const headers = { Range: 'bytes=0-9', 'If-Range': condition }
    expect((await get(yealink, 'T46U-108.86.0.90.rom', headers)).status).toBe(status)
  })

  it('to nobody else: not without a proof, not to another vendor’s or another tenant’s phone', async () => {
    const refusal = await (await get(yealink, 'nothing.rom')).text()
    const unproven = await fetch(`${api.server.base}/p/T46U-108.86.0.90.rom`)
    expect([unproven.status, await unproven.text()]).toEqual([404, refusal])
    expect((await get(snom, 'T46U-108.86.0.90.rom')).status).toBe(404)
    const other = await api.post('/tenants', { name: 'Other', sip_domain: 'other.example.net' })
    const stranger = await api.server.services.phones.create(
      { ...api.server.actor, tenant_id: String(other.body.id) },
      { mac: '001565aa0009', vendor: 'yealink', model: 'T46U' },
      new Problems(),
    )
    expect((await get(stranger, 'T46U-108.86.0.90.rom')).status).toBe(404)
  })

  it('not to a model it is not for', async () => {
    const t54 = await api.server.phone('001565aa0002', 'yealink', 'T54W')
    expect((await get(t54, 'T46U-108.86.0.90.rom')).status).toBe(404)
  })

  it('not to a deleted phone', async () => {
    const gone = await api.server.phone('001565aa0003', 'yealink', 'T46U')
    await api.server.services.phones.remove(api.server.actor, gone.id)
    expect((await get(gone, 'T46U-108.86.0.90.rom')).status).toBe(404)
  })

  it('under the name a Polycom asks for by itself', async () => {
    await upload('name=3111-48840-001.sip.ld&kind=firmware&vendor=polycom', image)
    expect((await get(polycom, '3111-48840-001.sip.ld')).status).toBe(200)
    expect((await get(polycom, 'sip.ld')).status).toBe(404)
  })
})

/** A ringtone each vendor's phones take. */
const RINGS: Record<string, string> = { yealink: 'asset:bell.wav', snom: 'asset:bell.wav', polycom: 'asset:buzz.wav' }

describe('settings that name an asset', () => {
  beforeAll(async () => {
    await upload('name=bell.wav&kind=ringtone', wavFile())
    for (const name of ['hum.wav', 'buzz.wav']) await upload(`name=${name}&kind=ringtone`, wavFile({ tag: 7, bits: 8 }))
    await upload('name=sea.jpg&kind=wallpaper', jpegFile(480, 272))
  })

  const fileOf = async (phone: Phone, name: string) => (await get(phone, name)).text()

  it('write its URL under the phone’s own address', async () => {
    const firmware = { url: 'asset:T46U-108.86.0.90.rom' }
    await change(yealink, { settings: { ringtone: 'asset:bell.wav', wallpaper: 'asset:sea.jpg', firmware } })
    const own = `http://prov.example.net${api.server.path(yealink, '')}`
    const { values } = readCfg(await fileOf(yealink, '001565aa0001.cfg'))
    expect(values.get('ringtone.url')).toBe(`${own}bell.wav`)
    expect(values.get('account.1.ringtone.ring_type')).toBe('bell.wav')
    expect(values.get('wallpaper_upload.url')).toBe(`${own}sea.jpg`)
    expect(values.get('phone_setting.backgrounds')).toBe('sea.jpg')
    expect(values.get('static.firmware.url')).toBe(`${own}T46U-108.86.0.90.rom`)
    expect((await get(yealink, 'bell.wav')).status).toBe(200)
  })

  it('of a Snom', async () => {
    await change(snom, { settings: { ringtone: 'asset:bell.wav' } })
    const text = await fileOf(snom, 'snomD785-000413AA0001.htm')
    expect(text).toContain('<user_ringer idx="1" perm="!">Custom</user_ringer>')
    expect(text).toContain(`${api.server.path(snom, 'bell.wav')}</user_custom>`)
  })

  it('of a Polycom, three sounds apart', async () => {
    const hum = 'asset:hum.wav'
    await change(polycom, { settings: { ringtone: hum, queue_ringtone: hum, external_ringtone: hum } })
    const text = await fileOf(polycom, '64167faa0001-user.cfg')
    const url = `http://prov.example.net${api.server.path(polycom, 'hum.wav')}`
    for (const row of [
      `saf.2="${url}"`,
      `saf.3="${url}"`,
      `saf.4="${url}"`,
      'reg.1.ringType="ringer15"',
      'se.rt.custom1.ringer="ringer16"',
      'se.rt.external.ringer="ringer17"',
      'voIpProt.SIP.alertInfo.4.value="alert-group"',
    ])
      expect(text).toContain(row)
  })

  it('of a tenant: phones it is not for keep their own and say so', async () => {
    const tenant = api.server.actor.tenant_id
    expect((await api.post(`/tenants/${tenant}`, { settings: { external_ringtone: 'asset:hum.wav' } })).status).toBe(
      204,
    )
    const { warnings } = (await api.get('/phones/000413aa0001')).body as { warnings: { code: string; field: string }[] }
    expect(warnings).toContainEqual(
      expect.objectContaining({ code: 'asset_not_usable', field: 'settings.external_ringtone' }),
    )
    expect(await fileOf(snom, 'snomD785-000413AA0001.htm')).not.toContain('hum.wav')
    const plain = (await api.get('/phones/001565aa0001')).body as { warnings: { code: string; field: string }[] }
    expect(plain.warnings).toContainEqual(
      expect.objectContaining({ code: 'not_rendered', field: 'settings.external_ringtone' }),
    )
  })

  it.each([
    ['001565aa0020', 'yealink', 'W70B', ['ringtone', 'screensaver', 'wallpaper']],
    ['000413aa0020', 'snom', 'M900', ['ringtone', 'screensaver', 'wallpaper']],
    ['000413aa0021', 'snom', 'D785', ['screensaver']],
    ['64167faa0021', 'polycom', 'VVX450', ['screensaver']],
    ['64167faa0022', 'polycom', 'SPIP300', ['ringtone', 'screensaver']],
    ['001565aa0021', 'yealink', 'T54W', []],
  ])('have no effect, and say so, where no way is known: %s %s %s', async (mac, vendor, model, lost) => {
    const own = { wallpaper: 'https://www.example.com/sea.jpg', screensaver: 'https://www.example.com/sea.jpg' }
    const phone = await api.server.phone(mac, vendor, model, { settings: { ...own, ringtone: RINGS[vendor] } })
    const { warnings } = await api.server.services.insights.of(phone)
    const fields = warnings.filter(({ code }) => code === 'not_rendered').map(({ field }) => field)
    const chosen = ['settings.ringtone', 'settings.screensaver', 'settings.wallpaper']
    expect(fields.filter((field) => chosen.includes(field))).toEqual(lost.map((path) => `settings.${path}`))
  })

  it.each([
    ['phone', '/phones/001565aa0001', { settings: { ringtone: 'asset:none.wav' } }, 'settings.ringtone'],
    ['phone, wrong kind', '/phones/001565aa0001', { settings: { ringtone: 'asset:sea.jpg' } }, 'settings.ringtone'],
    ['phone it is not for', '/phones/000413aa0001', { settings: { ringtone: 'asset:hum.wav' } }, 'settings.ringtone'],
    ['phone, no URL', '/phones/001565aa0001', { settings: { wallpaper: 'sea.jpg' } }, 'settings.wallpaper'],
  ])('are refused where they cannot be: %s', async (_what, path, body, field) => {
    const answer = await api.post(path, body)
    expect([answer.status, answer.fields]).toEqual([400, [field]])
  })

  it('are refused at tenants, models, groups and lines too', async () => {
    const settings = { ringtone: 'asset:none.wav' }
    const tenant = api.server.actor.tenant_id
    expect((await api.post(`/tenants/${tenant}`, { settings })).fields).toEqual(['settings.ringtone'])
    const models = { 'yealink/T46U': { settings } }
    expect((await api.post(`/tenants/${tenant}`, { models })).fields).toEqual(['models.yealink/T46U.settings.ringtone'])
    const problems = new Problems()
    const { services, actor } = api.server
    await expect(services.groups.create(actor, { name: 'G', settings }, problems)).rejects.toMatchObject({
      problems: [{ field: 'settings.ringtone', rule: 'exists' }],
    })
    const user_id = String((await services.users.list(actor))[0]?.id)
    const lines = [{ user_id, settings: { ringtone: 'asset:bell.wav' } }]
    expect((await api.post('/phones/001565aa0001', { lines })).fields).toEqual(['lines[0].settings.ringtone'])
  })

  it('keep it from being deleted, by name', async () => {
    const { body } = await api.get('/assets')
    const id = (body.items as { id: string; name: string }[]).find(({ name }) => name === 'hum.wav')?.id
    const refused = await api.post(`/assets/${id}/destroy`)
    expect([refused.status, refused.code]).toEqual([409, 'IN_USE'])
    expect(refused.text).toContain('phone 64:16:7f:aa:00:01 uses it as queue_ringtone')
    expect(refused.text).toContain('the tenant uses it as external_ringtone')
    const none = { ringtone: null, queue_ringtone: null, external_ringtone: null }
    await change(polycom, { settings: none })
    await api.post(`/tenants/${api.server.actor.tenant_id}`, { settings: none })
    const before = stored()
    expect((await api.post(`/assets/${id}/destroy`)).status).toBe(204)
    expect(stored().length).toBe(before.length - 1)
    expect((await api.get(`/assets/${id}`)).status).toBe(404)
    expect((await get(polycom, 'hum.wav')).status).toBe(404)
  })
})
