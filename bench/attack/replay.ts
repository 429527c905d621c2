import { Problems } from '../../src/domain/errors.js'
import { phonePassword } from '../../src/security/credentials.js'
import { ask, challengesOf, digestHeader } from '../../test/support/request.js'
import { type Finding, type Target, UA } from './fleet.js'

/** What was seen on the wire, sent again: used enrolment tokens, captured Digest answers, old nonces. */
export async function replay(target: Target): Promise<Finding[]> {
  const { server, phones } = target
  const headers = { 'User-Agent': UA }
  const statusOf = async (path: string, more: Record<string, string> = {}): Promise<number> =>
    (await ask(server.base, path, { headers: { ...headers, ...more } })).status
  const finding = (attack: string, statuses: readonly number[]): Finding => {
    const opened = statuses.filter((status) => status === 200).length
    return { attack, tried: statuses.length, result: `${opened} opened`, held: opened === 0 && statuses.length > 0 }
  }

  const enrolments: number[] = []
  for (const phone of phones) {
    const enrolment = server.path(phone, `${phone.mac}.cfg`, phone.enrolment_token.secret.reveal())
    if ((await statusOf(enrolment)) !== 200) throw new Error('an open window was refused')
    await statusOf(server.path(phone, `${phone.mac}.cfg`))
    enrolments.push(await statusOf(enrolment))
  }

  for (const tenant of await server.services.tenants.list(server.actor))
    await server.services.tenants.update(server.actor, tenant.id, { phone_login: 'digest' }, new Problems())
  const [elsewhere, again, forged, before]: number[][] = [[], [], [], []]
  const captured: { path: string; header: Record<string, string> }[] = []
  for (const phone of phones) {
    const path = `/p/${phone.mac}.cfg`
    const [challenge = ''] = challengesOf(await ask(server.base, path, { headers }))
    const login = { user: phone.mac, password: phonePassword(phone.token).reveal(), uri: path, challenge }
    const header = { Authorization: digestHeader(login) }
    if ((await statusOf(path, header)) !== 200) throw new Error('a right Digest answer was refused')
    again?.push(await statusOf(path, header))
    elsewhere?.push(await statusOf(`/${phone.mac}.cfg`, { Authorization: digestHeader({ ...login, nc: 2 }) }))
    forged?.push(
      await statusOf(path, {
        Authorization: digestHeader({ ...login, challenge: challenge.replace(/nonce="[^"]+"/, 'nonce="b2xk"') }),
      }),
    )
    captured.push({ path, header: { Authorization: digestHeader({ ...login, nc: 3 }) } })
  }
  const restarted = await server.restart()
  for (const { path, header } of captured)
    before?.push((await ask(restarted.base, path, { headers: { ...headers, ...header } })).status)
  await restarted.remove()
  return [
    finding('used enrolment tokens', enrolments),
    finding('a captured Digest answer sent again', again ?? []),
    finding('a captured Digest answer on another file', elsewhere ?? []),
    finding('a nonce that was never issued', forged ?? []),
    finding('a nonce of before a restart', before ?? []),
  ]
}
