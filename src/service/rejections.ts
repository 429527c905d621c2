import { notFound, type Problems } from '../domain/errors.js'
import type { Rejection } from '../domain/job.js'
import { type Mac, parseMac } from '../domain/mac.js'
import type { Phone } from '../domain/model.js'
import type { Actor } from '../domain/permission.js'
import type { Reader } from '../store/store.js'
import { newEntity, type ServiceDeps } from './context.js'

const keyOf = (tenant_id: string, mac: Mac): string => `${tenant_id}/${mac}`

/** Whether the phone's own tenant rejected its MAC; another tenant's opinion does not count. */
export async function isRejected(
  reader: Reader,
  { tenant_id, mac }: Pick<Phone, 'tenant_id' | 'mac'>,
): Promise<boolean> {
  return (await reader.find('rejections', 'mac', keyOf(tenant_id, mac))).length > 0
}

/** MACs taken out of provisioning, known phones or not, until an administrator takes them back. */
export class RejectionService {
  readonly #deps: ServiceDeps

  constructor(deps: ServiceDeps) {
    this.#deps = deps
  }

  async list(actor: Actor): Promise<readonly Rejection[]> {
    return this.#deps.store.find('rejections', 'tenant', actor.tenant_id)
  }

  /** Rejects a MAC; twice is no error. @throws DomainError `invalid` for a text that is no MAC. */
  async reject(actor: Actor, text: string, reason: string | null, problems: Problems): Promise<void> {
    const { ports, store } = this.#deps
    const mac = parseMac(text)
    if (!mac) problems.add('mac', 'mac', 'must be 12 hexadecimal digits, with or without separators')
    problems.throwIfAny()
    if (!mac) return
    await store.transact(async (tx) => {
      const [known] = await tx.find('rejections', 'mac', keyOf(actor.tenant_id, mac))
      tx.put('rejections', { ...(known ?? newEntity(ports)), tenant_id: actor.tenant_id, mac, reason })
    })
  }

  /** Takes a rejection back: a known phone is answered again at its next request. @throws DomainError `not_found`. */
  async takeBack(actor: Actor, text: string): Promise<void> {
    const mac = parseMac(text) ?? notFound('rejected phone')
    await this.#deps.store.transact(async (tx) => {
      const [known] = await tx.find('rejections', 'mac', keyOf(actor.tenant_id, mac))
      tx.remove('rejections', (known ?? notFound('rejected phone')).id)
    })
  }
}
