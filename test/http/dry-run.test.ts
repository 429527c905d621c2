import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'

let api: Api
const ids: Record<string, string> = {}

interface Item {
  readonly mac: string
  readonly name: string | null
  readonly files: {
    readonly name: string
    readonly changes: number
    readonly diff: readonly { name: string; kind: string; before: string | null; after: string | null }[]
  }[]
}

const YEALINK = '001565000001'
const SNOM = '000413000001'
const POLYCOM = '0004f2000001'

beforeAll(async () => {
  api = await startApi()
  for (const [name, number] of [
    ['ada', '101'],
    ['bob', '102'],
    ['idle', '103'],
  ] as const)
    ids[name] = await api.newUser(number)
  const made = async (name: string, path: string, body: object) => {
    const answer = await api.post(path, body)
    if (answer.status !== 201) throw new Error(`${path}: ${answer.text}`)
    ids[name] = String(answer.body.id)
  }
  await made('layout', '/key_layouts', { name: 'desk', keys: [{ position: 4, kind: 'blf', value: '101' }] })
  await made('yealink', '/phones', { mac: YEALINK, vendor: 'yealink', model: 'T46U', lines: [{ user_id: ids.ada }] })
  await made('snom', '/phones', { mac: SNOM, vendor: 'snom', model: 'D785', lines: [{ user_id: ids.bob }] })
  await made('polycom', '/phones', {
    mac: POLYCOM,
    vendor: 'polycom',
    model: 'VVX450',
    lines: [{ user_id: ids.bob }],
    key_layout_id: ids.layout,
  })
  await made('group', '/groups', { name: 'sales' })
  const [tenant] = (await api.get('/tenants')).body.items as { id: string }[]
  ids.tenant = tenant?.id ?? ''
})
afterAll(() => api.server.remove())

async function dryRun(path: string, body: object = {}, token?: string) {
  const answer = await api.post(`${path}${path.includes('?') ? '&' : '?'}dry_run=true`, body, token)
  return { ...answer, phones: answer.body.phones as number, items: (answer.body.items ?? []) as Item[] }
}

const macsOf = (items: readonly Item[]): string[] =>
  items.map(({ mac }) => mac.replaceAll(':', '').toLowerCase()).sort()

describe('a write that is only tried', () => {
  it('tells which phones a new name would reach and what would differ, masking nothing but secrets', async () => {
    const { status, phones, items } = await dryRun(`/users/${ids.ada}`, { display_name: 'Ada Lovelace' })
    expect(status).toBe(200)
    expect(phones).toBe(3)
    expect(macsOf(items)).toEqual([SNOM, POLYCOM, YEALINK].sort())
    const hers = items.find(({ name }) => name === 'Ada Lovelace')
    expect(hers?.files.map(({ name }) => name)).toEqual([`${YEALINK}.cfg`])
    expect(hers?.files[0]?.diff).toContainEqual({
      name: 'account.1.display_name',
      kind: 'changed',
      before: 'User 101',
      after: 'Ada Lovelace',
    })
    const directory = items.flatMap(({ files }) => files).find(({ name }) => name === `${POLYCOM}-directory.xml`)
    expect(directory?.diff.map(({ name, kind }) => `${kind} ${name}`).sort()).toEqual([
      'added item[Ada Lovelace].ct',
      'added item[Ada Lovelace].fn',
      'removed item[User 101].ct',
      'removed item[User 101].fn',
    ])
  })

  it('says that a secret would change, and no more', async () => {
    const { status, phones, items, text } = await dryRun(`/users/${ids.ada}/extension_password`, {
      password: 'a new sip secret 7',
    })
    expect([status, phones]).toEqual([200, 1])
    expect(items[0]?.files[0]?.diff).toEqual([
      { name: 'account.1.password', kind: 'changed', before: '********', after: '********' },
    ])
    expect(text).not.toMatch(/a new sip secret|sip-password-101/)
  })

  it('shows no token of an address that would change', async () => {
    const { text, phones } = await dryRun(`/phones/${YEALINK}/token`, { action: 'rotate' })
    expect(phones).toBe(1)
    expect(text).toContain('/p/********')
    expect(text).not.toMatch(/\/p\/[A-Za-z0-9_-]{20}/)
  })

  it('counts a phone that comes and one that goes', async () => {
    const mac = '001565000099'
    const comes = await dryRun('/phones', { mac, vendor: 'yealink', model: 'T46U', lines: [{ user_id: ids.idle }] })
    expect(macsOf(comes.items)).toEqual([mac])
    expect(comes.items[0]?.files[0]?.diff.every(({ kind }) => kind === 'added')).toBe(true)
    const goes = await dryRun(`/phones/${YEALINK}/destroy`)
    expect(macsOf(goes.items)).toEqual([YEALINK])
    expect((await api.get(`/phones/${mac}`)).status).toBe(404)
    expect((await api.get(`/phones/${YEALINK}`)).status).toBe(200)
  })

  it.each([
    ['a form error', '/users/{ada}', { display_name: 7 }],
    ['a taken name', '/groups', { name: 'sales' }],
    ['a rule of the store', `/phones/${YEALINK}`, { key_layout_id: 'nobody' }],
    ['an unknown phone', '/phones/0015650000ff', {}],
  ])('fails as the write itself: %s', async (_what, path, body) => {
    const target = path.replace('{ada}', ids.ada ?? '')
    const tried = await dryRun(target, body)
    const made = await api.post(target, body)
    expect(tried.status).toBeGreaterThanOrEqual(400)
    expect([tried.status, tried.text]).toEqual([made.status, made.text])
  })

  it('of an operation that cannot tell is refused and not obeyed', async () => {
    const { status, fields } = await dryRun('/roles', { name: 'never made', permissions: {} })
    expect([status, fields]).toEqual([400, ['dry_run']])
    expect((await api.get('/roles/never made')).status).toBe(404)
    expect((await api.post(`/users/${ids.ada}?dry_run=maybe`, { display_name: 'X' })).fields).toEqual(['dry_run'])
  })

  it('counts for users the phones they may not see, and shows their own', async () => {
    const token = await api.login('user101', USER_PASSWORD)
    const { status, phones, items, text } = await dryRun('/user', { display_name: 'Ada Lovelace' }, token)
    expect([status, phones]).toEqual([200, 3])
    expect(macsOf(items)).toEqual([YEALINK])
    expect(text).not.toContain('102')
  })

  it('says what would have to be warned of', async () => {
    const { body } = await dryRun(`/phones/${YEALINK}`, { settings: { codecs: ['OPUS', 'iLBC', 'PCMA'] } })
    const made = await api.post('/phones', {
      mac: '001565000098',
      vendor: 'yealink',
      model: 'T46U',
      settings: { codecs: ['OPUS', 'iLBC', 'PCMA'] },
    })
    const warned = (made.body.warnings as { code: string }[]).filter(({ code }) => code === 'codec_dropped')
    expect(body.warnings).toEqual(warned)
    await api.post('/phones/001565000098/destroy')
  })
})
