import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from '../support/api.js'

let api: Api

beforeAll(async () => {
  api = await startApi()
  await api.newUser('301', { display_name: "Miles O'Neil", department: 'Sales', name: 'oneil' })
  await api.newUser('302', { display_name: 'Anna Zander', department: 'Sales', enabled: false, name: 'anna' })
  await api.newUser('303', { display_name: 'Bert Abel', role: 'QueueManager', name: 'bert' })
  await api.newUser('304', { display_name: 'Zoe 301', department: 'Support', name: 'zoe', email: 'zoe@oneil.example' })
  await api.post('/groups', { name: 'North', description: 'all of the north' })
  await api.post('/groups', { name: 'South' })
})
afterAll(() => api.server.remove())

const list = async (query: Record<string, string>, path = '/users') => {
  const answer = await api.get(`${path}?${new URLSearchParams(query)}`)
  expect(answer.status, answer.text).toBe(200)
  const items = answer.body.items as Record<string, unknown>[]
  return { count: answer.body.count, names: items.map((item) => item.name) }
}
const ALL = ['oneil', 'anna', 'bert', 'zoe']

describe('lists of users', () => {
  it('come in order of creation', async () => {
    expect(await list({})).toEqual({ count: 4, names: ALL })
  })

  it.each([
    ["extension_number eq '301'", ['oneil']],
    ["display_name eq 'Miles O''Neil'", ['oneil']],
    ["role eq 'StandardUser' and enabled eq true", ['oneil', 'zoe']],
    ["enabled eq false or role eq 'QueueManager'", ['anna', 'bert']],
    ["name eq 'zoe' or department eq 'Sales' and enabled eq false", ['anna', 'zoe']],
    ["(name eq 'zoe' or department eq 'Sales') and enabled eq false", ['anna']],
    ["not department eq 'Sales' and not (name eq 'zoe')", ['bert']],
    ['department eq null', ['bert']],
    ['department ne null', ['oneil', 'anna', 'zoe']],
    ["startswith(name,'AN')", ['anna']],
    ["endsWith(email,'.example')", ['zoe']],
    ["CONTAINS(display_name, 'neil')", ['oneil']],
    ["created_at gt '2022-01-01T00:00:00Z'", ALL],
    ["created_at LT '2022-01-01T00:00:00+02:00'", []],
    ["name EQ 'Oneil'", []],
    ["extension_number ge '303'", ['bert', 'zoe']],
    ["office_hours.mode eq 'GLOBAL' and office_hours.monday.enabled eq false", ALL],
    ["preferred_transport eq 'UDP' and enable_dnd eq false", ALL],
    ['busy_no_answer_forward_rule.timeout eq null', ALL],
  ])('keep those for which %s', async (filter, names) => {
    expect(await list({ filter })).toEqual({ count: names.length, names })
    expect(await list({ $filter: filter })).toEqual({ count: names.length, names })
  })

  it.each([
    ['oneil', ['oneil', 'zoe']],
    ['SALES', ['oneil', 'anna']],
    ['301', ['oneil', 'zoe']],
    ['  ', ALL],
  ])('search %j in names, mail, numbers and departments', async (search, names) => {
    expect((await list({ search })).names).toEqual(names)
  })

  it('combine search and filter, and count before they cut', async () => {
    expect(await list({ search: 'sales', filter: 'enabled eq true' })).toEqual({ count: 1, names: ['oneil'] })
    expect(await list({ skip: '1', top: '2' })).toEqual({ count: 4, names: ['anna', 'bert'] })
    expect(await list({ filter: 'enabled eq true', $skip: '2', $top: '5', count: 'true' })).toEqual({
      count: 3,
      names: ['zoe'],
    })
    expect(await list({ skip: '2147483647' })).toEqual({ count: 4, names: [] })
  })

  it.each([
    ['display_name', ['anna', 'bert', 'oneil', 'zoe']],
    ['department desc,name', ['zoe', 'anna', 'oneil', 'bert']],
    ['enabled asc , extension_number DESC', ['anna', 'zoe', 'bert', 'oneil']],
  ])('sort by %s', async (orderby, names) => {
    expect((await list({ orderby })).names).toEqual(names)
  })

  it.each([
    ['filter', "shoe_size eq '44'", 'field'],
    ['filter', "voicemail_pin eq '739254'", 'field'],
    ['filter', "constructor eq 'x'", 'field'],
    ['filter', 'blfs eq null', 'field'],
    ['filter', "name eq 'a' and", 'syntax'],
    ['filter', "name eq 'a", 'syntax'],
    ['filter', 'name eq a', 'syntax'],
    ['filter', "name like 'a'", 'syntax'],
    ['filter', "(name eq 'a'", 'syntax'],
    ['filter', "name eq 'a') or (name eq 'b'", 'syntax'],
    ['filter', 'startswith(name)', 'syntax'],
    ['filter', 'startswith(name, 1)', 'syntax'],
    ['filter', 'name eq 12abc', 'syntax'],
    ['filter', `${'('.repeat(500)}name eq 'a'${')'.repeat(500)}`, 'depth'],
    ['filter', `${'not '.repeat(400)}name eq 'a'`, 'depth'],
    ['filter', `name eq '${'x'.repeat(3000)}'`, 'max'],
    ['orderby', 'shoe_size', 'field'],
    ['orderby', 'name upwards', 'syntax'],
    ['orderby', 'name,,email', 'syntax'],
    ['orderby', Array.from({ length: 9 }, () => 'name').join(), 'max'],
    ['skip', '-1', 'format'],
    ['skip', '1.5', 'format'],
    ['skip', '2147483648', 'max'],
    ['top', '0', 'min'],
    ['top', '101', 'max'],
    ['top', '', 'format'],
    ['top', '1e1', 'format'],
  ])('refuse %s=%s', async (name, value, rule) => {
    const answer = await api.get(`/users?${new URLSearchParams({ [name]: value })}`)
    expect([answer.status, answer.code, answer.fields]).toEqual([400, 'VALIDATE_FAILED', [name]])
    expect(answer.body.errors).toMatchObject([{ detail: { rule } }])
  })

  it('name everything that is wrong with a query', async () => {
    const answer = await api.get('/users?skip=x&top=1000&filter=(&orderby=shoe_size')
    expect([...answer.fields].sort()).toEqual(['filter', 'orderby', 'skip', 'top'])
  })

  it('show neither PINs nor passwords', async () => {
    const { text } = await api.get('/users')
    expect(text).not.toMatch(/739254|sip-password|voicemail_pin/)
  })
})

describe('lists of roles and groups', () => {
  it('filter, search and cut likewise', async () => {
    expect(await list({ filter: "startswith(name,'Standard')" }, '/roles')).toEqual({
      count: 2,
      names: ['StandardUser', 'StandardInternationalUser'],
    })
    expect(
      (await list({ filter: 'permissions.user_management.users eq true', orderby: 'name' }, '/roles')).names,
    ).toEqual(['Admin', 'Dealer', 'SystemAdmin'])
    expect((await list({ search: 'call queues' }, '/roles')).names).toEqual(['QueueManager'])
    expect(await list({ top: '1' }, '/groups')).toEqual({ count: 2, names: ['North'] })
    expect((await list({ search: 'THE north' }, '/groups')).names).toEqual(['North'])
    expect((await list({ filter: 'description eq null' }, '/groups')).names).toEqual(['South'])
    expect((await api.get('/groups?filter=email%20eq%20null')).fields).toEqual(['filter'])
  })
})
