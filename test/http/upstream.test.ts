import { once } from 'node:events'
import { get, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'
import { askPbx, type FakePbx, json, LOGIN, PBX_ID, startPbx, TOKENS } from '../support/pbx.js'
import { PBX_ROWS } from './pbx-operations.js'

let pbx: FakePbx
let elsewhere: FakePbx
let api: Api
let alice: string
const tokens: Record<string, string> = {}

beforeAll(async () => {
  pbx = await startPbx()
  elsewhere = await startPbx()
  api = await startApi(askPbx(pbx.url))
  alice = await api.newUser('101')
  for (const number of ['102', '103', '104']) await api.newUser(number)
  for (const number of ['101', '102', '103', '104']) tokens[number] = await api.login(`user${number}`, USER_PASSWORD)
})
beforeEach(() => {
  pbx.saw.length = 0
  elsewhere.saw.length = 0
  pbx.answer = json(200, { count: 0, items: [] })
})
afterAll(async () => {
  await api.server.remove()
  await pbx.close()
  await elsewhere.close()
})

const ask = (path = '/user/cdrs', number = '101') => api.get(path, tokens[number])
const raw = () => fetch(`${api.server.base}/api/user/cdrs`, { headers: { Authorization: `Bearer ${tokens['101']}` } })
/** The headers of an answer that was read to its end. */
async function headersOf(): Promise<Headers> {
  const response = await raw()
  await response.text()
  return response.headers
}
const then =
  (write: (response: ServerResponse) => void) =>
  (_saw: unknown, response: ServerResponse): void =>
    write(response)

describe('an operation is passed on', () => {
  it.each(PBX_ROWS.map((row) => [row.operation, row] as const))('%s', async (_name, row) => {
    const method = row.operation.split(' ')[0] ?? ''
    const admin = row.path.includes('ID')
    const told = { told: 'by the PBX', ünï: '☎' }
    pbx.answer = json(200, told)
    const answer = await api.call(method, row.path.replace('ID', alice), {
      token: admin ? api.admin : (tokens['101'] ?? null),
      ...(row.body ? { body: { ...row.body, member_of_a_newer_pbx: 1 } } : {}),
    })
    expect(answer.status).toBe(row.status)
    expect(answer.body).toEqual(row.status === 204 ? {} : told)

    const seen = pbx.saw.at(-1)
    const [path, query] = row.path.split('?')
    const url = new URL(seen?.url ?? '', pbx.url)
    expect([seen?.method, decodeURIComponent(url.pathname)]).toEqual([method, `/api${path?.replace('ID', PBX_ID)}`])
    expect(url.searchParams.get('date_from')).toBe(query ? '2017-07-21T17:32:28Z' : null)
    expect(seen?.headers.authorization).toBe(`Bearer ${admin ? TOKENS.operator : TOKENS.alice}`)
    if (row.body) expect(JSON.parse(seen?.body ?? '')).toEqual({ ...row.body, member_of_a_newer_pbx: 1 })
    else expect(seen?.body).toBe('')
  })

  it('with what is asked of the list, `$` left out, and nothing else', async () => {
    await ask("/user/cdrs?$filter=caller eq '1'&top=5&orderby=caller desc&other=1")
    expect(Object.fromEntries(new URL(pbx.saw[0]?.url ?? '', pbx.url).searchParams)).toEqual({
      filter: "caller eq '1'",
      top: '5',
      orderby: 'caller desc',
    })
  })

  it('never with the caller’s own token, cookie or address', async () => {
    await ask()
    const { headers } = pbx.saw[0] ?? { headers: {} }
    expect(JSON.stringify(pbx.saw)).not.toContain(tokens['101'])
    expect(Object.keys(headers).filter((name) => /cookie|forward|tenant|origin/i.test(name))).toEqual([])
  })

  it('only when its form is right', async () => {
    const answer = await api.post('/user/meetings', { mode: 'SMELL', subject: '' }, tokens['101'])
    expect([answer.status, answer.fields]).toEqual([400, ['mode', 'subject', 'timezone']])
    expect(pbx.saw).toEqual([])
  })

  it.each(['..%2F..%2Fadmin', '%2e%2e%2f', 'a%2Fb', 'a%3Fb', 'a%23b', 'a%0d%0ab', '%252e%252e'])(
    'never with %s in place of an id',
    async (id) => {
      expect((await ask(`/user/cdrs/${id}`)).status).toBe(404)
      expect(pbx.saw).toEqual([])
    },
  )
})

describe('credentials', () => {
  it('of a login are asked for once, and again when the PBX forgot them', async () => {
    expect((await ask('/user/cdrs', '102')).status).toBe(200)
    expect((await ask('/user/cdrs', '102')).status).toBe(200)
    const first = pbx.saw.map(({ url, headers }) => [url, headers.authorization])
    expect(first).toEqual([
      ['/api/login/oauth/token', undefined],
      ['/api/user/cdrs', 'Bearer pbx-login-1'],
      ['/api/user/cdrs', 'Bearer pbx-login-1'],
    ])
    expect(Object.fromEntries(new URLSearchParams(pbx.saw[0]?.body))).toEqual({
      grant_type: 'password',
      username: LOGIN.username,
      password: LOGIN.password,
      domain: 'pbx.example.net',
      scope: 'all',
      client_id: 'offhook',
    })
    pbx.answer = (saw, response) =>
      saw.headers.authorization === 'Bearer pbx-login-1'
        ? json(401, { errors: [] })(saw, response)
        : json(200, { count: 0, items: [] })(saw, response)
    expect((await ask('/user/cdrs', '102')).status).toBe(200)
    expect(pbx.saw.at(-1)?.headers.authorization).toBe('Bearer pbx-login-2')
  })

  it('of a login are asked for once by requests that come together', async () => {
    const fresh = await startApi(askPbx(pbx.url))
    try {
      await fresh.newUser('102')
      const token = await fresh.login('user102', USER_PASSWORD)
      const answers = await Promise.all(Array.from({ length: 8 }, () => fresh.get('/user/cdrs', token)))
      expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
      expect(pbx.saw.filter(({ url }) => url === '/api/login/oauth/token')).toHaveLength(1)
    } finally {
      await fresh.server.remove()
    }
  })

  it.each([
    ['103', 'the PBX refuses the login configured for this user'],
    ['104', 'no credentials at the PBX are configured for 104@pbx.example.net'],
  ])('that are wrong or missing are ours to mend: %s', async (number, message) => {
    const answer = await ask('/user/cdrs', number)
    expect([answer.status, answer.code]).toEqual([502, 'UPSTREAM_FAILED'])
    expect(answer.text).toContain(message)
  })

  it('the PBX refuses do not end the caller’s login', async () => {
    pbx.answer = json(401, { errors: [{ code: 'UNAUTHORIZED', message: 'token' }] })
    const answer = await ask()
    expect([answer.status, answer.code]).toEqual([502, 'UPSTREAM_FAILED'])
  })

  it('never reach the log or an answer', async () => {
    await ask('/user/cdrs', '102')
    await ask('/user/cdrs', '103')
    pbx.answer = then((response) => response.destroy())
    const { text } = await ask()
    for (const secret of [TOKENS.alice, TOKENS.operator, LOGIN.password, 'pbx-login-'])
      expect(api.server.log.join() + text).not.toContain(secret)
  })

  it('of administrators find a user by extension, and only theirs', async () => {
    const stranger = await api.newUser('150')
    const answer = await api.get(`/users/${stranger}/balance`)
    expect([answer.status, answer.code]).toEqual([404, 'NOT_FOUND'])
    expect(pbx.saw.map(({ url }) => new URL(url, pbx.url).pathname)).toEqual(['/api/users'])
  })

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['no address', '{"101": {"token": "hush-hush"}}'],
    ['an empty entry', '{"101@pbx.example.net": {}}'],
    ['both kinds', '{"101@pbx.example.net": {"token": "hush-hush", "username": "a", "password": "b"}}'],
    ['a token with a blank', '{"101@pbx.example.net": {"token": "hush-hush x"}}'],
  ])('in a file with %s stop the start without being repeated', async (_what, text) => {
    const error = await startApi(askPbx(pbx.url, text)).then(
      () => undefined,
      (reason: Error) => reason,
    )
    expect(error?.message).toMatch(/^OFFHOOK_UPSTREAM_PBX_CREDENTIALS: /)
    expect(error?.message).not.toContain('hush-hush')
  })
})

describe('what the PBX refuses', () => {
  it.each([400, 403, 404, 409, 429])('with %s and a reason is passed on whole', async (status) => {
    const body = { errors: [{ code: 'PBX_SAYS_NO', message: 'no' }] }
    pbx.answer = json(status, body)
    const answer = await ask()
    expect([answer.status, answer.body]).toEqual([status, body])
  })

  it.each([
    [404, 404, 'NOT_FOUND'],
    [403, 502, 'UPSTREAM_FAILED'],
    [500, 502, 'UPSTREAM_FAILED'],
    [503, 502, 'UPSTREAM_FAILED'],
    [304, 502, 'UPSTREAM_FAILED'],
  ])('with %s and a page is told in our words: %s', async (status, ours, code) => {
    pbx.answer = then((response) =>
      response.writeHead(status, { 'Content-Type': 'text/html' }).end('<h1>secret page</h1>'),
    )
    const answer = await ask()
    expect([answer.status, answer.code]).toEqual([ours, code])
    expect(answer.text).not.toContain('secret page')
  })
})

describe('a PBX in trouble', () => {
  it('that keeps silent is given up in time', async () => {
    pbx.answer = () => {}
    const began = Date.now()
    const answer = await ask()
    expect([answer.status, answer.code]).toEqual([504, 'UPSTREAM_TIMEOUT'])
    expect(Date.now() - began).toBeLessThan(3000)
  })

  it('that falls silent within its answer does not hold the caller for ever', async () => {
    pbx.answer = then((response) => response.writeHead(200, { 'Content-Type': 'application/json' }).write('{"count":'))
    const response = await raw()
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow()
  })

  it('that is slow but steady is waited for', async () => {
    pbx.answer = then((response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' })
      const parts = ['{"cou', 'nt":0,', '"items"', ':[]}']
      const timer = setInterval(() => {
        response.write(parts.shift())
        if (parts.length > 0) return
        clearInterval(timer)
        response.end()
      }, 400)
    })
    expect((await ask()).body).toEqual({ count: 0, items: [] })
  })

  it('that breaks off is never taken for a whole answer', async () => {
    pbx.answer = then((response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100' })
      response.write('{"count":', () => response.destroy())
    })
    const response = await raw()
    await expect(response.text()).rejects.toThrow()
  })

  it('that hangs up says nothing about how it was asked', async () => {
    pbx.answer = then((response) => response.destroy())
    const answer = await ask()
    expect([answer.status, answer.code]).toEqual([502, 'UPSTREAM_FAILED'])
    expect(answer.text).not.toContain(pbx.url)
  })

  it('that is not there is 502', async () => {
    const gone = await startPbx()
    await gone.close()
    const alone = await startApi(askPbx(gone.url))
    try {
      await alone.newUser('101')
      const answer = await alone.get('/user/cdrs', await alone.login('user101', USER_PASSWORD))
      expect([answer.status, answer.code]).toEqual([502, 'UPSTREAM_FAILED'])
    } finally {
      await alone.server.remove()
    }
  })
})

describe('a redirect', () => {
  const to = (location: string, status = 302) =>
    then((response) => response.writeHead(status, { Location: location }).end())

  it('on the PBX itself is followed', async () => {
    pbx.answer = (saw, response) =>
      saw.url === '/api/user/cdrs'
        ? to('/moved/old')(saw, response)
        : saw.url === '/moved/old'
          ? to('cdrs')(saw, response)
          : json(200, { count: 1, items: ['moved'] })(saw, response)
    expect((await ask()).body).toEqual({ count: 1, items: ['moved'] })
    expect(pbx.saw.at(-1)?.url).toBe('/moved/cdrs')
    expect(pbx.saw.at(-1)?.headers.authorization).toBe(`Bearer ${TOKENS.alice}`)
  })

  it.each(['elsewhere', '//elsewhere', 'nonsense'])('to %s is not', async (kind) => {
    const { host } = new URL(elsewhere.url)
    const target = { elsewhere: `${elsewhere.url}/x`, '//elsewhere': `//${host}/x`, nonsense: 'http://[' }[kind] ?? ''
    pbx.answer = to(target)
    expect((await ask()).code).toBe('UPSTREAM_FAILED')
    expect(elsewhere.saw).toEqual([])
  })

  it('of a write is not: it would be done twice or nowhere', async () => {
    pbx.answer = to('/moved', 307)
    expect((await api.post('/user/meetings/m1/start', undefined, tokens['101'])).code).toBe('UPSTREAM_FAILED')
    expect(pbx.saw).toHaveLength(1)
  })

  it('in circles ends', async () => {
    pbx.answer = to('/api/user/cdrs')
    expect((await ask()).code).toBe('UPSTREAM_FAILED')
    expect(pbx.saw).toHaveLength(4)
  })
})

describe('headers of an answer', () => {
  it('are passed on by a list', async () => {
    pbx.answer = then((response) =>
      response
        .writeHead(200, {
          'Content-Type': 'application/json',
          ETag: '"1"',
          'Set-Cookie': 'session=1',
          'Access-Control-Allow-Origin': '*',
          'X-Powered-By': 'PBX',
          Server: 'PBX',
          'Strict-Transport-Security': 'max-age=1',
        })
        .end('{}'),
    )
    const headers = await headersOf()
    expect(headers.get('etag')).toBe('"1"')
    expect(headers.get('content-type')).toBe('application/json')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    for (const name of [
      'set-cookie',
      'access-control-allow-origin',
      'x-powered-by',
      'server',
      'strict-transport-security',
    ])
      expect(headers.get(name)).toBeNull()
  })

  it('never let a page of the PBX act under our name', async () => {
    pbx.answer = then((response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<script>1</script>'))
    expect((await headersOf()).get('content-security-policy')).toBe("default-src 'none'; sandbox")
  })
})

it('a long answer streams: its beginning is here before its end is written', async () => {
  let finish = (): void => {}
  pbx.answer = then((response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).write('{"first":1,')
    finish = () => response.end('"last":2}')
  })
  const reader = (await raw()).body?.getReader()
  const first = await reader?.read()
  expect(Buffer.from(first?.value ?? []).toString()).toBe('{"first":1,')
  finish()
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('"last":2}')
})

it('an answer nobody needs is not read to its end', async () => {
  const left = new Promise<void>((resolve) => {
    pbx.answer = then((response) => {
      const timer = setInterval(() => response.write(' '), 50)
      response.on('close', () => {
        clearInterval(timer)
        resolve()
      })
      response.writeHead(200, { 'Content-Type': 'application/json' }).write('{')
    })
  })
  expect((await api.post('/user/meetings/m1/start', undefined, tokens['101'])).status).toBe(204)
  await left
})

it('a caller who leaves ends the question to the PBX', async () => {
  const left = new Promise<void>((resolve) => {
    pbx.answer = then((response) => {
      response.on('close', resolve)
      const timer = setInterval(() => response.write(' '), 50)
      response.on('close', () => clearInterval(timer))
      response.writeHead(200, { 'Content-Type': 'application/json' }).write('{')
    })
  })
  const caller = get(`${api.server.base}/api/user/cdrs`, { headers: { Authorization: `Bearer ${tokens['101']}` } })
  await once(caller, 'response')
  caller.destroy()
  await left
})
