import type { PhoneMemory } from './memory.js'
import type { PollPlan } from './polling.js'
import type { KeyReport, LineReport } from './report.js'

export type SimulatedVendor = 'yealink' | 'snom' | 'polycom'

/** What a model has room for; positions beyond it do not exist. */
export interface ModelRoom {
  readonly accounts: number
  readonly keys: number
  readonly modules: number
  readonly moduleKeys: number
}

/** Whom the phone believes, as its configuration stands. */
export interface Trust {
  /** The certificates a phone leaves the factory with count. */
  readonly builtin: boolean
  /** PEM certificates it learnt from its configuration. */
  readonly custom: readonly string[]
  /** `name`: chain and host name; `chain`: chain only; `none`: anybody. */
  readonly check: 'name' | 'chain' | 'none'
}

export interface Credentials {
  readonly user: string
  readonly password: string
}

export interface Answer {
  readonly status: number
  /** Present exactly with status 200. */
  readonly body: Buffer | undefined
  readonly unchanged: boolean
  /** `GET <url> answered 404`, for people; empty when all is well. */
  readonly failure: string
}

interface GetOptions {
  /** Remember the body under this file name and compare it by MD5 with the last one. */
  readonly as?: string
  readonly userAgent?: string
}

/** One go at the provisioning server, seen from a vendor's side. */
export interface Visit {
  readonly memory: PhoneMemory
  readonly mode: 'boot' | 'poll'
  /** The address this go uses, macros expanded. */
  readonly base: string
  get(url: string, options?: GetOptions): Promise<Answer>
  send(method: 'HEAD' | 'PUT', url: string, options?: { body?: string; userAgent?: string }): Promise<Answer>
  /** Something this configuration asks for and that did not work: the phone is not up. */
  problem(text: string): void
}

export interface Outcome {
  /** The phone's own file came: the address works. */
  readonly answered: boolean
  /** Why not, for people. */
  readonly why: string
  /** Reasons to reboot; empty when the phone goes on. */
  readonly reboot: readonly string[]
}

/** What the stored configuration amounts to. */
export interface View {
  readonly lines: readonly LineReport[]
  readonly keys: readonly KeyReport[]
  /** As written, null when no VLAN is on. */
  readonly vlan: { readonly phone: string | null; readonly pc: string | null }
  /** Values that cannot be what they should be. */
  readonly problems: readonly string[]
}

/** A vendor's habits for one phone. */
export interface Personality {
  readonly model: string
  readonly room: ModelRoom
  readonly firmware: string
  /** Fills in what the vendor replaces in a URL by itself. */
  expand(url: string): string
  storedUrl(memory: PhoneMemory): string | null
  trust(memory: PhoneMemory): Trust
  credentials(memory: PhoneMemory): Credentials | null
  userAgent(memory: PhoneMemory): string
  visit(visit: Visit): Promise<Outcome>
  /** False when the phone, once provisioned, does not ask at power-on. */
  asksAtPowerOn(memory: PhoneMemory): boolean
  plans(memory: PhoneMemory): readonly PollPlan[]
  /** Somebody changes a setting at the phone; false when the configuration forbids it. */
  change(memory: PhoneMemory, name: string, value: string): boolean
  view(memory: PhoneMemory): View
}
