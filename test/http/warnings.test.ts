import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from '../support/api.js'

interface Warning {
  readonly code: string
  readonly field: string
  readonly message: string
}

let api: Api
let user: string
let count = 0

beforeAll(async () => {
  api = await startApi()
  user = await api.newUser('501')
})
afterAll(() => api.server.stop())

const PREFIX: Readonly<Record<string, string>> = { yealink: '001565', snom: '000413', polycom: '64167f' }

/** Warnings of a new phone about what was chosen for it. */
async function warningsOf(vendor: string, model: string, members: Record<string, unknown>): Promise<Warning[]> {
  count += 1
  const mac = `${PREFIX[vendor]}${count.toString(16).padStart(6, '0')}`
  const made = await api.post('/phones', { mac, vendor, model, lines: [{ user_id: user }], ...members })
  if (made.status !== 201) throw new Error(made.text)
  const again = await api.get(`/phones/${mac}`)
  expect(again.body.warnings).toEqual(made.body.warnings)
  const about = made.body.warnings as Warning[]
  return about.filter(({ code }) => code !== 'no_public_url' && code !== 'no_registrar')
}

describe('a time zone is told as far as the vendor can', () => {
  it.each<[string, string, string, RegExp]>([
    ['polycom', 'VVX450', 'Pacific/Kiritimati', /UTC\+14 cannot be told: the clock shows UTC\+13/],
    ['polycom', 'VVX450', 'Australia/Lord_Howe', /summer time of 30 min cannot be told: standard time is kept/],
    ['polycom', 'VVX450', 'Antarctica/Troll', /summer time is told as 1 h instead of 2 h/],
    ['polycom', 'VVX450', 'Asia/Jerusalem', /clocks go forward 3 h too early/],
    ['polycom', 'VVX450', 'Pacific/Chatham', /clocks go forward 15 min too late/],
    ['yealink', 'T46U', 'Africa/Cairo', /clocks go back 1 h too early/],
    ['yealink', 'T46U', 'America/Nuuk', /clocks go forward 1 h too late/],
    ['yealink', 'W60B', 'Africa/Casablanca', /by no yearly rule: standard time is kept/],
    ['snom', 'D785', 'Africa/El_Aaiun', /by no yearly rule: standard time is kept/],
    ['snom', 'D785', 'Asia/Gaza', /clocks go back 22 h too late/],
  ])('%s %s in %s', async (vendor, model, timezone, message) => {
    const warnings = await warningsOf(vendor, model, { settings: { timezone } })
    expect(warnings).toContainEqual({
      code: 'clock_inexact',
      field: 'settings.timezone',
      message: expect.stringMatching(message),
    })
  })

  it.each<[string, string, string]>([
    ['yealink', 'T46U', 'Pacific/Kiritimati'],
    ['yealink', 'T46U', 'Australia/Lord_Howe'],
    ['yealink', 'T46U', 'Asia/Tehran'],
    ['snom', 'D785', 'Africa/Cairo'],
    ['snom', 'D785', 'Pacific/Chatham'],
    ['polycom', 'VVX450', 'Europe/Rome'],
  ])('%s %s in %s is right and says nothing', async (vendor, model, timezone) => {
    expect(await warningsOf(vendor, model, { settings: { timezone } })).toEqual([])
  })

  it('a base that is told no time at all says so instead', async () => {
    expect(await warningsOf('snom', 'M700', { settings: { timezone: 'Africa/Casablanca' } })).toEqual([
      expect.objectContaining({ code: 'not_rendered', field: 'settings.timezone' }),
    ])
  })
})

describe('choices without effect', () => {
  it("name the phone's setting", async () => {
    expect(await warningsOf('snom', 'D785', { settings: { language: 'el' } })).toEqual([
      { code: 'value_not_supported', field: 'settings.language', message: expect.stringContaining('Snom D785') },
    ])
  })

  it('name the line and its setting', async () => {
    const lines = [{ user_id: user }, { user_id: user, settings: { dtmf: 'info' } }]
    expect(await warningsOf('polycom', 'VVX450', { lines })).toEqual([
      { code: 'not_rendered', field: 'lines[1].settings.dtmf', message: expect.stringContaining('for all lines') },
    ])
  })
})

describe('a member of a line', () => {
  it.each<[string, string, Record<string, unknown>, string]>([
    ['yealink', 'T46U', { calls_per_key: 2 }, 'calls_per_key'],
    ['snom', 'D785', { calls_per_key: 2 }, 'calls_per_key'],
    ['snom', 'D785', { line_keys: 3 }, 'line_keys'],
  ])('that %s %s cannot be told is warned of: %j', async (vendor, model, members, member) => {
    const lines = [{ user_id: user }, { user_id: user, ...members }]
    expect(await warningsOf(vendor, model, { lines })).toEqual([
      { code: 'not_rendered', field: `lines[1].${member}`, message: expect.stringContaining(member) },
    ])
  })

  it.each<[string, string, Record<string, unknown>]>([
    ['yealink', 'T46U', { shared: true, line_keys: 3 }],
    ['snom', 'D785', { shared: true, line_keys: 1 }],
    ['polycom', 'VVX450', { shared: true, line_keys: 3, calls_per_key: 2 }],
  ])('that %s %s is told says nothing: %j', async (vendor, model, members) => {
    expect(await warningsOf(vendor, model, { lines: [{ user_id: user, ...members }] })).toEqual([])
  })
})

describe('a free text of the PortSIP contract', () => {
  it.each<[string, string]>([
    ['timezone', 'Mars/Olympus'],
    ['date_format', 'whenever'],
    ['time_format', 'sundial'],
    ['backlight', 'now and then'],
    ['screensaver', 'sometimes'],
  ])('that nobody can read is kept, and told: %s %s', async (member, text) => {
    expect(await warningsOf('yealink', 'T46U', { [member]: text })).toEqual([
      { code: 'text_not_understood', field: member, message: expect.stringContaining(member) },
    ])
  })

  it.each<[string, string]>([
    ['timezone', 'GMT+8 China(Beijing)'],
    ['backlight', '30 seconds'],
  ])('that is understood says nothing: %s %s', async (member, text) => {
    expect(await warningsOf('yealink', 'T46U', { [member]: text })).toEqual([])
  })

  it('is no matter once the setting is chosen otherwise', async () => {
    const members = { timezone: 'Mars/Olympus', settings: { timezone: 'Europe/Rome' } }
    expect(await warningsOf('yealink', 'T46U', members)).toEqual([])
  })
})

describe('a raw parameter', () => {
  it.each<[string, string, string, RegExp]>([
    ['yealink', 'T46U', 'account.1.lable', /was account\.1\.label meant\?/],
    ['snom', 'D785', 'user_nam[2]', /was user_name\[2\] meant\?/],
    ['polycom', 'VVX450', 'reg.2.dispalyName', /was reg\.2\.displayName meant\?/],
    ['yealink', 'T46U', 'features.quite_another.thing', /it is written as it is/],
  ])('of %s %s that no table knows is written with a warning: %s', async (vendor, model, name, message) => {
    expect(await warningsOf(vendor, model, { overrides: { [name]: '1' } })).toEqual([
      { code: 'override_unknown', field: `overrides.${name}`, message: expect.stringMatching(message) },
    ])
  })

  it.each<[string, string, string]>([
    ['yealink', 'T46U', 'account.1.label'],
    ['snom', 'D785', 'user_name[2]'],
    ['polycom', 'VVX450', 'reg.2.displayName'],
  ])('of %s %s that a table knows gives none: %s', async (vendor, model, name) => {
    expect(await warningsOf(vendor, model, { overrides: { [name]: '1' } })).toEqual([])
  })

  it('names the level that chose it, where that is not the phone', async () => {
    const tenants = await api.get('/tenants')
    const [tenant] = tenants.body.items as { id: string }[]
    await api.post(`/tenants/${tenant?.id}`, { overrides: { 'account.1.lable': '1' } })
    expect(await warningsOf('yealink', 'T46U', {})).toEqual([
      expect.objectContaining({ code: 'override_unknown', message: expect.stringContaining('chosen by the tenant') }),
    ])
    await api.post(`/tenants/${tenant?.id}`, { overrides: { 'account.1.lable': null } })
    expect(await warningsOf('yealink', 'T46U', {})).toEqual([])
  })

  it.each(['yealink', 'Snom', 'polycom'])('is listed with its settings: %s', async (vendor) => {
    const { status, body } = await api.get(`/vendors/${vendor}/parameters`)
    expect(status).toBe(200)
    expect(body.count).toBeGreaterThan(150)
    expect(body.items).toContainEqual(expect.objectContaining({ settings: ['language'], firmware: expect.any(Array) }))
  })

  it('of an unknown vendor is not found, and nobody without a token sees the list', async () => {
    expect((await api.get('/vendors/acme/parameters')).status).toBe(404)
    expect((await api.get('/vendors/yealink/parameters', null)).status).toBe(401)
  })
})

describe('limits of a phone', () => {
  it('key 21 of an EXP20 turns the page: a key there is refused by name', async () => {
    const keys = [{ module: 1, position: 21, kind: 'blf', value: '102' }]
    const made = await api.post('/phones', { mac: '00156500ff01', vendor: 'yealink', model: 'T27G', keys })
    expect(made).toMatchObject({ status: 400, fields: ['keys[0].position'] })
    expect(made.text).toContain('turns the page')
  })

  it.each<[string, number, number]>([
    ['T27G', 1, 20],
    ['T27G', 6, 22],
    ['T46S', 1, 21],
  ])('on a %s, module %i, key %i is free', async (model, module, position) => {
    const keys = [{ module, position, kind: 'blf', value: '102' }]
    expect(await warningsOf('yealink', model, { keys })).toEqual([])
  })

  it('the models say which keys of a module are reserved', async () => {
    const { body } = await api.get('/phone_models/yealink/T27G')
    expect(body.modules).toEqual({ count: 6, keys: 40, reserved: [21] })
    expect((await api.get('/phone_models/snom/D785')).body.modules).toMatchObject({ reserved: [] })
  })

  const blfs = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ position: i + 2, kind: 'blf', value: `${200 + i}` }))
  const spread = (count: number) =>
    blfs(count).map((key) => (key.position <= 16 ? key : { ...key, module: 1, position: key.position - 16 }))

  it.each<[number, string[]]>([
    [48, []],
    [49, ['too_many_keys']],
  ])('a Polycom that watches %i colleagues: %j', async (count, codes) => {
    const warnings = await warningsOf('polycom', 'VVX600', { keys: spread(count) })
    expect(warnings.map(({ code, field }) => [code, field])).toEqual(codes.map((code) => [code, 'keys']))
  })

  it.each<[string, string, string[]]>([
    ['polycom', '**12345678', []],
    ['polycom', '**123456789', ['value_too_long']],
    ['yealink', '**123456789', []],
  ])('%s, pickup code %s: %j', async (vendor, pickup_code, codes) => {
    const model = vendor === 'polycom' ? 'VVX450' : 'T46U'
    const warnings = await warningsOf(vendor, model, { settings: { pickup_code } })
    expect(warnings.map(({ code, field }) => [code, field])).toEqual(
      codes.map((code) => [code, 'settings.pickup_code']),
    )
  })

  it.each<[string, string, string[]]>([
    ['320', '6.5.20', ['firmware_too_old']],
    ['320', '7.0.0', []],
    ['D785', '10.1.54.15', []],
    ['M700', '05.20.0001', []],
    ['M300', '03.23.0005', []],
  ])('a Snom %s with firmware %s: %j', async (model, firmware, codes) => {
    const warnings = await warningsOf('snom', model, { firmware })
    expect(warnings.map(({ code, field }) => [code, field])).toEqual(codes.map((code) => [code, 'firmware']))
  })
})

describe('Snom', () => {
  const backup_registrar = { host: 'backup.example.net' }
  const linesOf = (count: number) => Array.from({ length: count }, () => ({ user_id: user }))
  let mac = 0
  const create = (model: string, lines: object[], members: object = {}) => {
    mac += 1
    return api.post('/phones', {
      mac: `00041300f0${String(mac).padStart(2, '0')}`,
      vendor: 'snom',
      model,
      lines,
      ...members,
    })
  }

  it.each<[string, number, number]>([
    ['D120', 1, 201],
    ['D120', 2, 400],
    ['D785', 6, 201],
    ['D785', 7, 400],
    ['PA1', 1, 201],
    ['M700', 4, 201],
  ])('%s: %i lines, each with a backup registrar: %i', async (model, count, status) => {
    const made = await create(model, linesOf(count), { settings: { backup_registrar } })
    expect(made).toMatchObject({ status, fields: status === 400 ? ['lines'] : [] })
    if (status === 400) expect(made.text).toContain(`${count} lines and ${count} backup registrars do not fit`)
  })

  it('counts a backup registrar that only one line has', async () => {
    const lines = [{ user_id: user }, { user_id: user, settings: { backup_registrar } }]
    expect(await create('D120', lines)).toMatchObject({ status: 400, fields: ['lines'] })
  })

  it("a tenant's later backup registrar is a warning, bars no other change, and no line may be added", async () => {
    const { body } = await create('D120', linesOf(2))
    const tenants = await api.get('/tenants')
    const [tenant] = tenants.body.items as { id: string }[]
    await api.post(`/tenants/${tenant?.id}`, { settings: { backup_registrar } })
    const address = `/phones/00041300f0${String(mac).padStart(2, '0')}`
    expect(body.warnings).toEqual([])
    expect((await api.get(address)).body.warnings).toContainEqual(
      expect.objectContaining({ code: 'backup_without_account', field: 'settings.backup_registrar' }),
    )
    expect((await api.post(address, { settings: { brightness: 3 } })).status).toBe(204)
    expect(await create('D120', linesOf(2))).toMatchObject({ status: 400, fields: ['lines'] })
    await api.post(`/tenants/${tenant?.id}`, { settings: { backup_registrar: null } })
  })

  it('a soft key taken away is blanked, whether it was its own or a layout had it', async () => {
    const softkeys = [{ position: 2, kind: 'speed_dial', value: '123', label: 'Gate' }]
    const fileOf = async () => (await api.get('/phones/00041300fa01/files/snomD785-00041300FA01.htm')).text
    const { body } = await api.post('/key_layouts', { name: 'gate', keys: [], softkeys })
    await api.post('/phones', { mac: '00041300fa01', vendor: 'snom', model: 'D785', lines: linesOf(1) })
    expect(await fileOf()).not.toContain('context_key')
    await api.post('/phones/00041300fa01', { softkeys })
    expect(await fileOf()).toMatch(/context_key idx="1"[^>]*>speed 123</)
    await api.post('/phones/00041300fa01', { softkeys: null })
    expect(await fileOf()).toMatch(/context_key idx="1"[^>]*>keyevent none</)
    await api.post('/phones/00041300fa01', { key_layout_id: body.id })
    expect(await fileOf()).toMatch(/context_key idx="1"[^>]*>speed 123</)
    await api.post(`/key_layouts/${body.id}`, { softkeys: [] })
    expect(await fileOf()).toMatch(/context_key idx="1"[^>]*>keyevent none</)
    expect(await fileOf()).not.toContain('speed 123')
  })
})
