import { z } from 'zod'
import { DomainError, notFound } from '../../../domain/errors.js'
import type { Secret } from '../../../domain/secret.js'
import { line } from '../../../domain/text.js'
import { readAuthorization } from '../../../security/credentials.js'
import type { Api, Authentication } from '../../api.js'
import { bearerOf, withToken } from '../../bearer.js'
import { portsipFailing } from '../../errors.js'
import { type Call, type Route, route } from '../../route.js'
import { directoryOf, NOT_FOUND } from './freeswitch.js'

const tag = 'Directory'
/** Who may register for anybody may also tell who is registered. */
const needs = ['phone_system.full_access'] as const

const tokenOf = (headers: Headers): Secret | undefined =>
  bearerOf(headers) ?? readAuthorization(headers.get('authorization') ?? undefined)?.password

/** A token as Bearer, or as the password of Basic, whatever the name: all that modules of PBXs can send. */
const authentication: Authentication = {
  credentialsOf: (headers) => withToken(tokenOf(headers), headers),
  asked: 'a token is required, as Bearer or as the password of Basic',
  schemes: { bearer: { type: 'http', scheme: 'bearer' }, basic: { type: 'http', scheme: 'basic' } },
}

/** Who may register by this name in this realm. */
async function find({ services, actorIn }: Pick<Call, 'services' | 'actorIn'>, user: string, realm: string) {
  return services.sipCredentials.find(await actorIn(realm), user, realm)
}

const name = line(128, 1)

const routes: readonly Route[] = [
  route({
    method: 'get',
    path: '/ha1',
    tag,
    summary: 'HA1 of a user, for a registrar that asks at each REGISTER',
    needs,
    query: { user: name, realm: name.describe('the SIP domain of a tenant') },
    reply: { status: 200, description: 'MD5 of user:realm:password, in hexadecimal digits', contentType: 'text/plain' },
    guarded: true,
    handle: async (call) => {
      const { query, problems } = call
      problems.throwIfAny()
      const found = await find(call, query.user ?? '', query.realm ?? '')
      return found ? { contentType: 'text/plain', body: found.hashes.ha1 } : notFound('user')
    },
  }),
  route({
    method: 'post',
    path: '/freeswitch',
    tag,
    summary: 'A user as mod_xml_curl of FreeSWITCH asks for one; "not found" for all else it asks',
    needs,
    form: true,
    body: {
      section: z.string().optional().describe('directory'),
      user: name.optional(),
      domain: name.optional(),
      purpose: z.string().optional().describe('set where not a user is asked for but, say, gateways'),
    },
    reply: { status: 200, description: 'A document of the type freeswitch/xml', contentType: 'text/xml' },
    guarded: true,
    handle: async (call) => ({ contentType: 'text/xml', body: await documentFor(call as Call) }),
  }),
]

async function documentFor(call: Call): Promise<string> {
  const { section, user, domain, purpose } = call.body as Record<string, string | undefined>
  if (section !== 'directory' || !user || !domain || purpose) return NOT_FOUND
  try {
    const found = await find(call, user, domain)
    if (!found) return NOT_FOUND
    const { sip_user, display_name, extension } = found.user
    const { ha1 } = found.hashes
    return directoryOf({ sip_user, domain, ha1, display_name, number: extension ?? sip_user })
  } catch (error) {
    if (error instanceof DomainError && error.code === 'not_found') return NOT_FOUND
    throw error
  }
}

/** What registrars ask that keep no users of their own. */
export const directoryApi: Api = {
  name: 'directory',
  title: 'Directory for registrars',
  about: 'Hashes of SIP passwords, for FreeSWITCH and Kamailio',
  base: '/directory',
  routes,
  authentication,
  failing: {
    ...portsipFailing,
    answer: (failure, status) => ({
      ...portsipFailing.answer(failure, status),
      // Clients of curl show nothing before they are asked.
      ...(status === 401 ? { headers: { 'WWW-Authenticate': 'Basic realm="offhook"' } } : {}),
    }),
  },
}
