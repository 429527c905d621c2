import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Secret } from '../../src/domain/secret.js'
import { sendCheckSync } from '../../src/sip/notify.js'
import { missing } from '../support/packages.js'
import { freeUdpPort, type Kamailio, type Program, run, startKamailio } from './kamailio.js'
import { phoneScenario, REGISTER, startSipp } from './sipp.js'

const lacking = missing('sipp', 'kamailio')

describe.skipIf(lacking)(`NOTIFY with real SIP software${lacking ? ` (${lacking})` : ''}`, () => {
  const dir = mkdtempSync(join(tmpdir(), 'offhook-sipp-'))
  let fetched: string[] = []
  let files: Server
  let url: string

  beforeAll(async () => {
    files = createServer((request, response) => {
      fetched.push(request.url ?? '')
      response.end('ok')
    })
    await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(files.address() as AddressInfo).port}/phone.cfg`
  })
  afterAll(() => {
    files.close()
    rmSync(dir, { recursive: true, force: true })
  })

  const programs: Program[] = []
  afterEach(async () => {
    for (const program of programs.splice(0)) await program.stop()
  })
  const sipp = (port: number, remote: number, scenario: string): Program => {
    const program = startSipp(dir, port, remote, scenario)
    programs.push(program)
    return program
  }
  const seen = async (condition: () => boolean) => {
    for (let tries = 0; tries < 200 && !condition(); tries++) await new Promise((resolve) => setTimeout(resolve, 25))
    expect(condition()).toBe(true)
  }

  it('reaches a sipp phone directly, which then fetches', async () => {
    fetched = []
    const port = await freeUdpPort()
    const program = sipp(port, port, phoneScenario(url))
    const via = { host: '127.0.0.1', port, transport: 'udp' } as const
    // The phone may still be starting: then nobody listens yet.
    let outcome = await sendCheckSync({ user: '101', domain: 'pbx.example.net', via, reboot: false })
    for (let tries = 0; outcome.kind === 'unreachable' && tries < 100; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      outcome = await sendCheckSync({ user: '101', domain: 'pbx.example.net', via, reboot: false })
    }
    expect(outcome).toMatchObject({ kind: 'answered', status: 200 })
    expect(await program.ended, program.output()).toBe(0)
    await seen(() => fetched.length === 1)
  })

  it('reaches it by command', async () => {
    fetched = []
    const port = await freeUdpPort()
    const program = sipp(port, port, phoneScenario(url))
    const command = () =>
      run(process.execPath, ['dist/main.js', 'notify', '--to', `127.0.0.1:${port}`, '--account', '101@pbx.example.net'])
    let notify = command()
    // The phone may still be starting.
    for (let tries = 0; (await notify.ended) !== 0 && tries < 20; tries++) notify = command()
    expect(notify.output()).toBe(`127.0.0.1:${port} answered 200 OK\n`)
    expect(await program.ended, program.output()).toBe(0)
    await seen(() => fetched.length === 1)
    const nobody = command()
    expect([await nobody.ended, nobody.output()]).toEqual([1, expect.stringContaining('cannot be reached')])
  })

  it.each([
    ['as it is', undefined],
    ['after its challenge is answered', 's3cret'],
  ])('reaches a phone registered at Kamailio, %s', async (_name, password) => {
    fetched = []
    const kamailio: Kamailio = await startKamailio(password)
    try {
      const port = await freeUdpPort()
      const registering = sipp(port, kamailio.port, REGISTER)
      expect(await registering.ended, registering.output()).toBe(0)
      const program = sipp(port, kamailio.port, phoneScenario(url))
      const order = {
        user: '101',
        domain: 'pbx.example.net',
        via: { host: '127.0.0.1', port: kamailio.port, transport: 'udp' },
        reboot: false,
        ...(password === undefined ? {} : { credentials: { user: 'offhook', password: new Secret(password) } }),
      } as const
      if (password !== undefined)
        expect(
          await sendCheckSync({ ...order, credentials: { user: 'offhook', password: new Secret('wrong') } }),
        ).toMatchObject({ status: 407 })
      const outcome = await sendCheckSync(order)
      expect(outcome).toMatchObject({ kind: 'answered', status: 200 })
      expect(await program.ended, program.output()).toBe(0)
      await seen(() => fetched.length === 1)
    } finally {
      await kamailio.stop()
    }
  })
})
