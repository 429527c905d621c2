import { authHookReply, authHookShape } from '../../../dialects/jambonz/auth-hook.js'
import { DomainError } from '../../../domain/errors.js'
import type { Actor } from '../../../domain/permission.js'
import { type Call, type Route, route } from '../../route.js'

const REFUSED = { status: 'fail', message: 'invalid user name, realm or password' } as const

/** The caller in the tenant of a realm; undefined when it is nobody's. */
async function inRealm({ actorIn }: Pick<Call, 'actorIn'>, realm: string): Promise<Actor | undefined> {
  return actorIn(realm).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'not_found') return undefined
    throw error
  })
}

export const authHookRoutes: readonly Route[] = [
  route({
    tag: 'jambonz webhooks',
    method: 'post',
    path: '/webhooks/auth',
    summary:
      'Whether a SIP client knows its password, as jambonz asks when it authenticates one (registration hook of the account); who registers is known from then on',
    needs: ['phone_system.full_access'],
    body: authHookShape,
    example: {
      method: 'REGISTER',
      realm: 'pbx.example.net',
      username: 'alice123',
      expires: 3600,
      nonce: 'InFriVGWVoKeCckYrTx7wg==',
      uri: 'sip:pbx.example.net',
      response: 'be641cf7951ff23ab04c57907d59f37d',
    },
    reply: { status: 200, description: 'The verdict', schema: authHookReply },
    handle: async (call) => {
      const { services, body, problems } = call
      problems.throwIfAny()
      const { method = '', realm = '', username = '', nonce = '', uri = '', response = '' } = body
      const { algorithm, qop, cnonce, nc, expires = 0, source_address: source } = body
      const actor = await inRealm(call, realm)
      const claim = { method, realm, username, nonce, uri, response, algorithm, qop, cnonce, nc, expires, source }
      const granted = actor !== undefined && (await services.clientAuth.check(actor, claim))
      return granted ? { status: 'ok', message: 'authentication granted' } : REFUSED
    },
  }),
]
