import { namesOfFiles } from '../catalogue/index.js'
import { DomainError, notFound } from '../domain/errors.js'
import type { Effective } from '../domain/inherit.js'
import type { Phone, Warning } from '../domain/model.js'
import { Secret } from '../domain/secret.js'
import { uncovered, unsupported } from '../render/coverage.js'
import { usableCodecs } from '../render/facts.js'
import type { Templates } from '../render/template.js'
import type { Store } from '../store/store.js'
import { enrolmentUrlOf, urlOf } from './address.js'
import { type RenderedFile, renderFile, renderShared, subjectOf } from './files.js'
import { type Planned, planPhone } from './plan.js'
import { redirectWarnings } from './redirect-checks.js'
import type { ServerService } from './server.js'

export type PhoneState = 'never seen' | 'out of date' | 'current' | 'cleared' | 'no registrar' | 'failing'

/** What can be said about a phone beside its record. */
export interface PhoneInsight {
  readonly state: PhoneState
  readonly warnings: readonly Warning[]
  /** The phone's own address; it holds the full token. */
  readonly url: string | null
  readonly enrolment_url: string | null
  readonly planned: Planned
}

export interface StatesDeps {
  readonly store: Store
  readonly server: ServerService
  readonly templates: Templates
}

/** Previews, warnings and states: how a phone's record looks as files. */
export class PhoneInsights {
  readonly #deps: StatesDeps

  constructor(deps: StatesDeps) {
    this.#deps = deps
  }

  async plan(phone: Phone): Promise<Planned> {
    return planPhone(this.#deps.store, phone, await this.#deps.server.forPlan(phone), 'lasting')
  }

  async of(phone: Phone): Promise<PhoneInsight> {
    const planned = await this.plan(phone)
    const addresses = await this.#deps.server.addresses()
    const warnings = [...warningsOf(planned), ...(await redirectWarnings(this.#deps.store, phone))]
    return {
      planned,
      warnings,
      url: urlOf(addresses, phone),
      enrolment_url: enrolmentUrlOf(addresses, phone),
      state: await this.#state(phone, planned, warnings),
    }
  }

  async #state(phone: Phone, planned: Planned, warnings: readonly Warning[]): Promise<PhoneState> {
    if (warnings.some((warning) => warning.code === 'no_registrar')) return 'no registrar'
    const served = await this.#deps.store.get('served', phone.id)
    if (!served) return 'never seen'
    const row = planned.vendor.files.find((file) => file.main)
    if (!row) return 'never seen'
    try {
      if (renderFile(planned, row, this.#deps.templates).fingerprint !== served.fingerprint) return 'out of date'
    } catch {
      return 'failing'
    }
    return served.cleared ? 'cleared' : 'current'
  }

  /** The files the phone would be served, by the names it asks for. */
  async files(phone: Phone): Promise<{ name: string; content_type: string; main: boolean }[]> {
    const { vendor } = await this.plan(phone)
    return namesOfFiles(vendor, phone.model, phone.mac).map(({ name, row }) => ({
      name,
      content_type: row.contentType ?? 'application/octet-stream',
      main: row.main ?? false,
    }))
  }

  /** One file as it would be served now, its secrets masked. @throws DomainError `not_found`; `not_supported` when a template is broken. */
  async preview(phone: Phone, name: string): Promise<{ contentType: string; file: RenderedFile }> {
    const planned = masked(await this.plan(phone))
    const found = namesOfFiles(planned.vendor, phone.model, phone.mac).find(
      (file) => file.name.toLowerCase() === name.toLowerCase(),
    )
    if (!found) return notFound('file')
    const { row } = found
    try {
      const file = row.shared
        ? renderShared(planned.vendor, row, this.#deps.templates)
        : renderFile(planned, row, this.#deps.templates)
      return { contentType: row.contentType ?? 'application/octet-stream', file }
    } catch (error) {
      throw new DomainError('not_supported', (error as Error).message)
    }
  }
}

const MASK = new Secret('********')

/** The same plan with nothing in it that somebody could use. */
function masked(planned: Planned): Planned {
  const { plan } = planned
  const hidden = (settings: Effective): Effective =>
    new Map(
      [...settings].map(([path, chosen]) => [
        path,
        chosen.value instanceof Secret ? { ...chosen, value: MASK } : chosen,
      ]),
    )
  return {
    ...planned,
    plan: {
      ...plan,
      settings: hidden(plan.settings),
      lines: plan.lines.map((line) => ({ ...line, password: MASK, settings: hidden(line.settings) })),
      admin_password: MASK,
      user_password: MASK,
      url: plan.url?.replace(/[^/]+\/$/, '********/') ?? null,
    },
  }
}

/** Everything about a phone that is not as somebody wanted it, without being wrong enough to be refused. */
function warningsOf(planned: Planned): Warning[] {
  const subject = subjectOf(planned)
  const { vendor, model, plan } = planned
  const wanted = (plan.settings.get('codecs')?.value ?? []) as readonly string[]
  const usable: readonly string[] = usableCodecs(plan.settings, vendor, model)
  const lost = wanted.filter((codec) => !usable.includes(codec))
  return [
    ...plan.warnings,
    ...uncovered(subject).map((path) => ({
      code: 'not_rendered',
      field: `settings.${path}`,
      message: `${vendor.name} files cannot express ${path} yet: it has no effect on this phone`,
    })),
    ...unsupported(subject).map((path) => ({
      code: 'value_not_supported',
      field: `settings.${path}`,
      message: `a ${vendor.name} ${model.id} has no word for this value of ${path}: the phone keeps its own`,
    })),
    ...(lost.length > 0 && plan.settings.get('codecs')?.from !== 'catalogue'
      ? [
          {
            code: 'codec_dropped',
            field: 'settings.codecs',
            message: `a ${vendor.name} ${model.id} does not have ${lost.join(', ')}`,
          },
        ]
      : []),
  ]
}
