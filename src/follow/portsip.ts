import { z } from 'zod'
import { newUserShape } from '../dialects/portsip/user-form.js'
import { changedUser, newUser } from '../dialects/portsip/user-write.js'
import { Problems } from '../domain/errors.js'
import { Secret } from '../domain/secret.js'
import { FollowError, type ForeignUser } from '../service/foreign-user.js'
import { allRows, eachRead } from './paging.js'
import { bearerProof, loginForm } from './proof.js'
import { clearedIn, formed, type Json, keyIn, objectOf, rowsOf, titleIn, without } from './records.js'
import type { FollowedApi, Wire } from './wire.js'

const PAGE = 100

/** Passwords are never shown; roles are ours to give, and so are keys. */
const shape = without(newUserShape, 'password', 'extension_password', 'role', 'blfs')

const keyOf = (row: Json): string => keyIn(row, 'id')

/** Members that can be nobody's there, and what they are here. */
const CLEARED = [
  ['name', 'login'],
  ['email', 'email'],
  ['voicemail_pin', 'pin'],
] as const

function userOf(row: Json): ForeignUser {
  const { body, faults } = formed(shape, row, 'extension_number')
  const { name: login, extension_number: number } = body
  return {
    key: keyOf(row),
    title: titleIn(row, 'display_name', 'name', 'extension_number'),
    faults,
    draft: () => ({ draft: newUser(body), places: {} }),
    change: (user, { tenant }) => {
      const names = { ...(number ? { sip_user: number, extension: number } : {}), ...(login ? { login } : {}) }
      const cleared = Object.fromEntries(
        CLEARED.filter(([name]) => clearedIn(row, name)).map(([, ours]) => [ours, null]),
      )
      const change = { ...changedUser(body, user, tenant, new Problems()), ...names, ...cleared }
      return { change, places: {}, department: null }
    },
  }
}

const tokens = z.object({ access_token: z.string().min(1).max(4096), expires_in: z.number().positive() })

/** A token is not shown any more a little before it ends, so that none ends on its way. */
const EARLY_MS = 30_000

/** Shows a token, or one that the login is good for; long lists outlive it. */
class Proof {
  readonly #wire: Wire
  #held: { readonly token: Secret; readonly endsAt: number } | undefined

  constructor(wire: Wire) {
    this.#wire = wire
  }

  async headers(): Promise<Readonly<Record<string, string>>> {
    const { source, options } = this.#wire
    if (source.user === null) return bearerProof(source.secret)
    const now = options.now().getTime()
    if (!this.#held || this.#held.endsAt <= now) this.#held = await this.#login(now)
    return bearerProof(this.#held.token)
  }

  async #login(now: number) {
    const answer = await this.#wire.json({
      method: 'POST',
      path: '/login/oauth/token',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: loginForm(this.#wire.source),
    })
    const reply = tokens.safeParse(answer)
    if (!reply.success) throw new FollowError('the answer to the login holds no token')
    const { access_token, expires_in } = reply.data
    const lasting = expires_in * 1000
    return { token: new Secret(access_token), endsAt: now + Math.max(lasting - EARLY_MS, lasting / 2) }
  }

  /** Ends the login; that it cannot be ended is nobody's fault. */
  async end(): Promise<void> {
    if (!this.#held) return
    const headers = bearerProof(this.#held.token)
    await this.#wire.found({ method: 'POST', path: '/login/oauth/revoke', headers }).catch(() => undefined)
  }
}

const listOf = (wire: Wire, proof: Proof) => () =>
  allRows({
    key: keyOf,
    page: async (start) => {
      const answer = objectOf(
        await wire.json({ path: `/users?skip=${start}&top=${PAGE}`, headers: await proof.headers() }),
      )
      if (!Number.isSafeInteger(answer.count)) throw new FollowError('the answer does not say how many users there are')
      return { rows: rowsOf(answer.items), count: answer.count as number }
    },
  })

/** Lists are paged and show little of a user, so everybody is read (api-portsip.md ch. 5). */
export const portsip: FollowedApi = {
  root: '/api',
  async users(wire) {
    const proof = new Proof(wire)
    const list = listOf(wire, proof)
    const one = async (key: string) => {
      const found = await wire.found({ path: `/users/${encodeURIComponent(key)}`, headers: await proof.headers() })
      return found === undefined ? undefined : objectOf(found)
    }
    try {
      return (await eachRead({ key: keyOf, list, one })).map(userOf)
    } finally {
      await proof.end()
    }
  },
}
