import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vendors } from '../../src/catalogue/index.js'
import type { Phone } from '../../src/domain/model.js'
import type { PhoneDraft } from '../../src/service/phones.js'
import { createSimulatedPhone, type SimulatedPhone, type SimulatedVendor } from '../../src/simulator/index.js'
import type { TestServer } from './server.js'

export interface Desk {
  readonly phone: Phone
  /** The device that stands there, told its enrolment URL and nothing else. */
  readonly device: SimulatedPhone
}

export interface Desks {
  stateDir(): string
  /** Records a phone with the next free MAC and puts its device on the desk. */
  phone(server: TestServer, vendor: SimulatedVendor, model: string, draft?: Partial<PhoneDraft>): Promise<Desk>
  /** Removes what the devices remembered. */
  remove(): void
}

/** Desks with simulated phones; `remove` when the tests are over. */
export function createDesks(): Desks {
  const states: string[] = []
  let made = 0
  const stateDir = (): string => {
    const dir = mkdtempSync(join(tmpdir(), 'offhook-phone-'))
    states.push(dir)
    return dir
  }
  return {
    stateDir,
    async phone(server, vendor, model, draft = {}) {
      const oui = vendors.find((v) => v.id === vendor)?.ouis[0] ?? ''
      const mac = `${oui}${(++made).toString(16).padStart(6, '0')}`
      const phone = await server.phone(mac, vendor, model, draft)
      const url = `${server.http}/p/${phone.enrolment_token.secret.reveal()}/`
      const firmware = draft.firmware ? { firmware: draft.firmware } : {}
      const options = { vendor, model, mac, url, stateDir: stateDir(), publicUrlExpected: true, ...firmware }
      return { phone, device: createSimulatedPhone(options) }
    },
    remove() {
      for (const dir of states) rmSync(dir, { recursive: true, force: true })
    },
  }
}
