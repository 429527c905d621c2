import type { Effective } from '../domain/inherit.js'
import { Secret } from '../domain/secret.js'
import { isSecretParameter } from '../render/parameters.js'
import type { Planned } from './plan.js'

/** What stands where a secret would. */
export const MASK = '********'

const MASKED = new Secret(MASK)

const hidden = (settings: Effective): Effective =>
  new Map(
    [...settings].map(([path, chosen]) => [
      path,
      chosen.value instanceof Secret ? { ...chosen, value: MASKED } : chosen,
    ]),
  )

/** The same plan with nothing in it that somebody could use. */
export function masked(planned: Planned): Planned {
  const { plan, vendor } = planned
  return {
    ...planned,
    plan: {
      ...plan,
      settings: hidden(plan.settings),
      lines: plan.lines.map((line) => ({ ...line, password: MASKED, settings: hidden(line.settings) })),
      admin_password: MASKED,
      user_password: MASKED,
      file_key: plan.file_key && MASKED,
      url: plan.url?.replace(/[^/]+\/$/, `${MASK}/`) ?? null,
      overrides: new Map(
        [...plan.overrides].map(([name, chosen]) => [
          name,
          isSecretParameter(vendor, name) ? { ...chosen, value: MASK } : chosen,
        ]),
      ),
    },
  }
}
