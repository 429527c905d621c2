import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import pino from 'pino'
import { createSealer } from '../security/seal.js'
import { loadSecretKey } from '../security/secret-key.js'
import { openLowdbStore } from '../store/lowdb.js'
import { copyBlobs, copyRecords } from '../store/reseal.js'
import type { Config } from './config.js'
import { CLIENT_CAS, LEDGER, SERVED } from './serve.js'

type Home = Pick<Config, 'dataDir' | 'secretKey'>

interface Flags {
  readonly to: string
  readonly newKey?: string
}

const KEY_FILE = 'secret.key'
const UPLOADS = 'uploads'
/** What holds no sealed text and is taken over as it is. */
const PLAIN = ['templates', 'assets', CLIENT_CAS, LEDGER]

/**
 * Writes all data anew, sealed with a new key, into another directory. The old one is left as it is, so that a crash or
 * a mistake costs nothing.
 * @throws Error when the new directory holds something, or the server runs.
 */
async function rotate({ dataDir, secretKey }: Home, { to, newKey }: Flags): Promise<void> {
  if (!existsSync(join(dataDir, KEY_FILE)) && secretKey === undefined)
    throw new Error(`${dataDir} holds no key: nothing to rotate`)
  if (existsSync(to) && readdirSync(to).length > 0)
    throw new Error(`--to: ${to} must be an empty directory or none yet`)
  mkdirSync(to, { recursive: true, mode: 0o700 })
  const text = newKey === undefined ? undefined : readFileSync(newKey, 'utf8').trim()
  const old = createSealer(loadSecretKey({ env: secretKey, file: join(dataDir, KEY_FILE) }))
  const now = createSealer(loadSecretKey({ env: text, file: join(to, KEY_FILE) }))
  if (old.keyId === now.keyId) throw new Error('--new-key: is the key in use')
  const log = pino({ level: 'silent' })
  const from = await openLowdbStore({ dir: dataDir, sealer: old, log })
  try {
    const target = await openLowdbStore({ dir: to, sealer: now, log })
    try {
      const records = await copyRecords(from, target)
      const uploads = await copyBlobs(join(dataDir, UPLOADS), join(to, UPLOADS), { old, now })
      await copyBlobs(join(dataDir, SERVED), join(to, SERVED), { old, now })
      for (const name of PLAIN)
        if (existsSync(join(dataDir, name))) cpSync(join(dataDir, name), join(to, name), { recursive: true })
      console.log(`${records} records and ${uploads} uploads sealed with key ${now.keyId} in ${to}`)
    } finally {
      await target.close()
    }
  } finally {
    await from.close()
  }
  console.log(
    `start the server with --data-dir ${to}${newKey === undefined ? '' : ' and the new OFFHOOK_SECRET_KEY'}, then destroy ${dataDir}`,
  )
}

/** Adds `offhook key`: the key that seals stored secrets. */
export function addKey(program: Command, read: (flags: Record<string, string | undefined>) => Home): void {
  program
    .command('key')
    .description('the key that seals stored secrets')
    .command('rotate')
    .description('write all data into another directory, sealed with a new key; the server must be stopped')
    .requiredOption('--to <dir>', 'the new data directory')
    .option('--new-key <file>', 'text for the new OFFHOOK_SECRET_KEY (default: made, in the new directory)')
    .option('--data-dir <dir>', 'everything the server keeps [OFFHOOK_DATA_DIR]')
    .action((flags: Flags & { dataDir?: string }) => rotate(read({ dataDir: flags.dataDir }), flags))
}
