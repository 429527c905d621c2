import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { readConfig } from '../../src/cli/config.js'
import { type Running, startServer } from '../../src/cli/serve.js'
import { Problems } from '../../src/domain/errors.js'
import type { Phone, User } from '../../src/domain/model.js'
import { type Actor, PERMISSIONS } from '../../src/domain/permission.js'
import { Secret } from '../../src/domain/secret.js'
import type { PhoneDraft } from '../../src/service/phones.js'
import type { UserDraft } from '../../src/service/users.js'

export const ADMIN_PASSWORD = 'correct horse battery'

export interface TestServer extends Running {
  readonly base: string
  readonly dir: string
  readonly actor: Actor
  readonly log: string[]
  user(sip_user: string, draft?: Partial<UserDraft>): Promise<User>
  phone(mac: string, vendor: string, model: string, draft?: Partial<PhoneDraft>): Promise<Phone>
  /** The phone's own address, without the base URL. */
  path(phone: Phone, file: string, token?: string): string
  /** Stops the server and starts another on the same data. */
  restart(env?: Readonly<Record<string, string>>): Promise<TestServer>
  /** Stops the server and removes its data. */
  remove(): Promise<void>
}

/** What a server of a test is told. */
export const environmentOf = (dir: string) => ({
  OFFHOOK_DATA_DIR: dir,
  OFFHOOK_HOST: '127.0.0.1',
  OFFHOOK_HTTP_PORT: '0',
  OFFHOOK_HTTPS_PORT: 'off',
  OFFHOOK_ADMIN_PASSWORD: ADMIN_PASSWORD,
  OFFHOOK_SIP_DOMAIN: 'pbx.example.net',
  OFFHOOK_LOG_LEVEL: 'trace',
  OFFHOOK_PUBLIC_URL: 'http://prov.example.net',
  // Tests of refusals all come from one address.
  OFFHOOK_MISS_LIMIT: '10000',
})

/** A whole server on free ports of the loopback address, with data of its own. */
export async function startTestServer(
  env: Readonly<Record<string, string>> = {},
  dir = mkdtempSync(join(tmpdir(), 'offhook-')),
): Promise<TestServer> {
  const settings = { ...environmentOf(dir), ...env }
  const log: string[] = []
  const running = await startServer(
    readConfig({}, settings),
    pino({ base: null, level: 'trace' }, { write: (line: string) => void log.push(line) }),
  )
  const { services } = running
  const actor: Actor = {
    tenant_id: (await services.server.record()).default_tenant_id,
    user_id: null,
    permissions: new Set(PERMISSIONS),
  }
  return {
    ...running,
    base: running.http ?? running.https ?? '',
    dir,
    actor,
    log,
    user: (sip_user, draft = {}) =>
      services.users.create(
        actor,
        {
          sip_user,
          extension: sip_user,
          sip_password: new Secret(`sip-password-of-${sip_user}`),
          display_name: `User ${sip_user}`,
          ...draft,
        },
        new Problems(),
      ),
    phone: (mac, vendor, model, draft = {}) =>
      services.phones.create(actor, { mac, vendor, model, ...draft }, new Problems()),
    path: (phone, file, token = phone.token.secret.reveal()) => `/p/${token}/${file}`,
    restart: async (changed = {}) => {
      await running.stop()
      return startTestServer({ ...env, ...changed }, dir)
    },
    remove: async () => {
      await running.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
