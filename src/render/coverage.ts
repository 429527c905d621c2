import { ASSET_SETTINGS, assetNamed } from '../domain/asset.js'
import type { Effective } from '../domain/inherit.js'
import { dialectOf } from './compile.js'
import type { Subject } from './facts.js'
import { createScopes } from './scopes.js'

/** Settings the server itself acts on; no file needs to name them. */
const OURS = /^(?:provisioning\.|timezone$)/

/** The fact by which a picture or sound of one's own is known; undefined for everything else. */
function ownFile(path: string, value: unknown): string | undefined {
  const kind = ASSET_SETTINGS[path]
  if (kind === 'wallpaper' || kind === 'screensaver') return path
  return kind === 'ringtone' && assetNamed(value) !== undefined ? `${path}.url` : undefined
}

/** Settings chosen by somebody that no row of this phone's dialect renders. */
export function uncovered(subject: Subject): string[] {
  const dialect = dialectOf(subject.vendor, subject.model, subject.plan.firmware)
  const { covered } = dialect
  const scopes = createScopes(subject, dialect)
  // A picture or sound of one's own is for some kinds of a vendor's devices only.
  const shows = (fact: string): boolean =>
    dialect.sections.some(({ holds, rows }) => holds(scopes.phone) && rows.some((row) => row.decidedBy === fact))
  const paths = new Set<string>()
  const note = (settings: Effective) => {
    for (const [path, { value, from }] of settings) {
      if (from === 'catalogue' || OURS.test(path)) continue
      const forms = [
        path,
        `${path}.host`,
        `${path}.state`,
        `${path}.1`,
        `${path}.list`,
        path.replace(/\.(id|priority)$/, '.state'),
      ]
      const own = ownFile(path, value)
      if (own === undefined ? !forms.some((form) => covered.has(form)) : !shows(own)) paths.add(path)
    }
  }
  note(subject.plan.settings)
  for (const line of subject.plan.lines) note(line.settings)
  return [...paths].sort()
}

/** Settings chosen by somebody whose value has no word in the vendor's maps, so that its row was left out. */
export function unsupported(subject: Subject): string[] {
  const { plan } = subject
  const dialect = dialectOf(subject.vendor, subject.model, plan.firmware)
  const scopes = createScopes(subject, dialect)
  const paths = new Set<string>()
  for (const { section, holds, rows } of dialect.sections) {
    if (!holds(scopes.phone)) continue
    for (const facts of scopes.of(section.each, section.group)) {
      for (const row of rows) {
        const path = row.decidedBy
        if (path === undefined || !row.holds(facts) || facts.get(path) === undefined) continue
        const chosen = plan.settings.get(path)
        if (chosen && chosen.from !== 'catalogue' && row.value(facts) === undefined && row.absent === undefined)
          paths.add(path)
      }
    }
  }
  return [...paths].sort()
}
