import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import { Secret } from '../../src/domain/secret.js'
import { missing } from '../support/packages.js'
import { startTestServer, type TestServer } from '../support/server.js'
import { freeUdpPort, type Kamailio, run, startKamailioWith } from './kamailio.js'

const lacking = missing('sipp', 'kamailio', 'http_client.so')
const DOMAIN = 'pbx.example.net'

/** A registrar without users of its own: it asks for the hash of whoever registers. */
const config = (port: number, url: string, token: string) => `#!KAMAILIO
debug=0
log_stderror=yes
fork=yes
children=2
disable_tcp=yes
auto_aliases=no
alias="${DOMAIN}"
listen=udp:127.0.0.1:${port}
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
loadmodule "http_client.so"
modparam("usrloc", "db_mode", 0)
modparam("http_client", "connection_timeout", 5)
request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (!is_method("REGISTER")) { sl_send_reply("405", "Method Not Allowed"); exit; }
  if ($au == $null) { auth_challenge("${DOMAIN}", "1"); exit; }
  $var(status) = http_client_query("${url}/directory/ha1?user=$(au{s.escape.param})&realm=${DOMAIN}", "", "Authorization: Bearer ${token}", "$var(ha1)");
  if ($var(status) != 200) { sl_send_reply("403", "Forbidden"); exit; }
  if (!pv_auth_check("${DOMAIN}", "$var(ha1)", "1", "0")) { sl_send_reply("403", "Wrong password"); exit; }
  consume_credentials();
  save("location");
}
`

/** The same message with and without an answer to the challenge. */
const message = (user: string, cseq: number, authentication = '') => `<send retrans="500"><![CDATA[
REGISTER sip:${DOMAIN} SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:${user}@${DOMAIN}>;tag=[call_number]
To: <sip:${user}@${DOMAIN}>
Call-ID: [call_id]
CSeq: ${cseq} REGISTER
Contact: <sip:${user}@[local_ip]:[local_port]>
${authentication}Max-Forwards: 70
Expires: 120
Content-Length: 0

]]></send>`

/** A phone with the account of its file. */
const register = (user: string, password: string, final: number) => `<?xml version="1.0" encoding="UTF-8"?>
<scenario name="register">
${message(user, 1)}
<recv response="401" auth="true"/>
${message(user, 2, `[authentication username=${user} password=${password}]\n`)}
<recv response="${final}"/>
</scenario>`

describe.skipIf(lacking)(`Kamailio asks for hashes${lacking ? ` (${lacking})` : ''}`, () => {
  const dir = mkdtempSync(join(tmpdir(), 'offhook-registrar-'))
  let server: TestServer
  let kamailio: Kamailio

  beforeAll(async () => {
    server = await startTestServer()
    await server.services.roles.create(
      server.actor,
      { name: 'registrar', permissions: ['phone_system.full_access'] },
      new Problems(),
    )
    const draft = { name: 'kamailio', role: 'registrar' }
    const { token } = await server.services.operators.create(server.actor, draft, new Problems())
    kamailio = await startKamailioWith((port) => config(port, server.base, token.reveal()))
  })
  afterAll(async () => {
    await kamailio?.stop()
    await server?.remove()
    rmSync(dir, { recursive: true, force: true })
  })

  async function sipp(user: string, password: string, final: number): Promise<void> {
    const port = await freeUdpPort()
    const scenario = join(dir, `${port}.xml`)
    writeFileSync(scenario, register(user, password, final))
    const args = ['-sf', scenario, '-i', '127.0.0.1', '-p', String(port), '-m', '1', '-nostdin', '-timeout', '20s']
    const program = run('sipp', [`127.0.0.1:${kamailio.port}`, ...args], dir)
    expect(await program.ended, program.output()).toBe(0)
  }

  /** Fetches a phone's file by the address it was given, as the phone does. */
  async function fileOf(user: string, mac: string, vendor: string, model: string, file: string): Promise<string> {
    const { id } = await server.user(user, { sip_password: new Secret(`Sip-${user}.x7`) })
    const phone = await server.phone(mac, vendor, model, { lines: [{ user_id: id }] })
    const response = await fetch(`${server.base}${server.path(phone, file)}`)
    expect(response.status).toBe(200)
    return response.text()
  }

  it.each([
    ['Yealink', '201', '001565a00201', 'yealink', 'T46U', '001565a00201.cfg', /^account\.1\.password = (.+)$/m],
    ['Snom', '202', '000413a00202', 'snom', 'D785', 'snomD785-000413A00202.htm', /<user_pass idx="1"[^>]*>([^<]+)</],
  ])(
    'and a phone registers with the password of its %s file',
    async (_name, user, mac, vendor, model, file, pattern) => {
      const [, password = ''] = pattern.exec(await fileOf(user, mac, vendor, model, file)) ?? []
      expect(password).not.toBe('')
      await sipp(user, password, 200)
      await sipp(user, `${password}x`, 403)
    },
  )

  it('and nobody registers whom offhook does not know, or any more', async () => {
    await sipp('299', 'whatever', 403)
    const { id } = await server.user('203', { sip_password: new Secret('Sip-203.x7') })
    await sipp('203', 'Sip-203.x7', 200)
    await server.services.users.update(server.actor, id, { enabled: false }, new Problems())
    await sipp('203', 'Sip-203.x7', 403)
  })
})
