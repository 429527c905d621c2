import { join } from 'node:path'
import type { Command } from 'commander'
import pino from 'pino'
import { ADMIN_ACCOUNT } from '../domain/second-factor.js'
import { createSealer } from '../security/seal.js'
import { loadSecretKey } from '../security/secret-key.js'
import { openLowdbStore } from '../store/lowdb.js'
import type { Reader } from '../store/store.js'
import type { Config } from './config.js'

type Home = Pick<Config, 'dataDir' | 'secretKey'>

interface Flags {
  readonly login?: string
  readonly domain?: string
}

/** The id an account's second factor is kept under. @throws Error when there is no such login. */
async function accountNamed(reader: Reader, { login, domain }: Flags): Promise<string> {
  if (login === undefined) return ADMIN_ACCOUNT
  const [tenant] = domain
    ? await reader.find('tenants', 'sip_domain', domain.toLowerCase())
    : [await reader.get('tenants', (await reader.get('server', 'server'))?.default_tenant_id ?? '')]
  const [user] = tenant ? await reader.find('users', 'login', `${tenant.id}/${login.toLowerCase()}`) : []
  if (!user) throw new Error(`--login: there is no ${login}${domain ? ` in ${domain}` : ' in the default tenant'}`)
  return user.id
}

/** Takes the second factor from an account, for an administrator who has lost authenticator and recovery codes. */
async function resetTotp({ dataDir, secretKey }: Home, flags: Flags): Promise<void> {
  const sealer = createSealer(loadSecretKey({ env: secretKey, file: join(dataDir, 'secret.key') }))
  const store = await openLowdbStore({ dir: dataDir, sealer, log: pino({ level: 'silent' }) })
  try {
    const account = await accountNamed(store, flags)
    const had = await store.transact(async (tx) => {
      const factor = await tx.get('second_factors', account)
      if (factor) tx.remove('second_factors', account)
      return factor !== undefined
    })
    const name = flags.login ?? ADMIN_ACCOUNT
    console.log(had ? `${name} logs in by password alone again` : `${name} has no second factor`)
  } finally {
    await store.close()
  }
}

/** Adds `offhook admin`: what an administrator who cannot log in does at the machine itself. */
export function addAdmin(program: Command, read: (flags: Record<string, string | undefined>) => Home): void {
  program
    .command('admin')
    .description('help for administrators who cannot log in')
    .command('reset-totp')
    .description('take the second factor from an account; the server must be stopped')
    .option('--login <name>', 'whose account (default: admin)')
    .option('--domain <domain>', 'SIP domain of their tenant (default: the default tenant)')
    .option('--data-dir <dir>', 'everything the server keeps [OFFHOOK_DATA_DIR]')
    .action((flags: Flags & { dataDir?: string }) => resetTotp(read({ dataDir: flags.dataDir }), flags))
}
