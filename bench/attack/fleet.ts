import { Agent, type RequestOptions } from 'node:http'
import { Problems } from '../../src/domain/errors.js'
import type { Phone } from '../../src/domain/model.js'
import { Secret } from '../../src/domain/secret.js'
import { ask, type RawReply } from '../../test/support/request.js'
import { startTestServer, type TestServer } from '../../test/support/server.js'

/** One line of the table: what was tried how often, and how often it should not have worked, but did. */
export interface Finding {
  readonly attack: string
  readonly tried: number
  readonly result: string
  readonly held: boolean
}

export interface Target {
  readonly server: TestServer
  readonly phones: readonly Phone[]
  /** Texts that must never be in an answer to somebody without a proof. */
  readonly secrets: ReadonlySet<string>
}

export const UA = 'Yealink SIP-T46U 108.86.0.20'
const OUI = '001565'
export const macOf = (n: number): string => OUI + n.toString(16).padStart(6, '0')

/** Phones of two tenants, half each, every one with a user and an open window. */
export async function startTarget(count: number, env: Readonly<Record<string, string>>): Promise<Target> {
  const server = await startTestServer({ OFFHOOK_LOG_LEVEL: 'silent', ...env })
  const { services, actor } = server
  const other = await services.tenants.create({ sip_domain: 'other.example.net' }, new Problems())
  const actors = [actor, { ...actor, tenant_id: other.id }]
  const phones = await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const by = actors[n % 2] ?? actor
      const draft = {
        sip_user: String(1000 + n),
        display_name: `User ${n}`,
        sip_password: new Secret(`Sip-Secret-${n}-Sip`),
      }
      const user = await services.users.create(by, draft, new Problems())
      // Real addresses lie among unknown ones, as they do in a shop's delivery.
      const phone = { mac: macOf(n * 7), vendor: 'yealink', model: 'T46U', lines: [{ user_id: user.id }] }
      return services.phones.create(by, phone, new Problems())
    }),
  )
  const secrets = new Set(
    phones.flatMap((phone, n) => [
      `Sip-Secret-${n}-Sip`,
      ...[phone.token.secret, phone.enrolment_token.secret, phone.admin_password, phone.user_password].map((s) =>
        s.reveal(),
      ),
    ]),
  )
  return { server, phones, secrets }
}

/** Runs `count` jobs, `width` at a time. */
export async function inParallel(count: number, width: number, job: (n: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) await job(next++)
  }
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker))
}

/** A client at one address that keeps its connections. */
export function clientAt(
  base: string,
  localAddress: string,
): (path: string, options?: RequestOptions) => Promise<RawReply> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64, localAddress })
  return (path, options = {}) =>
    ask(base, path, { agent, ...options, headers: { 'User-Agent': UA, ...options.headers } })
}

/** All bytes of a refusal that may tell one from another: without the date, the seconds left and a nonce. */
export const lookOf = ({ status, rawHeaders, body }: RawReply): string =>
  JSON.stringify([status, rawHeaders, body])
    .replace(/"Date","[^"]+"/, '"Date"')
    .replace(/"Retry-After","[^"]+"/, '"Retry-After"')
    .replace(/nonce=\\"[^"]+"/g, 'nonce')

/** Whether any secret stands in the answer, headers included. Bodies of refusals are short: looked for one by one only if not known. */
export function leaks(reply: RawReply, secrets: ReadonlySet<string>, seen: Set<string>): boolean {
  const text = lookOf(reply)
  if (seen.has(text)) return false
  seen.add(text)
  return [...secrets].some((secret) => text.includes(secret))
}
