import type { Command } from 'commander'
import { asked, type Remote } from './remote.js'

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
    asked(rps.command(name).description(help), password, async (remote) => {
      if (!(await run(remote))) process.exitCode = 1
    })
  }
}
