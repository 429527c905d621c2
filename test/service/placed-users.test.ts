import { beforeEach, describe, expect, it, vi } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import type { Tenant } from '../../src/domain/model.js'
import { type Actor, PERMISSIONS } from '../../src/domain/permission.js'
import { Secret } from '../../src/domain/secret.js'
import { type PlacedDraft, PlacedUsers } from '../../src/service/placed-users.js'
import { UserService } from '../../src/service/users.js'
import type { Store } from '../../src/store/store.js'
import { openStore, tempDir } from '../store/workbench.js'
import { testClock } from '../support/clock.js'

const FIELDS = { sip_user: 'user', extension: 'user', login: 'login', login_everywhere: true }
const actor = (tenant_id: string): Actor => ({ tenant_id, user_id: null, permissions: new Set(PERMISSIONS) })
const draft = (sip_user: string, more: Partial<PlacedDraft> = {}): PlacedDraft => ({
  draft: { sip_user, extension: sip_user, login: `${sip_user}@a`, sip_password: new Secret(`secret ${sip_user}`) },
  places: {},
  ...more,
})
const ports = testClock()
const tenant = (id: string, more: Partial<Tenant> = {}): Tenant =>
  ({
    id,
    created_at: '2026-01-01T00:00:00.000Z',
    sip_domain: id,
    settings: {},
    enrolment_token: { hash: id },
    ...more,
  }) as Tenant

let dir: string
let store: Store
/** Work that is put off until somebody says so. */
let waiting: (() => void)[]
const onError = vi.fn()

function serviceOn(store: Store): PlacedUsers {
  waiting = []
  const users = new UserService({ store, ports })
  return new PlacedUsers({ store, ports, users, onError, later: (work) => void waiting.push(work) })
}
const accept = (service: PlacedUsers, placed: PlacedDraft, tenant_id = 'a') =>
  service.accept(actor(tenant_id), placed, new Problems(), FIELDS)
const create = (service: PlacedUsers, placed: PlacedDraft, tenant_id = 'a') =>
  service.create(actor(tenant_id), placed, new Problems(), FIELDS)
const names = async () => (await store.all('users')).map(({ sip_user }) => sip_user)
const taken = expect.objectContaining({ code: 'taken' })

beforeEach(async () => {
  dir = await tempDir()
  store = await openStore(dir)
  await store.transact(async (tx) => {
    tx.put('tenants', tenant('a', { site_limit: 2 }))
    tx.put('tenants', tenant('b'))
  })
})

describe('a user who is promised', () => {
  it('is not there when the promise is made, and is there once the work was done', async () => {
    const service = serviceOn(store)
    await accept(service, draft('1000'))
    expect(await names()).toEqual([])
    for (const work of waiting) work()
    await service.settle()
    expect(await names()).toEqual(['1000'])
    expect(await store.all('accepted_users')).toEqual([])
    expect((await store.all('users'))[0]?.sip_password.reveal()).toBe('secret 1000')
  })

  it('survives that the work is never done, and is in place after the next start', async () => {
    await accept(serviceOn(store), draft('1000', { places: { site: 'Berlin' } }))
    await store.close()
    store = await openStore(dir)
    expect(await names()).toEqual([])
    await serviceOn(store).start()
    expect(await names()).toEqual(['1000'])
    const [group] = await store.all('groups')
    expect((await store.all('users'))[0]?.groups).toEqual([group?.id])
    await serviceOn(store).start()
    expect(await names()).toEqual(['1000'])
  })

  it('has the names already, for whoever comes next', async () => {
    const service = serviceOn(store)
    await accept(service, draft('1000'))
    await expect(accept(service, draft('1000'))).rejects.toEqual(taken)
    await expect(create(service, draft('1000'))).rejects.toEqual(taken)
    await expect(
      new UserService({ store, ports }).create(actor('a'), draft('1000').draft, new Problems()),
    ).rejects.toEqual(taken)
    // The number is another tenant's business, the login is not.
    await expect(create(service, draft('1000'), 'b')).rejects.toEqual(taken)
    const elsewhere = { ...draft('1000').draft, login: 'other' }
    expect(await create(service, { draft: elsewhere, places: {} }, 'b')).toMatchObject({ login: 'other' })
    for (const work of waiting) work()
    await service.settle()
    expect(await names()).toEqual(expect.arrayContaining(['1000', '1000']))
    expect(onError).not.toHaveBeenCalled()
  })

  it('is refused at once where something is wrong, and nothing is left behind', async () => {
    const service = serviceOn(store)
    await expect(accept(service, { ...draft('a b'), places: { site: 'Rome' } })).rejects.toMatchObject({
      code: 'invalid',
    })
    expect([await store.all('accepted_users'), await store.all('groups'), waiting]).toEqual([[], [], []])
  })

  it('keeps the tenant from going', async () => {
    const { TenantService } = await import('../../src/service/tenants.js')
    await accept(serviceOn(store), draft('1000'), 'b')
    await expect(new TenantService({ store, ports }).remove(actor('b'), 'b')).rejects.toMatchObject({ code: 'in_use' })
  })

  it('joins what is left of the groups', async () => {
    const service = serviceOn(store)
    await accept(service, draft('1000', { places: { site: 'Berlin', department: 'Sales' } }))
    const [group] = await store.all('groups')
    await store.transact(async (tx) => tx.remove('groups', group?.id ?? ''))
    for (const work of waiting) work()
    await service.settle()
    expect((await store.all('users'))[0]?.groups).toEqual((await store.all('groups')).map(({ id }) => id))
  })
})

describe('places', () => {
  const groupNames = async () =>
    (await store.all('groups')).map(({ name, places }) => `${name}: ${places?.join(' ')}`).sort()

  it('come into being by their names, once, up to the limit for each kind', async () => {
    const service = serviceOn(store)
    await create(service, draft('1', { places: { site: 'Berlin', department: 'Sales' } }))
    await create(service, draft('2', { places: { site: 'berlin', department: 'Ops' } }))
    await create(service, draft('3', { places: { site: 'Rome' } }))
    expect(await groupNames()).toEqual(['Berlin: site', 'Ops: department', 'Rome: site', 'Sales: department'])
    await expect(create(service, draft('4', { places: { site: 'Oslo', department: 'IT' } }))).rejects.toMatchObject({
      problems: [
        { field: 'site', rule: 'limit' },
        { field: 'department', rule: 'limit' },
      ],
    })
    expect(await names()).toHaveLength(3)
    // What is there may be joined beyond any limit, and a group of the name becomes the place.
    await create(service, draft('5', { places: { site: 'Sales' } }))
    expect(await groupNames()).toContain('Sales: department site')
  })

  it.each([
    ['another site', { site: 'Rome' }, ['Sales', 'Team', 'Rome']],
    ['another department', { department: 'Ops' }, ['Berlin', 'Team', 'Ops']],
    ['no site', { site: '' }, ['Sales', 'Team']],
    ['nothing said', {}, ['Berlin', 'Sales', 'Team']],
  ])('are left for %s, and no other group', async (_what, places, expected) => {
    const service = serviceOn(store)
    const { id, groups } = await create(service, draft('1', { places: { site: 'Berlin', department: 'Sales' } }))
    await store.transact(async (tx) => {
      const [berlin] = await tx.all('groups')
      if (berlin) tx.put('groups', { ...berlin, id: 'team', name: 'Team', places: [] })
      const user = await tx.get('users', id)
      if (user) tx.put('users', { ...user, groups: [...groups, 'team'] })
    })
    await service.update(actor('a'), id, () => ({ change: {}, places, department: 'Sales' }), new Problems(), FIELDS)
    const after = await store.get('users', id)
    const byId = new Map((await store.all('groups')).map((group) => [group.id, group.name]))
    expect(after?.groups.map((group) => byId.get(group))).toEqual(expected)
  })

  it('may be one group: who leaves the department stays at the site', async () => {
    const service = serviceOn(store)
    const { id, groups } = await create(service, draft('1', { places: { site: 'Berlin', department: 'Berlin' } }))
    expect(groups).toHaveLength(1)
    await service.update(
      actor('a'),
      id,
      () => ({ change: {}, places: { department: '' }, department: 'Berlin' }),
      new Problems(),
      FIELDS,
    )
    expect((await store.get('users', id))?.groups).toEqual(groups)
  })
})
