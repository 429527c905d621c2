import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { namesOfFiles, vendorNamed } from '../../src/catalogue/index.js'
import { startTestServer, type TestServer } from '../support/server.js'
import { CALLS, type Call, callOf, knock, startWorld, type World } from './dry-run-calls.js'

/** Writes that touch several records or files; all the others need more time for their servers than they are likely to tell. */
const FEW = [
  'POST /hotdesking/{id}',
  'POST /hotdesking/{id}/login',
  'POST /hotdesking/{id}/destroy',
  'POST /inbox/{mac}/adopt',
  'POST /users/{id}/destroy',
  'POST /groups/{id}/destroy',
  'POST /key_layouts/{id}',
  'POST /dect_phones/{id}/destroy',
  'POST /templates/phones/{filename}',
  'POST /server',
  'PUT /voip/user/{uuid}/restore',
  'POST /ns-api/v2/domains/{domain}/users',
]
const NAMES = process.env.OFFHOOK_TEST_LONG ? Object.keys(CALLS) : FEW

let world: World
beforeAll(async () => {
  world = await startWorld()
  await world.api.server.stop()
})
afterAll(() => world.api.server.remove())

/** The same world, for one call alone. */
async function again(): Promise<TestServer> {
  const dir = mkdtempSync(join(tmpdir(), 'offhook-'))
  cpSync(world.api.server.dir, dir, { recursive: true })
  const server = await startTestServer({}, dir)
  await knock(server)
  return server
}

async function ask({ base }: TestServer, { method, path, body, token }: Call, query = '') {
  const target =
    path.startsWith('/voip') || path.startsWith('/v1') || /^\/(ns-api|rest)\//.test(path) ? path : `/api${path}`
  const response = await fetch(`${base}${target}${query}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...(method === 'DELETE' ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, text: await response.text() }
}

/** The files every phone keeps, secrets and all, by its id. */
async function filesOf({ services, actor }: TestServer): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const phone of await services.phones.list(actor)) {
    const vendor = vendorNamed(phone.vendor)
    if (!vendor) throw new Error(`no vendor ${phone.vendor}`)
    const fetched = new Set(vendor.directory.books?.map(({ file }) => file))
    const texts: string[] = []
    for (const { name, row } of namesOfFiles(vendor, phone.model, phone.mac)) {
      if (row.shared || fetched.has(row.example)) continue
      const made = await services.insights.preview(phone, name, true).catch(() => undefined)
      texts.push(`${name}: ${made?.file.body.toString('utf8')}`)
    }
    files.set(phone.id, texts.join('\n'))
  }
  return files
}

describe('what a dry run says of a write', () => {
  it.each(NAMES)('is what %s then does, whatever it takes to do it', async (name) => {
    const server = await again()
    try {
      const call = callOf(name, world)
      const tried = await ask(server, call, '?dry_run=true')
      const before = await filesOf(server)
      const made = await ask(server, call)
      expect([made.status < 300, made.text.slice(0, 200)]).toEqual([true, expect.anything()])
      await server.services.placedUsers.settle()
      const after = await filesOf(server)
      const ids = [...new Set([...before.keys(), ...after.keys()])]
      const changed = ids.filter((id) => before.get(id) !== after.get(id))
      expect(JSON.parse(tried.text)).toMatchObject({ phones: changed.length })
    } finally {
      await server.remove()
    }
  })
})
