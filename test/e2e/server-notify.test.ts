import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Phone, User } from '../../src/domain/model.js'
import { apiOf, type TestApi } from '../support/client.js'
import { missing } from '../support/packages.js'
import { startTestServer, type TestServer } from '../support/server.js'
import { freeUdpPort, type Program, startKamailio } from './kamailio.js'
import { listening, phoneScenario, pnpScenario, REGISTER, startSipp } from './sipp.js'

/* The server itself tells real SIP software: by a job somebody wants, and by itself after a change. */

const lacking = missing('sipp', 'kamailio')
const MAC = '001565aabbcc'
const USER_AGENT = 'Yealink SIP-T46U 108.86.0.20 00:15:65:aa:bb:cc'

describe.skipIf(lacking)(`the server and real SIP software${lacking ? ` (${lacking})` : ''}`, () => {
  const dir = mkdtempSync(join(tmpdir(), 'offhook-sipp-'))
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  const programs: Program[] = []
  let server: TestServer
  let api: TestApi
  let user: User
  let phone: Phone
  const url = () => server.base + server.path(phone, `${MAC}.cfg`)
  const sipp = (port: number, remote: number, scenario: string): Program => {
    const program = startSipp(dir, port, remote, scenario)
    programs.push(program)
    return program
  }

  const start = async (env: Readonly<Record<string, string>> = {}) => {
    server = await startTestServer(env)
    api = await apiOf(server)
    user = await server.user('101')
    phone = await server.phone(MAC, 'yealink', 'T46U', { lines: [{ user_id: user.id }] })
  }
  beforeEach(() => start())
  afterEach(async () => {
    for (const program of programs.splice(0)) await program.stop()
    await server.remove()
  })

  const tenant = (notify: object) => api.post(`/tenants/${server.actor.tenant_id}`, { notify })
  const firstFetch = async () => {
    await (await fetch(url(), { headers: { 'User-Agent': USER_AGENT } })).text()
    await server.services.noted.flush()
  }
  const registered = (port: number) =>
    server.services.registrations.note(user, {
      instance_id: MAC,
      user_agent: '',
      application: '',
      ip: '127.0.0.1',
      enable_push: false,
      contact_address: `sip:101@127.0.0.1:${port}`,
      seconds: 3600,
    })
  /** A sipp phone that has registered there and waits for its NOTIFY. */
  const phoneBehind = async (kamailio: { readonly port: number }) => {
    const port = await freeUdpPort()
    const registering = sipp(port, kamailio.port, REGISTER)
    expect(await registering.ended, registering.output()).toBe(0)
    const program = sipp(port, kamailio.port, phoneScenario(url(), USER_AGENT))
    await listening(port)
    return program
  }
  const done = async (id: string) =>
    vi.waitFor(
      async () =>
        expect((await api.get(`/jobs/${id}`)).body).toMatchObject({ state: 'done', sent: 1, fetched: 1, failed: 0 }),
      { timeout: 15_000, interval: 50 },
    )

  it('reaches a sipp phone directly, which then fetches', async () => {
    await tenant({ route: 'direct' })
    await firstFetch()
    const port = await freeUdpPort()
    const program = sipp(port, port, phoneScenario(url(), USER_AGENT))
    await listening(port)
    registered(port)
    await done((await api.post(`/phones/${MAC}/reprovision`)).body.id)
    expect(await program.ended, program.output()).toBe(0)
  })

  it.each([
    ['as it is', undefined],
    ['after its challenge is answered', 's3cret'],
  ])('reaches a phone registered at Kamailio, %s', async (_name, password) => {
    const kamailio = await startKamailio(password)
    try {
      await tenant({
        route: 'registrar',
        host: '127.0.0.1',
        port: kamailio.port,
        ...(password === undefined ? {} : { credentials: { user: 'offhook', password } }),
      })
      await firstFetch()
      const program = await phoneBehind(kamailio)
      // The registrar knows the account by the domain phones register with.
      await done((await api.post(`/phones/${MAC}/reprovision`)).body.id)
      expect(await program.ended, program.output()).toBe(0)
      expect(server.log.join('')).not.toContain(password ?? '\0')
    } finally {
      await kamailio.stop()
    }
  })

  it('tells a sipp phone by itself that its files have changed', async () => {
    await tenant({ route: 'direct', automatic: true, debounce_seconds: 0 })
    await firstFetch()
    const port = await freeUdpPort()
    const program = sipp(port, port, phoneScenario(url(), USER_AGENT))
    await listening(port)
    registered(port)
    await api.post(`/phones/${MAC}`, { settings: { brightness: 3 } })
    expect(await program.ended, program.output()).toBe(0)
    const [job] = (await api.get('/jobs')).body.items
    expect(job).toMatchObject({ action: 'reprovision', automatic: true })
    await done(job.id)
  })

  it('tells a phone registered at Kamailio by itself that its files have changed', async () => {
    const kamailio = await startKamailio('s3cret')
    try {
      const credentials = { user: 'offhook', password: 's3cret' }
      const way = { route: 'registrar', host: '127.0.0.1', port: kamailio.port, credentials }
      await tenant({ ...way, automatic: true, debounce_seconds: 0 })
      await firstFetch()
      const program = await phoneBehind(kamailio)
      await api.post(`/phones/${MAC}`, { settings: { brightness: 3 } })
      expect(await program.ended, program.output()).toBe(0)
      const [job] = (await api.get('/jobs')).body.items
      expect(job).toMatchObject({ action: 'reprovision', automatic: true })
      await done(job.id)
    } finally {
      await kamailio.stop()
    }
  })

  it('answers a sipp phone that asks for its profile with 200 and the NOTIFY it expects', async () => {
    await server.remove()
    const pnp = await freeUdpPort()
    const env = {
      OFFHOOK_PNP_NETWORKS: '127.0.0.0/8',
      OFFHOOK_PNP_INTERFACE: '127.0.0.1',
      OFFHOOK_PNP_PORT: String(pnp),
    }
    await start(env)
    const enrolment = `http://prov.example.net/p/${phone.enrolment_token.secret.reveal()}/`
    const program = sipp(await freeUdpPort(), pnp, pnpScenario(MAC, enrolment))
    expect(await program.ended, program.output()).toBe(0)
  })
})
