import { readFileSync } from 'node:fs'
import { request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { Command } from 'commander'
import { Secret } from '../domain/secret.js'

interface Flags {
  readonly server: string
  readonly user: string
  readonly totp?: string
  readonly tenant?: string
  readonly ca?: string
}

interface RedirectRecord {
  readonly mac: string
  readonly vendor: string
  readonly service: string | null
  readonly state: string
  readonly lost: boolean
  readonly answer: string | null
  readonly advice: string | null
}

interface Account {
  readonly id: string
  readonly title: string
}

interface Call {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: string
  readonly type?: string
  readonly token?: Secret
}

/** The running server, seen through its own API. */
class Remote {
  readonly #flags: Flags
  #token: Secret | undefined

  constructor(flags: Flags) {
    this.#flags = flags
  }

  async login(password: Secret): Promise<void> {
    const body = new URLSearchParams({
      grant_type: 'password',
      username: this.#flags.user,
      password: password.reveal(),
      ...(this.#flags.totp === undefined ? {} : { totp: this.#flags.totp }),
    })
    const type = 'application/x-www-form-urlencoded'
    const path = '/api/login/oauth/token'
    const answer = (await this.#call({ method: 'POST', path, body: body.toString(), type })) as { access_token: string }
    this.#token = new Secret(answer.access_token)
  }

  get<T>(path: string): Promise<T> {
    return this.#call({ method: 'GET', path: `/api${path}` }) as Promise<T>
  }

  post<T>(path: string): Promise<T> {
    return this.#call({ method: 'POST', path: `/api${path}`, body: '{}', type: 'application/json' }) as Promise<T>
  }

  #call({ method, path, body, type }: Call): Promise<unknown> {
    const { server, tenant, ca } = this.#flags
    const url = new URL(path, server)
    const headers = {
      ...(type ? { 'Content-Type': type } : {}),
      ...(this.#token ? { Authorization: `Bearer ${this.#token.reveal()}` } : {}),
      ...(tenant ? { 'X-Tenant': tenant } : {}),
    }
    const options = { method, headers, ...(ca ? { ca: readFileSync(ca) } : {}) }
    return new Promise((resolve, reject) => {
      const asking = (url.protocol === 'https:' ? secureRequest : plainRequest)(url, options, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          if ((response.statusCode ?? 500) < 300) resolve(text === '' ? {} : JSON.parse(text))
          else reject(new Error(`${url.host} answered ${response.statusCode}: ${firstMessage(text)}`))
        })
      })
      asking.on('error', (error) => reject(new Error(`${url.host} cannot be reached: ${error.message}`)))
      asking.end(body)
    })
  }
}

function firstMessage(text: string): string {
  try {
    return (JSON.parse(text) as { errors: { message: string }[] }).errors[0]?.message ?? text
  } catch {
    return text.slice(0, 200)
  }
}

const PAGE = 100

async function everyRegistration(remote: Remote): Promise<RedirectRecord[]> {
  const all: RedirectRecord[] = []
  for (;;) {
    const { count, items } = await remote.get<{ count: number; items: RedirectRecord[] }>(
      `/redirects?skip=${all.length}&top=${PAGE}`,
    )
    all.push(...items)
    if (items.length === 0 || all.length >= count) return all
  }
}

async function status(remote: Remote): Promise<boolean> {
  const all = await everyRegistration(remote)
  const counts = new Map<string, number>()
  for (const { state } of all) counts.set(state, (counts.get(state) ?? 0) + 1)
  console.log(
    [...counts].map(([state, count]) => `${state}: ${count}`).join(', ') || 'no phone uses a redirect service',
  )
  const wrong = all.filter(({ state, lost }) => lost || state === 'failed' || state === 'conflict')
  for (const { mac, service, vendor, state, lost, answer, advice } of wrong) {
    console.log(`${mac} ${service ?? vendor} ${lost ? 'LOST' : state}: ${answer ?? '-'}${advice ? ` (${advice})` : ''}`)
  }
  return wrong.length === 0
}

async function sync(remote: Remote): Promise<boolean> {
  const { count } = await remote.post<{ count: number }>('/redirects/sync')
  console.log(`${count} tried again`)
  return true
}

async function check(remote: Remote): Promise<boolean> {
  let good = true
  const { items: accounts } = await remote.get<{ items: Account[] }>('/redirect_accounts')
  for (const { id, title } of accounts) {
    const { ok, text, devices } = await remote.post<{ ok: boolean; text: string; devices: number | null }>(
      `/redirect_accounts/${id}/check`,
    )
    console.log(`${title}: ${text}${devices === null ? '' : `, ${devices} devices`}`)
    good &&= ok
  }
  const { items } = await remote.post<{
    items: { account_id: string; checked: number; repaired: number; strangers: number | null; fault: string | null }[]
  }>('/redirects/check')
  for (const { account_id, checked, repaired, strangers, fault } of items) {
    const title = accounts.find(({ id }) => id === account_id)?.title ?? account_id
    const beside = strangers === null ? '' : `, ${strangers} not ours`
    console.log(`${title}: ${checked} read back, ${repaired} to repair${beside}${fault ? `; ${fault}` : ''}`)
    good &&= fault === null
  }
  return good
}

const COMMANDS = {
  status: { run: status, help: 'what the vendors know; exit status 1 when a phone is lost, failed or in conflict' },
  sync: { run: sync, help: 'try again at once what waits or failed' },
  check: { run: check, help: 'try the credentials of every account and read back what the vendors hold' },
} as const

/** Adds `offhook rps`: redirect services as a running server sees them, asked through its API. */
export function addRps(program: Command, password: string | undefined): void {
  const rps = program.command('rps').description("phones at their vendors' redirect services")
  for (const [name, { run, help }] of Object.entries(COMMANDS)) {
    rps
      .command(name)
      .description(help)
      .option('--server <url>', 'the running server', 'http://127.0.0.1:8080')
      .option('--user <name>', 'who logs in; the password comes by OFFHOOK_ADMIN_PASSWORD', 'admin')
      .option('--totp <code>', 'code of the authenticator app, where the account asks for one')
      .option('--tenant <id>', 'tenant by id or SIP domain (default: the default tenant)')
      .option('--ca <file>', 'PEM certificates the server is believed by')
      .action(async (flags: Flags) => {
        if (password === undefined) throw new Error('OFFHOOK_ADMIN_PASSWORD: is needed to log in')
        const remote = new Remote(flags)
        await remote.login(new Secret(password))
        if (!(await run(remote))) process.exitCode = 1
      })
  }
}
