import { execFileSync, spawnSync } from 'node:child_process'

/** Programs of Debian that tests run beside offhook, and the packages they come in. */
const PACKAGES = {
  sipp: 'sip-tester',
  kamailio: 'kamailio',
  'http_client.so': 'kamailio-utils-modules',
  tftp: 'tftp-hpa',
  atftp: 'atftp',
  dnsmasq: 'dnsmasq-base',
  udhcpc: 'udhcpc',
} as const

export type Program = keyof typeof PACKAGES

/** A program, or a module of Kamailio where Debian puts those. */
const looked = (name: string): string =>
  name.endsWith('.so') ? `ls /usr/lib/*/kamailio/modules/${name}` : `command -v ${name}`

const has = (program: string): boolean =>
  spawnSync('sh', ['-c', looked(program)], {
    stdio: 'ignore',
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  }).status === 0

/** Why a test that needs these programs cannot run here; undefined when it can. */
export function missing(...programs: Program[]): string | undefined {
  const absent = programs.filter((program) => !has(program))
  return absent.length === 0 ? undefined : `needs ${absent.map((program) => PACKAGES[program]).join(', ')} (Debian)`
}

/** Installs what is missing before the first test, where that is allowed; tests say themselves what they lack. */
export function setup(): void {
  const absent = Object.entries(PACKAGES).filter(([program]) => !has(program))
  if (absent.length === 0 || process.getuid?.() !== 0 || !has('apt-get')) return
  const run = (...args: string[]) =>
    execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-qq', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  try {
    run('update')
    run('install', '-y', '--no-install-recommends', ...absent.map(([, name]) => name))
  } catch {
    console.warn(`could not install ${absent.map(([, name]) => name).join(', ')}: tests that need them are skipped`)
  }
}
