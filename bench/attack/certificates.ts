import { join } from 'node:path'
import { writeClientCas } from '../../src/security/client-cas-file.js'
import { makeCertificate } from '../../test/support/certificates.js'
import { ask } from '../../test/support/request.js'
import { startTestServer } from '../../test/support/server.js'
import type { Finding } from './fleet.js'

const MAC = '001565aabb01'

/** Certificates that must open nothing, beside one that must. */
export async function certificates(): Promise<Finding[]> {
  const first = await startTestServer()
  const user = await first.user('101')
  await first.phone(MAC, 'yealink', 'T46U', { lines: [{ user_id: user.id }] })
  await first.stop()
  const ca = makeCertificate({ cn: 'Yealink Root CA', ca: true })
  const other = makeCertificate({ cn: 'Polycom Root CA', ca: true })
  const fake = makeCertificate({ cn: 'Yealink Root CA', ca: true })
  writeClientCas(join(first.dir, 'client-cas.json'), [
    { vendor: 'yealink', allow_expired: false, certificate: ca.certificate },
    { vendor: 'polycom', allow_expired: false, certificate: other.certificate },
  ])
  const server = await startTestServer({ OFFHOOK_HTTPS_PORT: '0' }, first.dir)
  try {
    const opens = async (made: { certificate: string; key: string }): Promise<boolean> => {
      const tls = { agent: false as const, rejectUnauthorized: false, cert: made.certificate, key: made.key }
      return (await ask(server.https ?? '', `/p/${MAC}.cfg`, tls)).status === 200
    }
    if (!(await opens(makeCertificate({ cn: MAC, issuer: ca })))) throw new Error('a right certificate was refused')
    const matrix = {
      'wrong CA': makeCertificate({ cn: MAC, issuer: fake }),
      'another vendor’s CA': makeCertificate({ cn: MAC, o: 'Polycom Inc.', issuer: other }),
      expired: makeCertificate({ cn: MAC, issuer: ca, to: '2020-01-01' }),
      'not yet valid': makeCertificate({ cn: MAC, issuer: ca, from: '2036-01-01' }),
      'wrong MAC': makeCertificate({ cn: '001565aabb02', issuer: ca }),
      generic: makeCertificate({ cn: 'Yealink', issuer: ca }),
      'self-signed, same name': makeCertificate({ cn: MAC }),
      'signed by a phone': makeCertificate({ cn: MAC, issuer: makeCertificate({ cn: MAC, issuer: ca }) }),
    }
    const opened: string[] = []
    for (const [name, made] of Object.entries(matrix)) if (await opens(made)) opened.push(name)
    return [
      {
        attack: `certificates: ${Object.keys(matrix).join(', ')}`,
        tried: Object.keys(matrix).length,
        result: `${opened.length} files`,
        held: opened.length === 0,
      },
    ]
  } finally {
    await server.remove()
  }
}
