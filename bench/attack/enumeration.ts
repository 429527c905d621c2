import { randomInt } from 'node:crypto'
import { createPathToken } from '../../src/security/token.js'
import { clientAt, type Finding, inParallel, leaks, lookOf, macOf, type Target } from './fleet.js'

const ATTACKER = '127.0.0.66'
const WIDTH = 32

/** The forms in which a file without a token is asked for. */
const FORMS = [
  (mac: string) => `/p/${mac}.cfg`,
  (mac: string) => `/${mac}.cfg`,
  (mac: string) => `/p/${mac.toUpperCase()}.cfg`,
  (mac: string) => `/p/${mac}-local.cfg`,
]

/** Random and all real MACs from one address, while phones behind the same address boot. */
export async function enumeration(
  target: Target,
  size: { macs: number; boots: number; missLimit: number },
): Promise<Finding[]> {
  const { server, phones, secrets } = target
  const ask = clientAt(server.base, ATTACKER)
  const seen = new Set<string>()
  const looks = new Set<string>()
  const statuses = new Map<number, number>()
  let leaked = 0
  const attack = async (path: string): Promise<void> => {
    const reply = await ask(path)
    looks.add(lookOf(reply))
    statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1)
    if (leaks(reply, secrets, seen)) leaked++
  }
  const form = (n: number, mac: string): string => FORMS[n % FORMS.length]?.(mac) ?? `/${mac}.cfg`
  const real = phones.flatMap((phone) => FORMS.map((made) => made(phone.mac)))
  const total = size.macs + real.length

  let booted = 0
  const phoneAsk = clientAt(server.base, ATTACKER)
  const boots = inParallel(size.boots, 4, async (n) => {
    const phone = phones[n]
    if (!phone) return
    const enrolled = await phoneAsk(server.path(phone, `${phone.mac}.cfg`, phone.enrolment_token.secret.reveal()))
    const { status, body } = await phoneAsk(server.path(phone, `${phone.mac}.cfg`))
    if (enrolled.status === 200 && status === 200 && body.includes(`Sip-Secret-${n}-Sip`)) booted++
  })
  await inParallel(total, WIDTH, (n) =>
    attack(n < size.macs ? form(n, macOf(randomInt(2 ** 24))) : (real[n - size.macs] ?? '/')),
  )
  await boots

  const found = statuses.get(404) ?? 0
  return [
    { attack: 'random and real MACs without a proof', tried: total, result: `${leaked} leaks`, held: leaked === 0 },
    {
      attack: 'refusals that differ in a byte',
      tried: total,
      result: `${looks.size - 2} beside the 404 and the 429`,
      held: looks.size === 2,
    },
    {
      attack: 'misses before "too many requests"',
      tried: total,
      result: `${found} of ${size.missLimit} configured, then 429`,
      held: found === size.missLimit && statuses.get(429) === total - found,
    },
    {
      attack: 'phones behind the attacker’s address boot meanwhile',
      tried: size.boots,
      result: `${booted} of ${size.boots}`,
      held: booted === size.boots,
    },
  ]
}

/** Tokens of the right form that nobody has. */
export async function guessing({ server, phones, secrets }: Target, guesses: number): Promise<Finding[]> {
  const ask = clientAt(server.base, '127.0.0.67')
  const seen = new Set<string>()
  let hits = 0
  await inParallel(guesses, WIDTH, async (n) => {
    const { mac } = phones[n % phones.length] ?? { mac: macOf(n) }
    const reply = await ask(`/p/${createPathToken().secret.reveal()}/${mac}.cfg`)
    if (reply.status === 200 || leaks(reply, secrets, seen)) hits++
  })
  return [{ attack: 'token guesses', tried: guesses, result: `${hits} hits`, held: hits === 0 }]
}

/** Headers that claim another address, a trusted network or a certificate, from somebody who is no trusted proxy. */
export async function forgedHeaders(
  { server, phones, secrets }: Target,
  count: number,
  missLimit: number,
): Promise<Finding[]> {
  const ask = clientAt(server.base, '127.0.0.68')
  const seen = new Set<string>()
  let [opened, notFound] = [0, 0]
  await inParallel(count, WIDTH, async (n) => {
    const { mac } = phones[n % phones.length] ?? { mac: macOf(n) }
    const claimed = n % 2 === 0 ? `192.0.2.${n % 256}` : '127.0.0.1'
    const headers = {
      'X-Forwarded-For': claimed,
      'X-Real-IP': claimed,
      Forwarded: `for=${claimed}`,
      'X-SSL-Client-Verify': 'SUCCESS',
      'X-SSL-Client-S-DN': `CN=${mac}`,
    }
    const reply = await ask(`/p/${mac}.cfg`, { headers })
    if (reply.status === 200 || leaks(reply, secrets, seen)) opened++
    if (reply.status === 404) notFound++
  })
  return [
    {
      attack: 'forged proxy headers',
      tried: count,
      result: `${opened} opened, ${notFound - missLimit} counted elsewhere`,
      held: opened === 0 && notFound === missLimit,
    },
  ]
}
