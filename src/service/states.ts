import { namesOfFiles } from '../catalogue/index.js'
import { DomainError, notFound } from '../domain/errors.js'
import type { Phone, User, Warning } from '../domain/model.js'
import type { Templates } from '../render/template.js'
import type { Store } from '../store/store.js'
import { enrolmentUrlOf, loginOf, urlOf } from './address.js'
import { directoryOf, directoryWarnings } from './directory.js'
import { BrokenFileError, isMade, type RenderedFile, renderFile, renderShared } from './files.js'
import { hiddenBy } from './local-changes.js'
import { masked } from './masked.js'
import { pollOf } from './next-poll.js'
import type { Judgement } from './phone-state.js'
import { type Planned, planPhone } from './plan.js'
import { redirectWarnings } from './redirect-checks.js'
import { isRejected } from './rejections.js'
import type { ServerService } from './server.js'
import type { Uploads } from './uploads.js'
import { warningsOf } from './warnings.js'

/** What can be said about a phone beside its record. */
export interface PhoneInsight {
  readonly warnings: readonly Warning[]
  /** The phone's own address; it holds the full token. */
  readonly url: string | null
  readonly enrolment_url: string | null
  /** What the phone logs in with; null where its tenant has no phones log in. */
  readonly login: { readonly user: string; readonly password: string } | null
  readonly planned: Planned
}

export interface StatesDeps {
  readonly store: Store
  readonly server: ServerService
  readonly templates: Templates
  readonly uploads: Uploads
}

/** Previews, warnings and states: how a phone's record looks as files. */
export class PhoneInsights {
  readonly #deps: StatesDeps

  constructor(deps: StatesDeps) {
    this.#deps = deps
  }

  #readers() {
    return { reader: this.#deps.store, store: this.#deps.store }
  }

  async plan(phone: Phone): Promise<Planned> {
    return planPhone(this.#deps.store, phone, await this.#deps.server.forPlan(phone), 'lasting')
  }

  /** Who sits on line 1, disabled users included. */
  async assignee({ lines: [line] }: Phone): Promise<User | undefined> {
    return line && this.#deps.store.get('users', line.user_id)
  }

  /** The address the main file was last fetched from; null before the first time. */
  async lastSource(phone: Phone): Promise<string | null> {
    return (await this.#deps.store.get('served', phone.id))?.source ?? null
  }

  async of(phone: Phone): Promise<PhoneInsight> {
    const planned = await this.plan(phone)
    const addresses = await this.#deps.server.addresses()
    const warnings = [
      ...warningsOf(planned),
      ...(await directoryWarnings(this.#readers(), planned)),
      ...(await this.#hidden(phone, planned)),
      ...(await redirectWarnings(this.#deps.store, phone)),
    ]
    return {
      planned,
      warnings,
      url: urlOf(addresses, phone),
      enrolment_url: enrolmentUrlOf(addresses, phone),
      login: loginOf(phone, await this.#deps.store.get('tenants', phone.tenant_id)),
    }
  }

  /** Server values that something changed at the phone hides: the phone says so in what it uploads. */
  async #hidden(phone: Phone, planned: Planned): Promise<Warning[]> {
    if (planned.plan.settings.get('provisioning.protect_user_changes')?.value !== true) return []
    const changed = await this.#deps.uploads.overridden(phone)
    return [...changed].flatMap(([file, parameters]) =>
      hiddenBy(planned, parameters).map((name) => ({
        code: 'hidden_by_phone',
        field: name,
        message: `${name} was changed at the phone (${file}): its value hides the server's`,
      })),
    )
  }

  /** What the phone's record comes to; renders its main file. */
  async judge(phone: Phone, known?: Planned): Promise<Judgement> {
    const { store, templates } = this.#deps
    const planned = known ?? (await this.plan(phone))
    const row = planned.vendor.files.find((file) => file.main)
    const common = {
      barred: await this.#barred(phone),
      registrar: !planned.plan.warnings.some((warning) => warning.code === 'no_registrar'),
      poll: pollOf(planned.plan),
    }
    try {
      const entries = row ? await directoryOf({ reader: store, store }, planned, row) : []
      const wanted = row ? (await renderFile(planned, row, templates, entries)).fingerprint : null
      return { ...common, wanted, broken: null }
    } catch (error) {
      const reason = error instanceof BrokenFileError ? error.message : 'its file cannot be made; the log says why'
      return { ...common, wanted: null, broken: reason }
    }
  }

  /** A phone's plan with the main file it makes; undefined when there is none, or a template is broken. */
  async mainFile(phone: Phone): Promise<{ planned: Planned; file: RenderedFile } | undefined> {
    const planned = await this.plan(phone)
    const row = planned.vendor.files.find((file) => file.main)
    if (!row) return undefined
    const entries = await directoryOf(this.#readers(), planned, row)
    try {
      return { planned, file: await renderFile(planned, row, this.#deps.templates, entries) }
    } catch {
      return undefined
    }
  }

  /** A file as its phone would get it now; undefined when there is no such phone, or no such file for it any more. */
  async remake(phone_id: string, name: string): Promise<RenderedFile | undefined> {
    const phone = await this.#deps.store.get('phones', phone_id)
    return phone && (await this.preview(phone, name, true).catch(() => undefined))?.file
  }

  async #barred(phone: Phone): Promise<string | null> {
    if (phone.reboot_loop) return 'reboot loop'
    if (phone.locked) return `the phone is locked: ${phone.locked.reason}`
    return (await isRejected(this.#deps.store, phone)) ? 'an administrator rejected this phone' : null
  }

  /** The files the phone would be served, by the names it asks for. */
  async files(phone: Phone): Promise<{ name: string; content_type: string; main: boolean }[]> {
    const planned = await this.plan(phone)
    const files = namesOfFiles(planned.vendor, phone.model, phone.mac).filter(({ row }) => isMade(planned, row))
    return files.map(({ name, row }) => ({
      name,
      content_type: row.contentType ?? 'application/octet-stream',
      main: row.main ?? false,
    }))
  }

  /**
   * One file as it would be served now, its secrets masked unless they are asked for.
   * @throws DomainError `not_found`; `not_supported` when a template is broken.
   */
  async preview(phone: Phone, name: string, secrets = false): Promise<{ contentType: string; file: RenderedFile }> {
    const plan = await this.plan(phone)
    const planned = secrets ? plan : masked(plan)
    const found = namesOfFiles(planned.vendor, phone.model, phone.mac).find(
      (file) => file.name.toLowerCase() === name.toLowerCase(),
    )
    if (!found) return notFound('file')
    const { row } = found
    const entries = await directoryOf(this.#readers(), planned, row)
    try {
      const file = row.shared
        ? await renderShared(planned.vendor, row, this.#deps.templates)
        : await renderFile(planned, row, this.#deps.templates, entries)
      return { contentType: row.contentType ?? 'application/octet-stream', file }
    } catch (error) {
      throw new DomainError('not_supported', (error as Error).message)
    }
  }
}
