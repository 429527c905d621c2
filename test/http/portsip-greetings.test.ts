import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi, USER_PASSWORD } from '../support/api.js'
import { askPbx, startPbx, TOKENS } from '../support/pbx.js'

let api: Api
let alice: string
let aliceToken: string
let bobToken: string

beforeAll(async () => {
  api = await startApi()
  alice = await api.newUser('101')
  await api.newUser('102')
  aliceToken = await api.login('user101', USER_PASSWORD)
  bobToken = await api.login('user102', USER_PASSWORD)
})
afterAll(() => api.server.remove())

const chunk = (id: string, size: number) => Buffer.concat([Buffer.from(id, 'latin1'), Buffer.alloc(size)])
const WAV = chunk('RIFF\x24\x08\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 200)
const PNG = chunk('\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR', 100)

interface Sent {
  readonly status: number
  readonly body: { id?: string; errors?: { code: string; detail?: { field: string } }[] }
}

async function post(path: string, token: string, upload: string, part?: Buffer): Promise<Sent> {
  const response = await fetch(`${api.server.base}/api${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'PortSIP-Upload-Token': upload },
    ...(part ? { body: new Uint8Array(part) } : {}),
  })
  const text = await response.text()
  return { status: response.status, body: text ? JSON.parse(text) : {} }
}

const begin = async (token: string, name: string) =>
  (await api.post(`/blobs/uploads?filename=${encodeURIComponent(name)}`, undefined, token)).body as {
    id: string
    token: string
  }

/** The three steps; returns the answer to the last. */
async function upload(content: Buffer, name = 'hello.wav', token = aliceToken, parts = 1): Promise<Sent> {
  const { id, token: secret } = await begin(token, name)
  const size = Math.ceil(content.length / parts)
  for (let at = 0; at < content.length; at += size)
    expect((await post(`/blobs/uploads/${id}/append`, token, secret, content.subarray(at, at + size))).status).toBe(203)
  return post(`/blobs/uploads/${id}/complete`, token, secret)
}
const uploaded = async (...args: Parameters<typeof upload>): Promise<string> => String((await upload(...args)).body.id)

const greeting = async (): Promise<string> => {
  const { body } = await api.post('/user/greetings', { file_id: await uploaded(WAV) }, aliceToken)
  return String(body.id)
}
type Item = { id: string; enabled: boolean; file_name: string; file_size: number; file_url: string }
const list = async (path = '/user/greetings', token = aliceToken) => (await api.get(path, token)).body.items as Item[]
const fetched = (url: string, token = aliceToken) =>
  fetch(`${api.server.base}${url}`, { headers: { Authorization: `Bearer ${token}` } })
const blobsOnDisk = () => readdirSync(join(api.server.dir, 'uploads'), { recursive: true, withFileTypes: true })
const count = async () => {
  await api.server.services.userFiles.collect()
  return blobsOnDisk().filter((entry) => entry.isFile()).length
}

/** Every operation, self and admin, with how it is called rightly. */
const rows: readonly [
  string,
  200 | 201 | 204,
  () => Promise<{ method: string; path: string; token: string; body?: object }>,
][] = [
  ['GET /user/greetings', 200, async () => ({ method: 'GET', path: '/user/greetings', token: aliceToken })],
  [
    'POST /user/greetings',
    201,
    async () => ({
      method: 'POST',
      path: '/user/greetings',
      token: aliceToken,
      body: { file_id: await uploaded(WAV) },
    }),
  ],
  ...['enable', 'disable', 'destroy'].map(
    (what) =>
      [
        `POST /user/greetings/{id}/${what}`,
        204,
        async () => ({ method: 'POST', path: `/user/greetings/${await greeting()}/${what}`, token: aliceToken }),
      ] as const,
  ),
  [
    'GET /users/{id}/greetings',
    200,
    async () => ({ method: 'GET', path: `/users/${alice}/greetings`, token: api.admin }),
  ],
  [
    'POST /users/{id}/greetings',
    201,
    async () => ({
      method: 'POST',
      path: `/users/${alice}/greetings`,
      token: api.admin,
      body: { file_id: await uploaded(WAV, 'a.wav', api.admin) },
    }),
  ],
  ...['enable', 'disable', 'destroy'].map(
    (what) =>
      [
        `POST /users/{id}/greetings/{greeting_id}/${what}`,
        204,
        async () => ({
          method: 'POST',
          path: `/users/${alice}/greetings/${await greeting()}/${what}`,
          token: api.admin,
        }),
      ] as const,
  ),
] as never

describe('greetings', () => {
  it.each(rows)('%s answers %s', async (name, status, prepare) => {
    const { method, path, token, body } = await prepare()
    const answer = await api.call(method, path, { token, body })
    expect([name, answer.status]).toEqual([name, status])
    if (status === 201) expect(Object.keys(answer.body)).toEqual(['id'])
    if (status === 204) expect(answer.text).toBe('')
    for (const item of (await list()).slice(1)) await api.post(`/user/greetings/${item.id}/destroy`, {}, aliceToken)
  })

  it.each(rows)('%s refuses strangers and those without the right', async (_name, _status, prepare) => {
    const { method, path, token, body } = await prepare()
    expect((await api.call(method, path, { token: null, body })).status).toBe(401)
    const wrong = token === aliceToken ? api.admin : aliceToken
    expect((await api.call(method, path, { token: wrong, body })).status).toBe(403)
    for (const item of (await list()).slice(1)) await api.post(`/user/greetings/${item.id}/destroy`, {}, aliceToken)
  })

  it.each([
    ['/user/greetings/bm9ib2R5/enable', () => aliceToken],
    ['/user/greetings/bm9ib2R5/disable', () => aliceToken],
    ['/user/greetings/bm9ib2R5/destroy', () => aliceToken],
    ['/users/bm9ib2R5/greetings', () => api.admin],
    ['/users/bm9ib2R5/greetings/bm9ib2R5/destroy', () => api.admin],
  ])('%s is 404', async (path, token) => {
    const body = path.endsWith('greetings') ? { file_id: await uploaded(WAV, 'a.wav', api.admin) } : undefined
    expect((await api.post(path, body, token())).code).toBe('NOT_FOUND')
  })

  it('of somebody else are not found', async () => {
    const id = await greeting()
    for (const what of ['enable', 'disable', 'destroy'])
      expect((await api.post(`/user/greetings/${id}/${what}`, undefined, bobToken)).status).toBe(404)
    expect(await list('/user/greetings', bobToken)).toEqual([])
    await api.post(`/user/greetings/${id}/destroy`, undefined, aliceToken)
  })

  it('tell their file; one at most is enabled', async () => {
    for (const { id } of await list()) await api.post(`/user/greetings/${id}/destroy`, undefined, aliceToken)
    const first = await greeting()
    const second = await greeting()
    await api.post(`/user/greetings/${first}/enable`, undefined, aliceToken)
    await api.post(`/users/${alice}/greetings/${second}/enable`)
    const shown = (id: string, enabled: boolean) => ({
      id,
      enabled,
      file_name: 'hello.wav',
      file_size: WAV.length,
      file_url: `/api/blobs/${id}`,
    })
    expect(await list()).toEqual([shown(first, false), shown(second, true)])
    expect(await list(`/users/${alice}/greetings`, api.admin)).toEqual(await list())
    await api.post(`/user/greetings/${second}/disable`, undefined, aliceToken)
    expect((await list()).map(({ enabled }) => enabled)).toEqual([false, false])
  })

  it.each([
    ['an unknown file', async () => 'bm9ib2R5'],
    ['somebody else’s', () => uploaded(WAV, 'a.wav', bobToken)],
    ['a picture', () => uploaded(PNG, 'looks-like.wav')],
    ['one in use', greeting],
  ])('cannot be made of %s', async (_what, file) => {
    const answer = await api.post('/user/greetings', { file_id: await file() }, aliceToken)
    expect([answer.status, answer.fields]).toEqual([400, ['file_id']])
  })

  it.each([
    ['{"file_id":', 'INVALID_JSON'],
    ['[]', 'INVALID_JSON'],
    ['{}', 'VALIDATE_FAILED'],
    ['{"file_id":7}', 'VALIDATE_FAILED'],
  ])('refuse the body %s', async (raw, code) => {
    expect((await api.call('POST', '/user/greetings', { token: aliceToken, raw })).code).toBe(code)
  })

  it('are at most twenty', async () => {
    const id = await api.newUser('120')
    const token = await api.login('user120', USER_PASSWORD)
    for (let n = 0; n < 20; n++)
      await api.post('/user/greetings', { file_id: await uploaded(WAV, 'a.wav', token) }, token)
    const answer = await api.post('/user/greetings', { file_id: await uploaded(WAV, 'a.wav', token) }, token)
    expect([answer.status, answer.fields]).toEqual([400, ['file_id']])
    expect(await list(`/users/${id}/greetings`, api.admin)).toHaveLength(20)
    await api.post(`/users/${id}/destroy`)
  })
})

describe('an upload', () => {
  it.each([
    ['audio/wav', WAV],
    ['audio/mpeg', chunk('ID3\x03\0', 50)],
    ['audio/mpeg', chunk('\xff\xfb\x90\x64', 50)],
    ['audio/ogg', chunk('OggS\0', 50)],
    ['image/png', PNG],
    ['image/jpeg', chunk('\xff\xd8\xff\xe0', 50)],
    ['image/gif', chunk('GIF89a', 50)],
    ['image/webp', chunk('RIFF\0\0\0\0WEBPVP8 ', 50)],
  ])('is known as %s by its content and comes back byte for byte', async (type, content) => {
    const id = await uploaded(content, 'misleading.exe', aliceToken, 3)
    const response = await fetched(`/api/blobs/${id}`)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('content-security-policy')).toContain('sandbox')
    expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true)
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['a drawing that runs', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['a program', Buffer.from('\x7fELF', 'latin1')],
    ['a container of something else', chunk('RIFF\0\0\0\0AVI LIST', 50)],
    ['text', Buffer.from('RIFF is a word')],
  ])('of %s is refused', async (_what, content) => {
    const { status, body } = await upload(content, 'hello.wav')
    expect([status, body.errors?.[0]?.detail?.field]).toEqual([400, 'file'])
  })

  it('may be 5 MiB, in parts, and not a byte more', async () => {
    const most = Buffer.concat([WAV, Buffer.alloc(5 * 1024 * 1024 - WAV.length)])
    expect((await upload(most, 'long.wav', aliceToken, 6)).status).toBe(201)
    const { id, token } = await begin(aliceToken, 'longer.wav')
    for (let n = 0; n < 5; n++)
      await post(`/blobs/uploads/${id}/append`, aliceToken, token, most.subarray(n * 1048576, (n + 1) * 1048576))
    const over = await post(`/blobs/uploads/${id}/append`, aliceToken, token, Buffer.from('x'))
    expect([over.status, over.body.errors?.[0]?.code]).toEqual([413, 'TOO_LARGE'])
    expect((await post(`/blobs/uploads/${id}/complete`, aliceToken, token)).status).toBe(404)
  })

  it('belongs to who began it and knows its token', async () => {
    const { id, token } = await begin(aliceToken, 'a.wav')
    expect((await post(`/blobs/uploads/${id}/append`, bobToken, token, WAV)).status).toBe(404)
    expect((await post(`/blobs/uploads/${id}/append`, aliceToken, 'wrong', WAV)).status).toBe(404)
    expect((await post(`/blobs/uploads/${id}/append`, 'no-token', token, WAV)).status).toBe(401)
    expect((await post(`/blobs/uploads/${id}/complete`, aliceToken, '')).status).toBe(404)
    expect((await post(`/blobs/uploads/bm9ib2R5/complete`, aliceToken, token)).status).toBe(404)
  })

  it.each(['', 'a\nb', 'x'.repeat(256)])('refuses the name %j', async (name) => {
    const answer = await api.post(`/blobs/uploads?filename=${encodeURIComponent(name)}`, undefined, aliceToken)
    expect([answer.status, answer.fields]).toEqual([400, ['filename']])
  })

  it.each(['plain.wav', 'Grüße "an" alle.wav', "it's (1)*.wav", '../../etc/passwd', '☎.wav'])(
    'named %j keeps the name and breaks no header',
    async (name) => {
      const response = await fetched(`/api/blobs/${await uploaded(WAV, name)}`)
      await response.arrayBuffer()
      const [, told] =
        /^attachment; filename\*=UTF-8''([\w.~%-]+)$/.exec(response.headers.get('content-disposition') ?? '') ?? []
      expect(decodeURIComponent(told ?? '')).toBe(name)
    },
  )

  it('is one of four that are open, the latest', async () => {
    const open = []
    for (let n = 0; n < 5; n++) open.push(await begin(bobToken, `${n}.wav`))
    const states = []
    for (const { id, token } of open)
      states.push((await post(`/blobs/uploads/${id}/append`, bobToken, token, WAV)).status)
    expect(states).toEqual([404, 203, 203, 203, 203])
  })
})

describe('files', () => {
  it('are for those who may have them', async () => {
    const spare = await uploaded(WAV)
    expect((await fetched(`/api/blobs/${spare}`)).status).toBe(200)
    expect((await fetched(`/api/blobs/${spare}`, bobToken)).status).toBe(404)
    const { body } = await api.post('/user/greetings', { file_id: spare }, aliceToken)
    expect((await fetched(`/api/blobs/${body.id}`, api.admin)).status).toBe(200)
    expect((await fetched(`/api/blobs/${body.id}`, bobToken)).status).toBe(404)
    expect((await fetched(`/api/blobs/${body.id}`, 'no-token')).status).toBe(401)
    expect((await fetched('/api/blobs/bm9ib2R5')).status).toBe(404)
  })

  it('leave no content behind when they are deleted, replaced or their user goes', async () => {
    const id = await api.newUser('130')
    const token = await api.login('user130', USER_PASSWORD)
    const before = await count()
    const made = await api.post('/user/greetings', { file_id: await uploaded(WAV, 'a.wav', token) }, token)
    await api.post('/user', { avatar_file_id: await uploaded(PNG, 'a.png', token) }, token)
    expect(await count()).toBe(before + 2)
    await api.post('/user', { avatar_file_id: await uploaded(PNG, 'b.png', token) }, token)
    expect(await count()).toBe(before + 2)
    await api.post(`/user/greetings/${made.body.id}/destroy`, undefined, token)
    expect(await count()).toBe(before + 1)
    await api.post('/user/greetings', { file_id: await uploaded(WAV, 'a.wav', token) }, token)
    await api.post(`/users/${id}/destroy`)
    expect(await count()).toBe(before)
    expect((await fetched(`/api/blobs/${made.body.id}`, api.admin)).status).toBe(404)
  })

  it('that nobody used are kept for twenty per person', async () => {
    await api.newUser('131')
    const token = await api.login('user131', USER_PASSWORD)
    const before = await count()
    const ids = []
    for (let n = 0; n < 22; n++) ids.push(await uploaded(WAV, `${n}.wav`, token))
    expect(await count()).toBe(before + 20)
    const answer = await api.post('/user/greetings', { file_id: ids[0] }, token)
    expect(answer.fields).toEqual(['file_id'])
  })

  it('outlive a restart', async () => {
    const other = await startApi()
    const main = api
    try {
      api = other
      const id = await other.newUser('101')
      const token = await other.login('user101', USER_PASSWORD)
      await other.post('/user/greetings', { file_id: await uploaded(WAV, 'a.wav', token) }, token)
      const after = await other.server.restart()
      const [kept] = await after.services.userFiles.greetings(after.actor, id)
      expect((await after.services.userFiles.read(after.actor, kept?.id ?? ''))?.content.equals(WAV)).toBe(true)
      await after.stop()
    } finally {
      api = main
      await other.server.remove()
    }
  })
})

describe('the picture of a user', () => {
  it('shows in every read, and to colleagues', async () => {
    const file = await uploaded(PNG, 'me.png')
    expect((await api.post('/user', { avatar_file_id: file }, aliceToken)).status).toBe(204)
    const shown = { avatar_file_name: 'me.png', avatar_file_size: PNG.length, avatar_file_url: `/api/blobs/${file}` }
    expect((await api.get('/user', aliceToken)).body).toMatchObject(shown)
    expect((await api.get(`/users/${alice}`)).body).toMatchObject(shown)
    const { items } = (await api.get(`/users?filter=id eq '${alice}'`)).body as { items: object[] }
    expect(items).toMatchObject([shown])
    expect((await fetched(shown.avatar_file_url, bobToken)).status).toBe(200)
    // Written again as it is, it stays.
    expect((await api.post('/user', { avatar_file_id: file, department: 'Ops' }, aliceToken)).status).toBe(204)
    expect((await api.get('/user', aliceToken)).body).toMatchObject(shown)
    await api.post('/user', { avatar_file_id: null }, aliceToken)
    expect((await api.get('/user', aliceToken)).body).toMatchObject({ avatar_file_url: null, avatar_file_name: null })
    expect((await fetched(shown.avatar_file_url)).status).toBe(404)
  })

  it.each([
    ['an unknown file', async () => 'bm9ib2R5'],
    ['a sound', () => uploaded(WAV)],
    ['somebody else’s', () => uploaded(PNG, 'a.png', bobToken)],
  ])('cannot be %s, and then nothing changes', async (_what, file) => {
    const before = (await api.get('/user', aliceToken)).body
    const answer = await api.post('/user', { avatar_file_id: await file(), department: 'Elsewhere' }, aliceToken)
    expect([answer.status, answer.fields]).toEqual([400, ['avatar_file_id']])
    expect((await api.get('/user', aliceToken)).body).toEqual(before)
  })
})

it('a file that offhook does not have streams from the PBX', async () => {
  const pbx = await startPbx()
  const asking = await startApi(askPbx(pbx.url))
  try {
    await asking.newUser('101')
    const token = await asking.login('user101', USER_PASSWORD)
    pbx.answer = (_saw, response) =>
      void response.writeHead(200, { 'Content-Type': 'audio/wav', 'Set-Cookie': 'a=b' }).end(WAV)
    const response = await fetch(`${asking.server.base}/api/blobs/WexWdABcd5D4PDgzTKV3gAAAEu00WcK`, {
      headers: { Authorization: `Bearer ${token}` },
    })
    expect([response.status, response.headers.get('content-type'), response.headers.get('set-cookie')]).toEqual([
      200,
      'audio/wav',
      null,
    ])
    expect(Buffer.from(await response.arrayBuffer()).equals(WAV)).toBe(true)
    expect(pbx.saw.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/api/blobs/WexWdABcd5D4PDgzTKV3gAAAEu00WcK', `Bearer ${TOKENS.alice}`],
    ])
  } finally {
    await asking.server.remove()
    await pbx.close()
  }
})
