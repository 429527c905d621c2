import { ASSET_SETTINGS, assetNamed } from '../domain/asset.js'
import type { Effective } from '../domain/inherit.js'
import type { Plan } from '../domain/plan.js'
import type { Facts } from './scope.js'

/** The last part of a URL's path. */
const fileOf = (url: string): string => url.replace(/[?#].*$/, '').replace(/^.*\//, '')

/**
 * What settings that may name an asset say. A ringtone of one's own is `<path>.url` and `<path>.file` in place of
 * `<path>`, because phones know it by other parameters than their own rings; everything else is a URL either way.
 * `<path>.chosen` = there is a ring at all. What a phone cannot use, or an account alone chose, is not there.
 */
export function assetFacts(facts: Facts, settings: Effective, plan: Plan): void {
  for (const [path, kind] of Object.entries(ASSET_SETTINGS)) {
    const value = settings.get(path)?.value
    const name = assetNamed(value)
    const usable = name !== undefined && plan.assets.has(name) && value === plan.settings.get(path)?.value
    const url = usable && plan.url !== null ? plan.url + name : undefined
    if (kind === 'ringtone') {
      if (name !== undefined) facts.set(path, undefined)
      facts.set(`${path}.url`, url)
      facts.set(`${path}.file`, url && name)
      facts.set(`${path}.chosen`, (facts.get(path) ?? url) ? 'true' : undefined)
    } else {
      if (name !== undefined) facts.set(path, url)
      facts.set(`${path}.file`, name === undefined ? fileOf(String(value ?? '')) || undefined : url && name)
    }
  }
}
