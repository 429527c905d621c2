import { Command } from 'commander'
import pino from 'pino'
import { addAdmin } from './admin.js'
import { addCa } from './ca.js'
import { readConfig } from './config.js'
import { addDhcp } from './dhcp.js'
import { addFollow } from './follow.js'
import { addKey } from './key.js'
import { addNotify } from './notify.js'
import { OPTIONS } from './options.js'
import { version } from './package.js'
import { addRps } from './rps.js'
import { startServer } from './serve.js'
import { addSimulate } from './simulate.js'

/** Ends the process with one clear line; the stack is of no use to an administrator. */
function fail(error: unknown): never {
  console.error(`offhook: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
}

async function serve(flags: Readonly<Record<string, string | undefined>>): Promise<void> {
  const config = readConfig(flags, process.env)
  // Secrets may come by the environment; nothing the server starts or prints needs them any more.
  for (const { variable } of OPTIONS) delete process.env[variable]
  const log = pino({ level: config.logLevel, base: null }, pino.destination({ dest: 2, sync: false }))
  const running = await startServer(config, log)
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    running.stop().then(() => process.exit(0), fail)
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  if (running.madePassword)
    console.error(`offhook: the password of admin is ${running.madePassword.reveal()} (shown only now)`)
  const { http, https, admin, legacyTls: legacy_tls } = running
  const at = Object.entries({ http, https, admin, legacy_tls }).flatMap(([name, url]) =>
    url ? [`${name}=${url}`] : [],
  )
  console.log(`offhook ready ${at.join(' ')}`)
}

const program = new Command('offhook').description('Zero-touch provisioning server for IP phones').version(version)

const serveCommand = program
  .command('serve')
  .description('run the server; environment variables are named in brackets, flags win')
for (const { flag, help, variable } of OPTIONS) serveCommand.option(flag, `${help} [${variable}]`)
serveCommand.action(serve)

addSimulate(program)
addDhcp(program)
addNotify(program, process.env.OFFHOOK_NOTIFY_PASSWORD)
const fromEnvironment = (flags: Readonly<Record<string, string | undefined>>) => readConfig(flags, process.env)
addCa(program, fromEnvironment)
addKey(program, fromEnvironment)
addAdmin(program, fromEnvironment)
addRps(program, process.env.OFFHOOK_ADMIN_PASSWORD)
addFollow(program, process.env.OFFHOOK_ADMIN_PASSWORD, process.env.OFFHOOK_FOLLOW_CREDENTIALS)

program.parseAsync().catch(fail)
