import type { Mac } from '../domain/mac.js'
import { toPem } from './certificates.js'
import { install, versionIn } from './firmware.js'
import type { PhoneMemory } from './memory.js'
import type { Outcome, Personality, Trust, Visit } from './personality.js'
import { applyPolycom, type Master, parseDirectory, parsePolycom } from './polycom-config.js'
import {
  directoryNames,
  type FoundMaster,
  findMaster,
  overrideNames,
  PolycomFiles,
  readMaster,
} from './polycom-files.js'
import { type PolycomModel, polycomModel } from './polycom-models.js'
import { plansOfPolycom } from './polycom-polling.js'
import { type SpeedDials, viewPolycom } from './polycom-view.js'
import { changedNames } from './values.js'

/** Factory values of device parameters (polycom.md 3.4 and 1.6), so that writing them again costs no reboot. */
const FACTORY = { 'device.net.lldpEnabled': '1', 'device.net.cdpEnabled': '1', 'device.dhcp.enabled': '1' }

/** `device.prov.serverType` (polycom.md 1.7); a phone that was never told speaks FTP. */
const SCHEMES: Readonly<Record<string, string>> = {
  ...{ '0': 'ftp', '1': 'tftp', '2': 'http', '3': 'https', '4': 'ftps' },
  ...{ FTP: 'ftp', TFTP: 'tftp', HTTP: 'http', HTTPS: 'https', FTPS: 'ftps' },
}

/** Which of the two platform CAs each choice of the provisioning profile adds to, or puts in place of, the built-in ones. */
const CA_LISTS: Readonly<Record<string, { builtin: boolean; platform: readonly number[] }>> = {
  Builtin: { builtin: true, platform: [] },
  BuiltinAndPlatform1: { builtin: true, platform: [1] },
  BuiltinAndPlatform2: { builtin: true, platform: [2] },
  All: { builtin: true, platform: [1, 2] },
  Platform1: { builtin: false, platform: [1] },
  Platform2: { builtin: false, platform: [2] },
  Platform1AndPlatform2: { builtin: false, platform: [1, 2] },
}

function storedUrl({ data: { settings } }: PhoneMemory): string | null {
  const name = settings['device.prov.serverName'] ?? ''
  if (name === '' || /^[a-z]+:\/\//i.test(name)) return name || null
  return `${SCHEMES[settings['device.prov.serverType'] ?? '0'] ?? 'ftp'}://${name}`
}

function trustOf({ data: { settings } }: PhoneMemory): Trust {
  const { builtin, platform } = CA_LISTS[settings['device.sec.TLS.profile.caCertList1'] ?? 'Builtin'] ?? {
    builtin: true,
    platform: [],
  }
  const custom = platform.flatMap((n) => toPem(settings[`device.sec.TLS.customCaCert${n}`] ?? '') ?? [])
  const strict = settings['device.sec.TLS.prov.strictCertCommonNameValidation'] !== '0'
  return { builtin, custom, check: strict ? 'name' : 'chain' }
}

/** Somebody's changes at the phone, as the phone uploads them. */
function overridesFile(user: Readonly<Record<string, string>>): string | null {
  const quoted = (text: string) => text.replace(/[&<"]/g, (c) => `&#${c.charCodeAt(0)};`)
  const attributes = Object.entries(user).map(([name, value]) => ` ${name}="${quoted(value)}"`)
  return attributes.length === 0 ? null : `<PHONE_CONFIG><OVERRIDES${attributes.join('')}/></PHONE_CONFIG>\n`
}

/** Applies the remembered files; one that cannot be read leaves everything as it was. @returns names that changed. */
function apply(memory: PhoneMemory, names: readonly string[], mac: Mac): string[] {
  const before = memory.data.settings
  const faults: string[] = []
  const layers = [...overrideNames(mac), ...names].map((name) => {
    try {
      const body = memory.kept(name)
      return body ? parsePolycom(body) : new Map<string, string>()
    } catch (error) {
      faults.push(`${name} ${(error as Error).message}`)
      return new Map<string, string>()
    }
  })
  memory.data.faults = faults
  if (faults.length > 0) return []
  const applied = applyPolycom(before, [new Map(Object.entries(memory.data.user)), ...layers])
  memory.data.settings = applied.settings
  memory.data.faults = [...applied.faults]
  return changedNames(before, applied.settings, FACTORY)
}

function speedDials(memory: PhoneMemory, mac: Mac): { dials: SpeedDials; problems: string[] } {
  for (const name of directoryNames(mac)) {
    const body = memory.kept(name)
    try {
      if (body) return { dials: parseDirectory(body), problems: [] }
    } catch (error) {
      return { dials: new Map(), problems: [`${name} ${(error as Error).message}`] }
    }
  }
  return { dials: new Map(), problems: [] }
}

function agentsOf(row: PolycomModel, memory: PhoneMemory, mac: Mac): { application: string; updater: string } {
  const serial = memory.data.settings['device.prov.tagSerialNo'] === '1' ? ` (SN:${mac})` : ''
  const agent = (version: string, type: string) => `FileTransport ${row.product}-UA/${version}${serial} Type/${type}`
  return { application: agent(memory.data.firmware, 'Application'), updater: agent(row.updater, 'Updater') }
}

/** A Polycom or Poly phone on UC Software (polycom.md). */
export function createPolycom(modelText: string, mac: Mac): Personality {
  const { model, row } = polycomModel(modelText)

  async function configure(visit: Visit, files: PolycomFiles, found: FoundMaster, master: Master): Promise<string[]> {
    const { memory, mode } = visit
    const { names, changed } = await files.configuration(master, found.folder)
    let fresh = changed || !found.unchanged
    if (mode === 'boot') {
      fresh = (await files.overrides(master, found.folder)) || fresh
      await files.extras(master, found.folder)
    }
    const reboot = fresh ? apply(memory, names, mac).filter((name) => name.startsWith('device.')) : []
    // A poll reads the directory again only if it is read-only (polycom.md 3.6).
    if (mode === 'boot' || memory.data.settings['dir.local.readonly'] === '1')
      await files.directory(master, found.folder)
    if (mode === 'boot') await files.uploads(master, found.folder, overridesFile(memory.data.user))
    return reboot
  }

  async function visitServer(visit: Visit): Promise<Outcome> {
    const { memory } = visit
    const agents = agentsOf(row, memory, mac)
    const files = new PolycomFiles(visit, mac, model, row, agents)
    // The updater looks for firmware first and asks for the master file itself; the application asks again.
    const first = visit.mode === 'boot' ? await findMaster(visit, mac, 'updater', agents.updater) : undefined
    if (typeof first === 'string') return { answered: false, why: first, reboot: [] }
    try {
      const image = first && (await files.firmware(readMaster(first, model), first.folder))
      const upgraded = image ? install(memory, image, versionIn(image.subarray(0, 4096).toString('latin1'))) : []
      if (upgraded.length > 0) return { answered: true, why: '', reboot: upgraded }
      const found = await findMaster(visit, mac, 'application', agents.application)
      if (typeof found === 'string') return { answered: false, why: found, reboot: [] }
      const reboot = await configure(visit, files, found, readMaster(found, model))
      return { answered: true, why: '', reboot }
    } catch (error) {
      memory.data.faults = [(error as Error).message]
      return { answered: true, why: '', reboot: [] }
    }
  }

  return {
    model,
    room: row,
    firmware: row.firmware,
    expand: (url) => url,
    visit: visitServer,
    plans: plansOfPolycom,
    storedUrl,
    trust: trustOf,
    credentials: ({ data: { settings } }) => ({
      // What the phone uses while nobody told it otherwise (polycom.md 1.6).
      user: settings['device.prov.user'] || 'PlcmSpIp',
      password: settings['device.prov.password'] || 'PlcmSpIp',
    }),
    userAgent: (memory) => agentsOf(row, memory, mac).application,
    asksAtPowerOn: () => true,
    change({ data }, name, value) {
      data.user[name] = value
      data.settings[name] = value
      return true
    },
    view(memory) {
      const { dials, problems } = speedDials(memory, mac)
      const view = viewPolycom(memory.data.settings, dials, { row, release: Number.parseFloat(memory.data.firmware) })
      return { ...view, problems: [...view.problems, ...problems] }
    },
  }
}
