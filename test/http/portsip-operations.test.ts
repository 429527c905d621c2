import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blobRoutes } from '../../src/http/api/portsip/blobs.js'
import { callRoutes } from '../../src/http/api/portsip/calls.js'
import { directoryRoutes } from '../../src/http/api/portsip/directory.js'
import { greetingRoutes } from '../../src/http/api/portsip/greetings.js'
import { portsipRoutes } from '../../src/http/api/portsip/index.js'
import { meetingRoutes } from '../../src/http/api/portsip/meetings.js'
import { queueRoutes } from '../../src/http/api/portsip/queues.js'
import { type Api, fill, sampleOf, samples, startApi, USER_PASSWORD } from '../support/api.js'

let api: Api
let alice: string
let aliceToken: string
let phone: string
let group: string
let next = 200

/** Values for the placeholders that the contract's own rules refuse. */
const userValues = (number: string) => ({
  name: `user${number}`,
  password: USER_PASSWORD,
  email: `user${number}@example.com`,
  role: 'StandardUser',
  extension_number: number,
  extension_password: `sip-password-${number}`,
  voicemail_pin: '739254',
  number: '+4930123',
})
const phoneValues = (mac: string) => ({
  mac,
  vendor: 'yealink',
  model: 'T46U',
  password: 'Phone1pass',
  codecs: ['PCMU', 'G722'],
  door_password1: '1234',
  door_password2: '87654321',
})

const filled = (operation: string, values: Record<string, unknown>) => fill(sampleOf(operation).request, values)
const freshMac = () => `0015650000${(next++).toString(16).padStart(2, '0')}`
const freshUser = () => String(next++)

/** How an operation is called so that it succeeds: its path and body, made when the test runs. */
type Prepared = { path: string; body?: unknown; token?: string }

const ready: Readonly<Record<string, () => Prepared | Promise<Prepared>>> = {
  'GET /roles': () => ({ path: '/roles' }),
  'POST /roles': () => ({ path: '/roles', body: filled('POST /api/roles', { name: `Sample ${next++}` }) }),
  'GET /roles/{name}': () => ({ path: '/roles/Admin' }),
  'POST /roles/{name}': async () => {
    await api.post('/roles', { name: 'Before', permissions: {} })
    return { path: '/roles/Before', body: filled('POST /api/roles/{name}', { name: 'After' }) }
  },
  'POST /roles/{name}/destroy': async () => {
    await api.post('/roles', { name: 'Short-lived', permissions: {} })
    return { path: '/roles/Short-lived/destroy' }
  },
  'GET /user': () => ({ path: '/user', token: aliceToken }),
  'POST /user': () => ({
    path: '/user',
    token: aliceToken,
    body: filled('POST /api/user', { ...userValues('101'), avatar_file_id: null }),
  }),
  'POST /user/password': () => ({
    path: '/user/password',
    token: aliceToken,
    body: { old_password: USER_PASSWORD, new_password: USER_PASSWORD },
  }),
  'POST /user/extension_password': () => ({
    path: '/user/extension_password',
    token: aliceToken,
    body: { old_password: 'sip-password-101', new_password: 'sip-password-101' },
  }),
  'POST /user/profile': () => ({ path: '/user/profile', token: aliceToken }),
  'GET /user/status': () => ({ path: '/user/status', token: aliceToken }),
  'POST /user/presence': () => ({
    path: '/user/presence',
    token: aliceToken,
    body: sampleOf('POST /api/user/presence').request,
  }),
  'GET /user/phones': () => ({ path: '/user/phones', token: aliceToken }),
  'POST /user/phones': () => ({
    path: '/user/phones',
    token: aliceToken,
    body: filled('POST /api/user/phones', phoneValues(freshMac())),
  }),
  'GET /user/phones/{id}': () => ({ path: `/user/phones/${phone}`, token: aliceToken }),
  'POST /user/phones/{id}': () => ({
    path: `/user/phones/${phone}`,
    token: aliceToken,
    body: filled('POST /api/user/phones/{id}', phoneValues('')),
  }),
  'POST /user/phones/{id}/destroy': async () => ({
    path: `/user/phones/${await newPhone()}/destroy`,
    token: aliceToken,
  }),
  'GET /users': () => ({ path: '/users' }),
  'POST /users': () => ({ path: '/users', body: filled('POST /api/users', userValues(freshUser())) }),
  'POST /users/profile': () => ({ path: `/users/profile?id=${alice}` }),
  'GET /users/{id}': () => ({ path: `/users/${alice}` }),
  'POST /users/{id}': () => ({ path: `/users/${alice}`, body: filled('POST /api/users/{id}', userValues('101')) }),
  // Somebody else's: a new password ends the logins made with the old one.
  'POST /users/{id}/password': async () => ({
    path: `/users/${await api.newUser(freshUser())}/password`,
    body: { password: USER_PASSWORD },
  }),
  'POST /users/{id}/extension_password': () => ({
    path: `/users/${alice}/extension_password`,
    body: { password: 'sip-password-101' },
  }),
  'POST /users/{id}/role': () => ({ path: `/users/${alice}/role`, body: { role: 'StandardUser' } }),
  'POST /users/{id}/profile': () => ({ path: `/users/${alice}/profile` }),
  'POST /users/{id}/ms365_binding': () => ({
    path: `/users/${alice}/ms365_binding`,
    body: sampleOf('POST /api/users/{id}/ms365_binding').request,
  }),
  'POST /users/{id}/ms365_binding/destroy': () => ({ path: `/users/${alice}/ms365_binding/destroy` }),
  'POST /users/{id}/destroy': async () => ({ path: `/users/${await api.newUser(freshUser())}/destroy` }),
  'GET /users/{id}/status': () => ({ path: `/users/${alice}/status` }),
  'GET /users/{id}/phones': () => ({ path: `/users/${alice}/phones` }),
  'POST /users/{id}/phones': () => ({
    path: `/users/${alice}/phones`,
    body: filled('POST /api/users/{id}/phones', phoneValues(freshMac())),
  }),
  'GET /users/{id}/phones/{phone_id}': () => ({ path: `/users/${alice}/phones/${phone}` }),
  'POST /users/{id}/phones/{phone_id}': () => ({
    path: `/users/${alice}/phones/${phone}`,
    body: filled('POST /api/users/{id}/phones/{phone_id}', phoneValues('')),
  }),
  'POST /users/{id}/phones/{phone_id}/destroy': async () => ({
    path: `/users/${alice}/phones/${await newPhone()}/destroy`,
  }),
  'GET /groups': () => ({ path: '/groups' }),
  'POST /groups': () => ({ path: '/groups', body: filled('POST /api/groups', { name: `Group ${next++}` }) }),
  'GET /groups/{id}': () => ({ path: `/groups/${group}` }),
  'POST /groups/{id}': () => ({ path: `/groups/${group}`, body: filled('POST /api/groups/{id}', { name: 'Sales' }) }),
  'POST /groups/{id}/destroy': async () => {
    const { body } = await api.post('/groups', { name: `Group ${next++}` })
    return { path: `/groups/${body.id}/destroy` }
  },
  'GET /groups/{id}/members': () => ({ path: `/groups/${group}/members` }),
  'GET /groups/{id}/members/{extension_number}': () => ({ path: `/groups/${group}/members/101` }),
  'POST /groups/{id}/members/{extension_number}': () => ({ path: `/groups/${group}/members/101` }),
  'POST /groups/{id}/members/{extension_number}/destroy': async () => {
    const number = freshUser()
    await api.newUser(number)
    await api.post(`/groups/${group}/members/${number}`)
    return { path: `/groups/${group}/members/${number}/destroy` }
  },
}

async function newPhone(): Promise<string> {
  const { body } = await api.post(`/users/${alice}/phones`, { mac: freshMac(), vendor: 'yealink', model: 'T46U' })
  return String(body.id)
}

beforeAll(async () => {
  api = await startApi()
  alice = await api.newUser('101')
  aliceToken = await api.login('user101', USER_PASSWORD)
  phone = await newPhone()
  group = String((await api.post('/groups', { name: 'Sales' })).body.id)
  await api.post(`/groups/${group}/members/101`)
})
afterAll(() => api.server.remove())

const nameOf = ({ method, path }: { method: string; path: string }) => `${method.toUpperCase()} ${path}`
/** Other operations have rows of their own: portsip-pbx, portsip-directory*, portsip-greetings. */
const ELSEWHERE = new Set([
  ...queueRoutes,
  ...callRoutes,
  ...meetingRoutes,
  ...directoryRoutes,
  ...greetingRoutes,
  ...blobRoutes,
])
const routes = portsipRoutes.filter((declared) => !/^\/log(?:in|out)/.test(declared.path) && !ELSEWHERE.has(declared))
/** Needs a registration somebody reported: test/http/registrations.test.ts. */
const DESTROY_STATUS = 'POST /users/{id}/status/{instance_id}/destroy_status'
const usable = routes.filter((declared) => nameOf(declared) !== DESTROY_STATUS)
/** Offered beside the published ones, because the vendor has it too. */
const BESIDE = 'POST /user/profile'

const typeOf = (value: unknown) => (Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value)

/** Members of a sample, nested ones included, with the types they may have; avatars and unset texts are null here. */
function typesIn(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.length > 0 ? typesIn(value[0], `${path}[]`) : []
  return Object.entries(value).flatMap(([name, member]) => [
    `${path}.${name}:${typeOf(member)}`,
    ...typesIn(member, `${path}.${name}`),
  ])
}

describe('the operations of the contract', () => {
  it('are all there, and none beside them', () => {
    const published = samples.map(({ operation }) => operation.replace(' /api', ' '))
    expect(
      routes
        .map(nameOf)
        .filter((name) => name !== BESIDE)
        .sort(),
    ).toEqual([...published].sort())
  })

  it.each(usable.map((declared) => [nameOf(declared), declared] as const))(
    '%s succeeds and answers what it declares',
    async (name, declared) => {
      const { path, body, token } = (await ready[name]?.()) ?? { path: 'nowhere' }
      const answer = await api.call(declared.method.toUpperCase(), path, { body, ...(token ? { token } : {}) })
      expect({ status: answer.status, text: answer.status === declared.reply.status ? '' : answer.text }).toEqual({
        status: declared.reply.status,
        text: '',
      })
      if (!declared.reply.schema) return expect(answer.text).toBe('')
      const parsed = declared.reply.schema.safeParse(answer.body)
      expect(parsed.error?.issues ?? []).toEqual([])
      expect(parsed.data).toEqual(answer.body)
    },
  )

  it.each(samples.filter(({ reply }) => reply !== null).map(({ operation }) => operation.replace(' /api', ' ')))(
    '%s replies with every published member',
    async (name) => {
      const { path, body, token } = (await ready[name]?.()) ?? { path: 'nowhere' }
      const answer = await api.call(name.split(' ')[0] ?? '', path, { body, ...(token ? { token } : {}) })
      expect(answer.status).toBeLessThan(300)
      const { reply } = sampleOf(name.replace(' ', ' /api'))
      const pathsOf = (entries: string[]) => entries.map((entry) => entry.replace(/:.*/, ''))
      const missing = pathsOf(typesIn(reply)).filter((member) => !pathsOf(typesIn(answer.body)).includes(member))
      // Nobody reported a registration here; the others are empty or null until somebody writes them.
      expect(missing.filter((member) => !member.startsWith('.registration[]'))).toEqual([])
      const beyond = Object.keys(answer.body).filter((member) => !Object.hasOwn(reply, member))
      expect(beyond).toEqual([])
      const published = new Set(typesIn(reply))
      const differing = typesIn(answer.body).filter(
        (entry) => !entry.endsWith(':null') && !published.has(entry) && !/\[\]/.test(entry),
      )
      expect(differing).toEqual([])
    },
  )

  it.each(usable.map((declared) => [nameOf(declared), declared] as const))(
    '%s wants a token',
    async (name, declared) => {
      const { path, body } = (await ready[name]?.()) ?? { path: 'nowhere' }
      for (const token of [null, 'no-such-token']) {
        const answer = await api.call(declared.method.toUpperCase(), path, { body, token })
        expect([answer.status, answer.code]).toEqual([401, 'UNAUTHORIZED'])
      }
    },
  )

  it.each(usable.map((declared) => [nameOf(declared), declared] as const))(
    '%s refuses those without the right',
    async (name, declared) => {
      const { path, body } = (await ready[name]?.()) ?? { path: 'nowhere' }
      // Self-service has no rights to lack, but the system administrator has no account to serve.
      const token = declared.needs === 'user' ? api.admin : aliceToken
      const answer = await api.call(declared.method.toUpperCase(), path, { body, token })
      expect([answer.status, answer.code]).toEqual([403, 'FORBIDDEN'])
    },
  )

  const withId = usable.filter(({ path }) => path.includes('{'))
  it.each(withId.map((declared) => [nameOf(declared), declared] as const))(
    '%s answers 404 to an unknown id',
    async (name, declared) => {
      const prepared = (await ready[name]?.()) ?? { path: 'nowhere' }
      const unknown = declared.path.replace('{extension_number}', '999').replace(/\{\w+\}/g, 'bm9ib2R5')
      const answer = await api.call(declared.method.toUpperCase(), unknown, {
        body: prepared.body,
        ...(prepared.token ? { token: prepared.token } : {}),
      })
      expect([answer.status, answer.code]).toEqual([404, 'NOT_FOUND'])
    },
  )

  it('answers 404 to a registration nobody has', async () => {
    const answer = await api.post(`/users/${alice}/status/1/destroy_status`)
    expect([answer.status, answer.code]).toEqual([404, 'NOT_FOUND'])
  })

  const withBody = usable.filter(({ body }) => body !== undefined)
  it.each(withBody.map((declared) => [nameOf(declared), declared] as const))(
    '%s refuses a body that is no JSON object',
    async (name, declared) => {
      const { path, token } = (await ready[name]?.()) ?? { path: 'nowhere' }
      for (const raw of ['{"name":', '[]', '"text"', '7']) {
        const answer = await api.call('POST', path, { raw, ...(token ? { token } : {}) })
        expect([declared.path, answer.status, answer.code]).toEqual([declared.path, 400, 'INVALID_JSON'])
      }
    },
  )

  it.each(withBody.map((declared) => [nameOf(declared), declared] as const))(
    '%s names every member of a wrong type at once',
    async (name, declared) => {
      const { path, token } = (await ready[name]?.()) ?? { path: 'nowhere' }
      const members = Object.keys(declared.body ?? {})
      const answer = await api.call('POST', path, {
        body: Object.fromEntries(members.map((member) => [member, { wrong: true }])),
        ...(token ? { token } : {}),
      })
      expect([answer.status, answer.code]).toEqual([400, 'VALIDATE_FAILED'])
      const named = new Set(answer.fields.map((field) => String(field).split(/[.[]/)[0]))
      // An object is what these read; unknown members of it are ignored.
      const objects = new Set(['permissions', 'office_hours'])
      expect(members.filter((member) => !named.has(member) && !objects.has(member))).toEqual([])
    },
  )

  it('keeps users of the sample as they were sent', async () => {
    const number = freshUser()
    const sent = filled('POST /api/users', userValues(number)) as Record<string, unknown>
    const id = (await api.post('/users', sent)).body.id
    const { password, extension_password, ...shown } = sent
    expect((await api.get(`/users/${id}`)).body).toMatchObject(shown)
    expect((await api.get(`/users/${id}`)).text).not.toContain(String(extension_password))
    expect((await api.get(`/users/${id}`)).text).not.toContain(String(password))
  })

  it('keeps phones of the sample as they were sent', async () => {
    const sent = filled('POST /api/users/{id}/phones', phoneValues('aa:bb:cc:00:00:01')) as Record<string, unknown>
    const { id } = (await api.post(`/users/${alice}/phones`, sent)).body
    const { body } = await api.get(`/users/${alice}/phones/${id}`)
    expect(body).toMatchObject(sent)
    expect(body.url).toMatch(/^http:\/\/prov\.example\.net\/p\/[a-z2-7]{32}\/$/)
  })

  it('takes the published user whole, but for placeholders the rules refuse', async () => {
    const answer = await api.post('/users', sampleOf('POST /api/users').request)
    const rules = sampleOf('POST /api/users').request
    const forwarded = Object.keys(rules)
      .filter((name) => name.endsWith('_forward_rule'))
      .map((name) => `${name}.number`)
    expect([...answer.fields].sort()).toEqual(
      [
        'password',
        'email',
        'role',
        'extension_number',
        'extension_password',
        'voicemail_pin',
        'custom_forward_rules[0].number',
        ...forwarded,
      ].sort(),
    )
  })
})
