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

interface Call {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: string
  readonly type?: string
  readonly token?: Secret
}

/** The running server, seen through its own API. */
export class Remote {
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

  post<T>(path: string, members: object = {}): Promise<T> {
    const body = JSON.stringify(members)
    return this.#call({ method: 'POST', path: `/api${path}`, body, type: 'application/json' }) as Promise<T>
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
    const [first] = (JSON.parse(text) as { errors: { message: string; detail?: { field: string } }[] }).errors
    return first?.detail ? `${first.detail.field}: ${first.message}` : (first?.message ?? text)
  } catch {
    return text.slice(0, 200)
  }
}

/**
 * Makes a command one that asks a running server: it logs in, then acts.
 * @param password of the account; comes by the environment.
 */
export function asked<F>(
  command: Command,
  password: string | undefined,
  act: (remote: Remote, flags: F) => Promise<void>,
): void {
  command
    .option('--server <url>', 'the running server', 'http://127.0.0.1:8080')
    .option('--user <name>', 'who logs in; the password comes by OFFHOOK_ADMIN_PASSWORD', 'admin')
    .option('--totp <code>', 'code of the authenticator app, where the account asks for one')
    .option('--tenant <id>', 'tenant by id or SIP domain (default: the default tenant)')
    .option('--ca <file>', 'PEM certificates the server is believed by')
    .action(async () => {
      const flags = command.opts<Flags & F>()
      if (password === undefined) throw new Error('OFFHOOK_ADMIN_PASSWORD: is needed to log in')
      const remote = new Remote(flags)
      await remote.login(new Secret(password))
      await act(remote, flags)
    })
}
