import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { readConfig } from '../src/cli/config.js'
import { startServer } from '../src/cli/serve.js'
import { Problems } from '../src/domain/errors.js'
import { type Actor, PERMISSIONS } from '../src/domain/permission.js'
import { Secret } from '../src/domain/secret.js'

const PHONES = 1000
const MODELS = [
  ['yealink', 'T46U', '001565'],
  ['snom', 'D785', '000413'],
  ['polycom', 'VVX450', '0004f2'],
] as const

/** What it takes to tell what a change of the codecs of a whole tenant would do to a thousand phones of three makes. */
export async function dryRunFigure(): Promise<{
  readonly phones: number
  readonly ms: number
  readonly cpu: number
  readonly blocked: number
}> {
  const dir = mkdtempSync(join(tmpdir(), 'offhook-bench-'))
  const config = readConfig(
    {},
    {
      OFFHOOK_DATA_DIR: dir,
      OFFHOOK_HOST: '127.0.0.1',
      OFFHOOK_HTTP_PORT: '0',
      OFFHOOK_HTTPS_PORT: 'off',
      OFFHOOK_ADMIN_PASSWORD: 'benchmark password',
      OFFHOOK_SIP_DOMAIN: 'pbx.example.net',
      OFFHOOK_PUBLIC_URL: 'http://prov.example.net',
    },
  )
  const { services, stop } = await startServer(config, pino({ level: 'silent' }))
  try {
    const { default_tenant_id: tenant_id } = await services.server.record()
    const actor: Actor = { tenant_id, user_id: null, permissions: new Set(PERMISSIONS) }
    for (let n = 0; n < PHONES; n++) {
      const number = String(1000 + n)
      const user = await services.users.create(
        actor,
        {
          sip_user: number,
          extension: number,
          sip_password: new Secret(`secret of ${number}`),
          display_name: `User ${n}`,
        },
        new Problems(),
      )
      const [vendor, model, oui] = MODELS[n % MODELS.length] ?? MODELS[0]
      const mac = oui + n.toString(16).padStart(6, '0')
      await services.phones.create(actor, { mac, vendor, model, lines: [{ user_id: user.id }] }, new Problems())
    }
    const write = () => services.tenants.update(actor, tenant_id, { settings: { codecs: ['PCMA'] } }, new Problems())
    let last = performance.now()
    let blocked = 0
    const pulse = setInterval(() => {
      blocked = Math.max(blocked, performance.now() - last)
      last = performance.now()
    }, 1)
    const used = process.cpuUsage()
    const started = performance.now()
    const { phones } = await services.dryRuns.of(actor, write)
    const ms = performance.now() - started
    const { user, system } = process.cpuUsage(used)
    clearInterval(pulse)
    return { phones, ms: Math.round(ms), cpu: Math.round((user + system) / 1000), blocked: Math.round(blocked) }
  } finally {
    await stop()
    rmSync(dir, { recursive: true, force: true })
  }
}
