import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { Argument, type Command } from 'commander'
import { z } from 'zod'
import { type Conflict, FOLLOWED_SYSTEM_IDS, type FollowerRun } from '../domain/follower.js'
import { Secret } from '../domain/secret.js'
import { asked, type Remote } from './remote.js'

interface Flags {
  readonly url: string
  readonly credentials?: string
  readonly account?: string
  readonly name?: string
  readonly every?: string
  readonly mayVanish?: string
  readonly dryRun?: boolean
}

/** A follower as the server tells of it. */
interface Told {
  readonly id: string
  readonly system: string
  readonly url: string
  readonly account: string | null
  readonly interval_minutes: number | null
  readonly next_at: string | null
  readonly run: FollowerRun | null
}

const LOOK_MS = 300
const LONGEST_NAME = 64
const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 24 * 60 }

const text = z.string().min(1).max(4096)
const credentialsShape = z.union([z.strictObject({ token: text }), z.strictObject({ user: text, password: text })])

/** How the other system lets us in. */
function readCredentials(
  file: string | undefined,
  environment: string | undefined,
): { user: string | null; secret: Secret } {
  const from = file === undefined ? 'OFFHOOK_FOLLOW_CREDENTIALS' : '--credentials'
  const told = file === undefined ? environment : readFileSync(file, 'utf8')
  if (told === undefined) throw new Error('--credentials: name a file, or set OFFHOOK_FOLLOW_CREDENTIALS')
  const rule = `${from}: must be JSON with a token, or with a user and a password`
  let parsed: unknown
  try {
    parsed = JSON.parse(told)
  } catch {
    throw new Error(rule)
  }
  const read = credentialsShape.safeParse(parsed)
  if (!read.success) throw new Error(rule)
  return 'token' in read.data
    ? { user: null, secret: new Secret(read.data.token) }
    : { user: read.data.user, secret: new Secret(read.data.password) }
}

/** @returns minutes; null for `off`. */
function readInterval(every: string): number | null {
  if (every === 'off') return null
  const [, count, unit = ''] = /^([1-9][0-9]{0,4})([mhd])$/.exec(every) ?? []
  if (count === undefined) throw new Error('--every: must be a number of minutes, hours or days, such as 15m, or off')
  return Number(count) * (MINUTES[unit] ?? 1)
}

/** @returns the host of a URL that can be asked. */
function hostOf(url: string): string {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    throw new Error('--url: must be an http or https URL, such as https://pbx.example.com')
  return new URL(url).host
}

function readCount(mayVanish: string | undefined): { may_vanish?: number } {
  if (mayVanish === undefined) return {}
  if (!/^[0-9]{1,7}$/.test(mayVanish)) throw new Error('--may-vanish: must be a number of users')
  return { may_vanish: Number(mayVanish) }
}

const inWords = ({ title, key, reason, taken }: Conflict): string =>
  `conflict: ${title} (${key}): ${reason}${taken ? ' (the rest was taken)' : ''}`

/** Prints what a run came to. @returns whether it went to its end. */
function print({ outcome, reason, listed, ...run }: FollowerRun): boolean {
  console.log(
    `${run.total} users there: ${run.created} created, ${run.updated} updated, ${run.enabled} came back, ${run.disabled} gone, ${run.same} same, ${run.conflicts} conflicts`,
  )
  for (const conflict of listed) console.log(inWords(conflict))
  if (run.conflicts > listed.length) console.log(`conflict: and ${run.conflicts - listed.length} more`)
  if (outcome !== 'done') console.error(`offhook: ${outcome}: ${reason}`)
  return outcome === 'done'
}

/** Waits for the end of the run that is not the one before, and prints how far it is. */
async function watch(remote: Remote, id: string, before: string | undefined): Promise<FollowerRun> {
  let shown = ''
  for (;;) {
    const { run } = await remote.get<Told>(`/followers/${id}`)
    const mine = run && run.started_at !== before ? run : undefined
    if (mine && mine.outcome !== 'running') return mine
    const progress = mine && mine.total > 0 ? `${mine.done} of ${mine.total}` : 'reading'
    if (progress !== shown) console.log(progress)
    shown = progress
    await setTimeout(LOOK_MS)
  }
}

async function follow(remote: Remote, system: string, flags: Flags, environment: string | undefined): Promise<boolean> {
  const { url, account = null, every } = flags
  const interval = every === undefined ? {} : { interval_minutes: readInterval(every) }
  const allowed = readCount(flags.mayVanish)
  const host = hostOf(url)
  const { items } = await remote.get<{ items: Told[] }>('/followers')
  const known = items.find((one) => one.system === system && one.url === url && one.account === account)
  const name = flags.name ?? `${system} ${host} ${account ?? ''}`.trim().slice(0, LONGEST_NAME)
  const proof = () => {
    const { user, secret } = readCredentials(flags.credentials, environment)
    return { user, secret: secret.reveal() }
  }
  const draft = () => ({ name, system, url, account, ...proof(), ...interval })

  if (flags.dryRun) {
    const { run, phones } = known
      ? await remote.post<{ run: FollowerRun; phones: number }>(`/followers/${known.id}/run?dry_run=true`, allowed)
      : await remote.post<{ run: FollowerRun; phones: number }>('/followers?dry_run=true', draft())
    console.log(`${phones} phones would get other files; nothing was changed`)
    return print(run)
  }
  const stored = known !== undefined && flags.mayVanish !== undefined
  const id = known?.id ?? (await remote.post<{ id: string }>('/followers', draft())).id
  if (known && !stored) await remote.post(`/followers/${id}`, { ...proof(), enabled: true, ...interval })
  const { interval_minutes } = await remote.get<Told>(`/followers/${id}`)
  // With an interval it begins by itself.
  if (stored || interval_minutes === null) await remote.post(`/followers/${id}/run`, allowed)
  return print(await watch(remote, id, known?.run?.started_at))
}

/** Adds `offhook follow`: lets a running server follow the users of another system, and shows the first run. */
export function addFollow(program: Command, password: string | undefined, credentials: string | undefined): void {
  const command = program
    .command('follow')
    .description('let a running server follow the users of another system; exit status 1 unless the run ends well')
    .addArgument(new Argument('<system>', 'whose API it has').choices(FOLLOWED_SYSTEM_IDS))
    .requiredOption('--url <url>', "what stands before the paths of the system's API")
    .option(
      '--credentials <file>',
      'JSON with a token, or a user and a password (default: the text in OFFHOOK_FOLLOW_CREDENTIALS)',
    )
    .option('--account <name>', 'reseller, AccountSid, domain or connection there')
    .option('--name <name>', 'what it is called here (default: system and host)')
    .option('--every <interval>', '15m, 2h, 1d, or off (default: only now)')
    .option(
      '--may-vanish <count>',
      'run the one that is stored, which may disable so many users that are gone or switched off there',
    )
    .option('--dry-run', 'change nothing, and tell what would change')
  asked<Flags>(command, password, async (remote, flags) => {
    if (!(await follow(remote, command.args[0] ?? '', flags, credentials))) process.exitCode = 1
  })
}
