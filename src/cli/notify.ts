import type { Command } from 'commander'
import { Secret } from '../domain/secret.js'
import { host } from '../domain/text.js'
import { sendCheckSync } from '../sip/notify.js'

interface Flags {
  readonly to: string
  readonly account: string
  readonly transport: string
  readonly reboot?: boolean
  readonly login?: string
}

/** Host and port of `host`, `host:port` or `[v6]:port`; 5060 unless told. */
function readAddress(text: string): { host: string; port: number } {
  const [, bracketed, plain, port = '5060'] = /^(?:\[([^\]]+)\]|([^:]+))(?::([0-9]{1,5}))?$/.exec(text) ?? []
  const name = bracketed ?? plain ?? ''
  if (!host.safeParse(name).success || Number(port) < 1 || Number(port) > 65535)
    throw new Error('--to: must be <host>[:<port>], an IPv6 address in brackets')
  return { host: name, port: Number(port) }
}

async function notify({ to, account, transport, reboot = false, login }: Flags, password: string | undefined) {
  const [, user = '', domain = ''] = /^(?:sip:)?([A-Za-z0-9._+-]{1,64})@(.+)$/.exec(account) ?? []
  if (!host.safeParse(domain).success) throw new Error('--account: must be <user>@<domain>, as the phone registers')
  if (transport !== 'udp' && transport !== 'tcp') throw new Error('--transport: must be udp or tcp')
  if (login !== undefined && password === undefined)
    throw new Error('--login: put the password into OFFHOOK_NOTIFY_PASSWORD')
  const outcome = await sendCheckSync({
    user,
    domain,
    via: { ...readAddress(to), transport },
    reboot,
    ...(login === undefined ? {} : { credentials: { user: login, password: new Secret(password ?? '') } }),
  })
  if (outcome.kind === 'timeout') throw new Error(`${to} did not answer`)
  if (outcome.kind === 'unreachable') throw new Error(`${to} cannot be reached: ${outcome.reason}`)
  if (outcome.status >= 300) throw new Error(`${to} answered ${outcome.status} ${outcome.reason}`)
  console.log(`${to} answered ${outcome.status} ${outcome.reason}`)
}

/** Adds `offhook notify`: asks one phone, directly or through its registrar, to fetch its files now. */
export function addNotify(program: Command, password: string | undefined): void {
  program
    .command('notify')
    .description('ask a phone to fetch its files now (SIP NOTIFY check-sync); exit status 1 unless it is accepted')
    .requiredOption('--to <address>', 'the phone, or the registrar or proxy it is registered at')
    .requiredOption('--account <user@domain>', 'as the phone registers')
    .option('--transport <transport>', 'udp or tcp', 'udp')
    .option('--reboot', 'restart it whether or not anything changed')
    .option('--login <user>', 'where the proxy asks for one; the password is read from OFFHOOK_NOTIFY_PASSWORD')
    .action((flags: Flags) => notify(flags, password))
}
