import { createHash } from 'node:crypto'
import { XMLParser } from 'fast-xml-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import { Secret } from '../../src/domain/secret.js'
import { type Api, startApi } from '../support/api.js'
import { startTestServer } from '../support/server.js'
import { faultsOf } from '../support/xml.js'

let api: Api
/** A token of an operator who may do this and nothing else. */
let token: string
let disabled: string

const basic = (password: string, name = 'kamailio') => `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
const HA1 = md5('101:pbx.example.net:sip-password-of-101')

beforeAll(async () => {
  api = await startApi()
  await api.post('/roles', { name: 'registrar', permissions: { phone_system: { full_access: true } } })
  token = String((await api.post('/operator_tokens', { name: 'kamailio', role: 'registrar' })).body.access_token)
  await api.server.user('101', { display_name: 'Ann "A" <Lee>' })
  disabled = (await api.server.user('102', { enabled: false })).id
  const { id } = await api.server.services.tenants.create({ sip_domain: 'other.example.net' }, new Problems())
  await api.server.services.users.create(
    { ...api.server.actor, tenant_id: id },
    { sip_user: '900', sip_password: new Secret('sip-password-of-900') },
    new Problems(),
  )
})
afterAll(() => api.server.remove())

async function ha1(query: string, authorization: string | null = `Bearer ${token}`) {
  const headers = authorization === null ? undefined : { Authorization: authorization }
  const response = await fetch(`${api.server.base}/directory/ha1?${query}`, headers ? { headers } : {})
  return { status: response.status, text: await response.text(), headers: response.headers }
}

/** The form mod_xml_curl posts, as far as anybody needs it. */
async function freeswitch(form: Record<string, string>, authorization: string | null = basic(token, 'freeswitch')) {
  const response = await fetch(`${api.server.base}/directory/freeswitch`, {
    method: 'POST',
    headers: authorization === null ? {} : { Authorization: authorization },
    body: new URLSearchParams({ hostname: 'fs1', section: 'directory', tag_name: 'domain', key_name: 'name', ...form }),
  })
  return { status: response.status, text: await response.text(), type: response.headers.get('content-type') }
}

const ASKED = 'user=101&realm=pbx.example.net'

describe('GET /directory/ha1', () => {
  it.each([
    ['Bearer', () => `Bearer ${token}`],
    ['the password of Basic', () => basic(token)],
  ])('answers the hash alone to a token as %s', async (_what, authorization) => {
    const answer = await ha1(ASKED, authorization())
    expect([answer.status, answer.text]).toEqual([200, HA1])
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
  })

  it.each([
    ['an unknown user', 'user=199&realm=pbx.example.net'],
    ['a disabled user', 'user=102&realm=pbx.example.net'],
    ["another tenant's user", 'user=900&realm=other.example.net'],
    ['a realm that is none', 'user=101&realm=nowhere.example.net'],
    ['a user of another realm', 'user=900&realm=pbx.example.net'],
  ])('knows nothing of %s', async (_what, query) => expect((await ha1(query)).status).toBe(404))

  it('follows the user', async () => {
    const { services, actor } = api.server
    await services.users.update(actor, disabled, { enabled: true }, new Problems())
    expect((await ha1('user=102&realm=pbx.example.net')).text).toBe(md5('102:pbx.example.net:sip-password-of-102'))
    await services.users.setSipPassword(actor, disabled, new Secret('another one'))
    expect((await ha1('user=102&realm=PBX.example.net')).text).toBe(md5('102:pbx.example.net:another one'))
    await services.users.remove(actor, disabled, new Problems())
    expect((await ha1('user=102&realm=pbx.example.net')).status).toBe(404)
  })

  it('lets who administers tenants ask for each', async () => {
    const answer = await ha1('user=900&realm=other.example.net', `Bearer ${api.admin}`)
    expect(answer.text).toBe(md5('900:other.example.net:sip-password-of-900'))
  })

  it.each(['', 'user=101', 'realm=pbx.example.net'])('names what is missing in "%s"', async (query) =>
    expect((await ha1(query)).status).toBe(400),
  )

  it.each([
    ['nothing', null],
    ['a wrong token', basic('wrong')],
    ['a name alone', `Basic ${Buffer.from('kamailio').toString('base64')}`],
    ['Digest', 'Digest username="kamailio", realm="offhook", nonce="x", uri="/", response="x"'],
  ])('answers %s the same for whomever is asked about', async (_what, authorization) => {
    const [known, unknown] = [await ha1(ASKED, authorization), await ha1('user=1&realm=nowhere', authorization)]
    expect([known.status, known.text]).toEqual([401, unknown.text])
    expect(unknown.status).toBe(401)
    expect(known.headers.get('www-authenticate')).toBe('Basic realm="offhook"')
  })

  it('is shut for a token without the permission', async () => {
    const { body } = await api.post('/operator_tokens', { name: 'users', role: 'StandardUser' })
    expect((await ha1(ASKED, `Bearer ${body.access_token}`)).status).toBe(403)
  })

  it('makes those wait who try too often, and nobody else', async () => {
    const server = await startTestServer({ OFFHOOK_MISS_LIMIT: '5' })
    try {
      await server.user('101')
      const { token: made } = await server.services.operators.create(
        server.actor,
        { name: 'kamailio', role: 'Admin' },
        new Problems(),
      )
      const ask = (secret: string) =>
        fetch(`${server.base}/directory/ha1?${ASKED}`, { headers: { Authorization: `Bearer ${secret}` } })
      const statuses = []
      for (let n = 0; n < 8; n++) statuses.push((await ask(`wrong${n}`)).status)
      expect([statuses[0], statuses.at(-1)]).toEqual([401, 429])
      expect(Number((await ask('wrong')).headers.get('retry-after'))).toBeGreaterThan(0)
      expect((await ask(made.reveal())).status).toBe(200)
    } finally {
      await server.remove()
    }
  })
})

describe('POST /directory/freeswitch', () => {
  const NOT_FOUND = '<section name="result"><result status="not found"/></section>'
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' })

  it('answers the user with the hash instead of the password', async () => {
    const answer = await freeswitch({
      user: '101',
      domain: 'pbx.example.net',
      key_value: 'pbx.example.net',
      action: 'sip_auth',
    })
    expect([answer.status, answer.type]).toEqual([200, 'text/xml'])
    expect(await faultsOf(answer.text)).toEqual([])
    const { document } = parser.parse(answer.text)
    expect(document).toMatchObject({ type: 'freeswitch/xml', section: { name: 'directory' } })
    const { domain } = document.section
    expect(domain.name).toBe('pbx.example.net')
    expect(domain.user).toMatchObject({ id: '101', params: { param: { name: 'a1-hash', value: HA1 } } })
    expect(domain.user.variables.variable).toContainEqual({ name: 'effective_caller_id_name', value: 'Ann "A" <Lee>' })
    expect(answer.text).not.toContain('sip-password')
  })

  it.each([
    ['an unknown user', { user: '199', domain: 'pbx.example.net' }],
    ['a deleted user', { user: '102', domain: 'pbx.example.net' }],
    ["another tenant's user", { user: '900', domain: 'other.example.net' }],
    ['an unknown domain', { user: '101', domain: 'nowhere.example.net' }],
    ['gateways', { user: '101', domain: 'pbx.example.net', purpose: 'gateways' }],
    ['a network list', { purpose: 'network-list', domain: 'pbx.example.net' }],
    ['another section', { section: 'dialplan', user: '101', domain: 'pbx.example.net' }],
    ['a user with a name that breaks XML', { user: '"/><a', domain: '<&>' }],
  ])('answers "not found" for %s', async (_what, form) => {
    const answer = await freeswitch(form)
    expect([answer.status, answer.text.includes(NOT_FOUND)]).toEqual([200, true])
    expect(await faultsOf(answer.text)).toEqual([])
  })

  it('answers nobody without a token', async () => {
    const form = { user: '101', domain: 'pbx.example.net' }
    const answers = [await freeswitch(form, null), await freeswitch({ ...form, user: '1' }, basic('wrong'))]
    expect(answers.map(({ status }) => status)).toEqual([401, 401])
    expect(answers[0]?.text).not.toContain(HA1)
  })
})

it('no token and no hash reaches the log', () => {
  const log = api.server.log.join('')
  for (const secret of [token, HA1, 'sip-password-of-101']) expect(log).not.toContain(secret)
})
