import type { FollowSource } from '../domain/follower.js'
import type { Secret } from '../domain/secret.js'
import { FollowError } from '../service/foreign-user.js'

type Headers = Readonly<Record<string, string>>

/** What a header can carry; the library's own refusal would quote the secret. */
const HEADER_TEXT = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/

function header(text: string, what: string): string {
  if (HEADER_TEXT.test(text)) return text
  throw new FollowError(`the ${what} must be printable ASCII without a blank at either end: a header carries it`)
}

export const bearerProof = (token: Secret): Headers => ({
  Authorization: `Bearer ${header(token.reveal(), 'token')}`,
})

/** The header of OpenTACT (api-others.md D). */
export const tokenProof = ({ secret }: FollowSource): Headers => ({ 'X-Auth-Token': header(secret.reveal(), 'token') })

/** Who shows a token for a password. */
const TOKEN_USER = 'token'

/** The three headers of Yay (api-others.md A.4, 1). */
export const yayProof = ({ account, user, secret }: FollowSource): Headers => ({
  ...(account === null ? {} : { 'X-Auth-Reseller': header(account, 'reseller') }),
  'X-Auth-User': header(user ?? TOKEN_USER, 'user'),
  'X-Auth-Password': header(secret.reveal(), 'password'),
})

/** The form that gets a token of PortSIP (api-portsip.md ch. 4). */
export const loginForm = ({ account, user, secret }: FollowSource): string =>
  new URLSearchParams({
    grant_type: 'password',
    username: user ?? '',
    password: secret.reveal(),
    scope: 'all',
    client_id: 'offhook',
    ...(account === null ? {} : { domain: account }),
  }).toString()
