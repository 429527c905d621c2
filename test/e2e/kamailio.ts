import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A UDP port of 127.0.0.1 that nobody uses now. */
export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  const { port } = socket.address()
  await new Promise<void>((resolve) => socket.close(() => resolve()))
  return port
}

/** Registers anybody, and passes NOTIFYs on to who is registered; with a password it asks for that first. */
const config = (port: number, password: string | undefined) => `#!KAMAILIO
debug=0
log_stderror=yes
fork=yes
children=2
disable_tcp=yes
auto_aliases=no
alias="pbx.example.net"
listen=udp:127.0.0.1:${port}
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
modparam("usrloc", "db_mode", 0)
request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (is_method("REGISTER")) { save("location"); exit; }
  if (!is_method("NOTIFY")) { sl_send_reply("405", "Method Not Allowed"); exit; }
${password === undefined ? '' : `  if (!pv_proxy_authenticate("pbx.example.net", "${password}", "0")) { proxy_challenge("pbx.example.net", "1"); exit; }\n  consume_credentials();\n`}  if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
  t_relay();
}
`

export interface Program {
  /** Everything it has printed so far. */
  output(): string
  /** Its exit status. */
  ended: Promise<number | null>
  stop(): Promise<void>
}

/** Starts a program and ends it again by its own handle. */
export function run(command: string, args: readonly string[], cwd?: string): Program {
  const child: ChildProcess = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    ...(cwd === undefined ? {} : { cwd }),
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data: Buffer) => (text += data.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM')
    await ended
  }
  return { output: () => text, ended, stop }
}

export interface Kamailio {
  readonly port: number
  stop(): Promise<void>
}

/** A real registrar and proxy on a free port. */
export const startKamailio = (password?: string): Promise<Kamailio> =>
  startKamailioWith((port) => config(port, password))

/** A Kamailio that does what its configuration says, once it answers. */
export async function startKamailioWith(configFor: (port: number) => string): Promise<Kamailio> {
  const dir = mkdtempSync(join(tmpdir(), 'offhook-kamailio-'))
  const port = await freeUdpPort()
  writeFileSync(join(dir, 'kamailio.cfg'), configFor(port))
  const program = run('kamailio', ['-DD', '-E', '-f', join(dir, 'kamailio.cfg'), '-Y', dir, '-m', '64', '-M', '8'])
  const { request } = await import('../../src/sip/transaction.js')
  for (let tries = 0; tries < 100; tries++) {
    const draft = { method: 'OPTIONS', uri: `sip:127.0.0.1:${port}`, from: '<sip:t@t>', to: '<sip:t@t>', headers: [] }
    const to = { host: '127.0.0.1', port, transport: 'udp' } as const
    const answer = await request(draft, to, { timing: { t1: 10, t2: 40 } })
    if (answer.kind === 'answered') {
      const stop = async () => {
        await program.stop()
        rmSync(dir, { recursive: true, force: true })
      }
      return { port, stop }
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await program.stop()
  throw new Error(`kamailio did not start: ${program.output()}`)
}
