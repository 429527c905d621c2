import { X509Certificate } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import pino from 'pino'
import { vendorNamed, vendors } from '../catalogue/index.js'
import { parseMac } from '../domain/mac.js'
import { issueClientCertificate } from '../security/ca.js'
import { certificatesIn, readClientCas, withClientCas, writeClientCas } from '../security/client-cas-file.js'
import type { ClientCa } from '../security/client-certificate.js'
import { createSealer } from '../security/seal.js'
import { loadSecretKey } from '../security/secret-key.js'
import { OWN_CA } from '../service/certificate-proof.js'
import { openLowdbStore } from '../store/lowdb.js'
import type { Config } from './config.js'
import { CLIENT_CAS } from './serve.js'

/** The part of the configuration these commands need. */
type Home = Pick<Config, 'dataDir' | 'secretKey'>

const RESTART = 'a running server reads it at its next start'
const casFile = ({ dataDir }: Home): string => join(dataDir, CLIENT_CAS)

function described({ vendor, allow_expired, certificate }: ClientCa): string {
  const { fingerprint256, subject, validTo } = new X509Certificate(certificate)
  const name = subject.replace(/\s*\n\s*/g, ', ')
  return `${fingerprint256.replaceAll(':', '').slice(0, 16).toLowerCase()}  ${vendor}  until ${validTo}${allow_expired ? '  expired phones accepted' : ''}  ${name}`
}

function add(home: Home, cas: readonly ClientCa[]): void {
  mkdirSync(home.dataDir, { recursive: true, mode: 0o700 })
  writeClientCas(casFile(home), withClientCas(readClientCas(casFile(home)), cas))
}

/** @throws Error naming the file or the vendor that is wrong; then nothing is changed. */
function trust(home: Home, file: string, flags: { readonly vendor: string; readonly allowExpired?: boolean }): void {
  const vendor = vendorNamed(flags.vendor)
  if (!vendor?.certificate)
    throw new Error(
      `--vendor: must be one of ${vendors.flatMap(({ id, certificate }) => (certificate ? [id] : [])).join(' ')}`,
    )
  let certificates: string[]
  try {
    certificates = certificatesIn(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`)
  }
  const cas = certificates.map((certificate) => ({
    vendor: vendor.id,
    allow_expired: flags.allowExpired ?? false,
    certificate,
  }))
  add(home, cas)
  for (const ca of cas) console.log(described(ca))
  console.log(`trusted for phones of ${vendor.name}; ${RESTART}`)
}

function list(home: Home): void {
  for (const ca of readClientCas(casFile(home))) console.log(described(ca))
}

/** @throws Error when no trusted CA, or more than one, begins so. */
function distrust(home: Home, fingerprint: string): void {
  const known = readClientCas(casFile(home))
  const meant = known.filter((ca) => described(ca).startsWith(fingerprint.toLowerCase()))
  if (meant.length !== 1 || fingerprint.length < 4)
    throw new Error(`${fingerprint}: ca list shows the fingerprints to choose from`)
  writeClientCas(
    casFile(home),
    known.filter((ca) => !meant.includes(ca)),
  )
  console.log(`no longer trusted; ${RESTART}`)
}

/**
 * Issues a certificate for one phone and trusts our own CA from then on.
 * @throws Error when the MAC is none, the server runs (it holds the CA's key), or has never run.
 */
async function issue(home: Home, text: string, { out }: { readonly out: string }): Promise<void> {
  const mac = parseMac(text)
  if (!mac) throw new Error(`${text}: must be 12 hexadecimal digits, with or without separators`)
  const key = loadSecretKey({ env: home.secretKey, file: join(home.dataDir, 'secret.key') })
  const store = await openLowdbStore({ dir: home.dataDir, sealer: createSealer(key), log: pino({ level: 'silent' }) })
  try {
    const ca = (await store.get('server', 'server'))?.ca
    if (!ca) throw new Error(`${home.dataDir} holds no CA yet: start the server once`)
    const issued = await issueClientCertificate(ca, mac)
    mkdirSync(out, { recursive: true })
    writeFileSync(join(out, `${mac}.key.pem`), issued.key.reveal(), { mode: 0o600 })
    writeFileSync(join(out, `${mac}.crt.pem`), issued.certificate)
    add(home, [{ vendor: OWN_CA, allow_expired: false, certificate: ca.certificate }])
  } finally {
    await store.close()
  }
  console.log(`${join(out, `${mac}.crt.pem`)} and ${join(out, `${mac}.key.pem`)}`)
}

/** Adds `offhook ca`: whose certificates phones may prove themselves with. */
export function addCa(program: Command, read: (flags: Record<string, string | undefined>) => Home): void {
  const ca = program
    .command('ca')
    .description('client certificates of phones: trusted CAs, and certificates of our own')
  const at = (command: Command): Command =>
    command.option('--data-dir <dir>', 'everything the server keeps [OFFHOOK_DATA_DIR]')
  const home = ({ dataDir }: { dataDir?: string }): Home => read({ dataDir })
  at(ca.command('trust <file>'))
    .description("trust a vendor's CA certificates (PEM) for phones of that vendor")
    .requiredOption('--vendor <vendor>', 'whose phones they certify')
    .option('--allow-expired', 'accept certificates that have run out, as those of many old phones have')
    .action((file, flags) => trust(home(flags), file, flags))
  at(ca.command('list'))
    .description('the CAs trusted for phones, with their fingerprints')
    .action((flags) => list(home(flags)))
  at(ca.command('distrust <fingerprint>'))
    .description('trust a CA no longer')
    .action((fingerprint, flags) => distrust(home(flags), fingerprint))
  at(ca.command('issue <mac>'))
    .description('make key and certificate for a phone with our own CA; the server must be stopped')
    .option('--out <dir>', 'where the two PEM files go', '.')
    .action((mac, flags) => issue(home(flags), mac, flags))
}
