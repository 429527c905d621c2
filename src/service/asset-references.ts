import { ASSET_SETTINGS, type Asset, assetNamed, fits } from '../domain/asset.js'
import type { Problems } from '../domain/errors.js'
import type { Effective } from '../domain/inherit.js'
import { keptIn } from '../domain/kept.js'
import type { Warning } from '../domain/model.js'
import type { Settings } from '../domain/settings.js'
import type { Reader } from '../store/store.js'
import { valueAt } from './match.js'

/** A setting that names an asset. */
export interface Reference {
  readonly path: string
  readonly name: string
}

/** The settings of one level that name an asset. */
export function referencesIn(settings: Settings | undefined): Reference[] {
  if (!settings) return []
  return Object.keys(ASSET_SETTINGS).flatMap((path) => {
    const name = assetNamed(valueAt(settings, path))
    return name === undefined ? [] : [{ path, name }]
  })
}

export async function assetOf(reader: Reader, tenant_id: string, name: string): Promise<Asset | undefined> {
  return (await reader.find('assets', 'name', `${tenant_id}/${name.toLowerCase()}`))[0]
}

/** Reports settings that name an asset which is not there or not of the kind; with a phone, also one not meant for it. */
export async function checkReferences(
  reader: Reader,
  tenant_id: string,
  settings: Settings | undefined,
  problems: Problems,
  field: string,
  phone?: { readonly vendor: string; readonly model: string },
): Promise<void> {
  for (const { path, name } of referencesIn(settings)) {
    const asset = await assetOf(reader, tenant_id, name)
    if (!asset) problems.add(`${field}.${path}`, 'exists', `there is no asset ${name}`)
    else if (asset.kind !== ASSET_SETTINGS[path])
      problems.add(`${field}.${path}`, 'kind', `must name a ${ASSET_SETTINGS[path]}; ${name} is a ${asset.kind}`)
    else if (phone && !fits(asset, phone))
      problems.add(`${field}.${path}`, 'fits', `the asset ${name} is not for a ${phone.vendor} ${phone.model}`)
  }
}

const kept = new WeakMap<Effective, readonly Reference[]>()

function effectiveReferences(settings: Effective): readonly Reference[] {
  return keptIn(kept, settings, () =>
    Object.keys(ASSET_SETTINGS).flatMap((path) => {
      const name = assetNamed(settings.get(path)?.value)
      return name === undefined ? [] : [{ path, name }]
    }),
  )
}

/** The assets named by what holds for a phone that it can use, and a warning for each it cannot. */
export async function usableAssets(
  reader: Reader,
  tenant_id: string,
  settings: readonly Effective[],
  phone: { readonly vendor: string; readonly model: string },
): Promise<{ readonly names: ReadonlySet<string>; readonly warnings: readonly Warning[] }> {
  const names = new Set<string>()
  const warnings = new Map<string, Warning>()
  for (const { path, name } of settings.flatMap(effectiveReferences)) {
    const asset = await assetOf(reader, tenant_id, name)
    if (asset && asset.kind === ASSET_SETTINGS[path] && fits(asset, phone)) names.add(name)
    else
      warnings.set(path, {
        code: 'asset_not_usable',
        field: `settings.${path}`,
        message: `the asset ${name} is not for a ${phone.vendor} ${phone.model}: it has no effect on this phone`,
      })
  }
  return { names, warnings: [...warnings.values()] }
}
