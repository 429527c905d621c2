import { modelIn, vendorNamed, vendors } from '../catalogue/index.js'
import type { Asset, AssetKind } from '../domain/asset.js'
import { DomainError, type Problem, Problems } from '../domain/errors.js'
import { printMac } from '../domain/mac.js'
import { MEDIA_HEAD_BYTES, mediaOf } from '../domain/media.js'
import type { Actor } from '../domain/permission.js'
import type { Settings } from '../domain/settings.js'
import type { Vendor } from '../domain/vendor.js'
import type { LargeBlobs, Received } from '../store/large-blobs.js'
import type { Reader } from '../store/store.js'
import { assetOf, referencesIn } from './asset-references.js'
import { contentTypeOf, faultFor, nameFault } from './asset-rules.js'
import { newEntity, ownRecord, type ServiceDeps } from './context.js'

export interface AssetDraft {
  readonly name: string
  readonly kind: AssetKind
  /** Left out: every vendor whose rules the content keeps. */
  readonly vendor?: string
  readonly models?: readonly string[]
}

export interface AssetDeps extends ServiceDeps {
  readonly files: LargeBlobs
  /** No file may be longer, bytes. */
  readonly largest: number
}

/** The most users of an asset that a refusal to delete it names. */
const MOST_NAMED = 20

/** Files of a tenant's own for its phones: ringtones, pictures, firmware. */
export class AssetService {
  readonly #deps: AssetDeps

  constructor(deps: AssetDeps) {
    this.#deps = deps
  }

  get(actor: Actor, id: string): Promise<Asset> {
    return ownRecord(this.#deps.store, actor, 'assets', id, 'asset')
  }

  list(actor: Actor): Promise<readonly Asset[]> {
    return this.#deps.store.find('assets', 'tenant', actor.tenant_id)
  }

  /**
   * Takes a file, to disk as it comes, and keeps it if its content is what it shall be.
   * @throws DomainError `invalid` naming the member or `file`, or `taken`; then nothing is kept.
   */
  async create(
    actor: Actor,
    draft: Partial<AssetDraft>,
    content: AsyncIterable<Uint8Array>,
    problems: Problems,
  ): Promise<Asset> {
    const { store, ports, files, largest } = this.#deps
    const { named, models } = checkDraft(draft, problems)
    await checkFree(store, actor, draft.name, problems)
    problems.throwIfAny()
    const entity = newEntity(ports)
    const received = await files.receive(entity.id, content, largest, MEDIA_HEAD_BYTES)
    try {
      const { name = '', kind = 'other' } = draft
      const asset = judged({ ...entity, tenant_id: actor.tenant_id, name, kind, models }, received, named, largest)
      await store.transact(async (tx) => {
        const late = new Problems()
        await checkFree(tx, actor, name, late)
        late.throwIfAny()
        tx.put('assets', asset)
      })
      return asset
    } catch (error) {
      await files.remove(entity.id)
      throw error
    }
  }

  /** @throws DomainError `in_use`, naming who uses it. */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.#deps.store.transact(async (tx) => {
      const asset = await ownRecord(tx, actor, 'assets', id, 'asset')
      const users = await usersOf(tx, asset)
      if (users.length > 0) {
        const named: Problem[] = users.slice(0, MOST_NAMED).map((message) => ({ field: 'id', rule: 'in_use', message }))
        throw new DomainError('in_use', 'the asset is in use', named)
      }
      tx.remove('assets', id)
    })
    await this.#deps.files.remove(id)
  }

  /** Removes files that no record knows: a crash between a file and its record leaves one. */
  async sweep(): Promise<void> {
    const known = await this.#deps.store.all('assets')
    await this.#deps.files.keepOnly(new Set(known.map((asset) => asset.id)))
  }
}

function checkDraft(
  draft: Partial<AssetDraft>,
  problems: Problems,
): { named: Vendor | undefined; models: readonly string[] } {
  const named = draft.vendor === undefined ? undefined : vendorNamed(draft.vendor)
  if (draft.vendor !== undefined && !named)
    problems.add('vendor', 'known', `${draft.vendor} is not a vendor offhook knows`)
  const wanted = draft.models ?? []
  if (draft.vendor === undefined && (draft.kind === 'firmware' || wanted.length > 0))
    problems.add('vendor', 'required', 'is required for firmware and for chosen models')
  const models = wanted.map((text) => {
    const model = named && modelIn(named, text)
    if (named && !model?.known) problems.add('models', 'known', `${text} is not a model of ${named.name} offhook knows`)
    return model?.id ?? text
  })
  const fault = draft.name === undefined ? undefined : nameFault(draft.name)
  if (fault) problems.add('name', fault.rule, fault.message)
  return { named, models }
}

async function checkFree(reader: Reader, actor: Actor, name: string | undefined, problems: Problems): Promise<void> {
  if (name !== undefined && (await assetOf(reader, actor.tenant_id, name)))
    problems.conflict('name', 'unique', `the name ${name} is taken`)
}

/** The record of a file that was received. @throws DomainError `invalid` saying why no phone could use it. */
function judged(
  base: Pick<Asset, 'id' | 'created_at' | 'tenant_id' | 'name' | 'kind' | 'models'>,
  received: Received | undefined,
  named: Vendor | undefined,
  largest: number,
): Asset {
  const problems = new Problems()
  if (!received) problems.add('file', 'max', `may have at most ${largest} bytes`)
  else if (received.bytes === 0) problems.add('file', 'min', 'is empty')
  problems.throwIfAny()
  const { bytes, sha256, head } = received as Received
  const media = mediaOf(head)
  if (media.type === 'markup') problems.add('file', 'content', 'must not be a page or a drawing that browsers run')
  problems.throwIfAny()
  const asked = named ? [named] : vendors
  const faults = asked.map((vendor) => faultFor(vendor, { ...base, media, bytes }))
  const able = asked.filter((_, index) => faults[index] === undefined)
  if (able.length === 0) problems.addAll(faults.filter((fault) => fault !== undefined))
  problems.throwIfAny()
  return {
    ...base,
    vendors: able.map((vendor) => vendor.id),
    content_type: contentTypeOf(media),
    bytes,
    sha256,
    width: 'width' in media ? media.width : null,
    height: 'height' in media ? media.height : null,
  }
}

/** Who names the asset in their settings, in an administrator's words. */
async function usersOf(reader: Reader, asset: Asset): Promise<string[]> {
  const found: string[] = []
  const note = (who: string, settings: Settings | undefined) => {
    for (const { path, name } of referencesIn(settings))
      if (name.toLowerCase() === asset.name.toLowerCase()) found.push(`${who} uses it as ${path}`)
  }
  const tenant = await reader.get('tenants', asset.tenant_id)
  note('the tenant', tenant?.settings)
  for (const [model, choice] of Object.entries(tenant?.models ?? {})) note(`model ${model}`, choice.settings)
  for (const group of await reader.find('groups', 'tenant', asset.tenant_id))
    note(`group ${group.name}`, group.settings)
  for (const user of await reader.find('users', 'tenant', asset.tenant_id))
    if (user.deleted_at === null) note(`user ${user.sip_user}`, user.settings)
  for (const phone of await reader.find('phones', 'tenant', asset.tenant_id)) {
    note(`phone ${printMac(phone.mac)}`, phone.settings)
    for (const [index, line] of phone.lines.entries())
      note(`phone ${printMac(phone.mac)}, line ${index + 1}`, line.settings)
  }
  return found
}
