import { type Mac, printMac } from '../domain/mac.js'
import { toPem } from './certificates.js'
import { install, versionInUrl } from './firmware.js'
import type { PhoneMemory } from './memory.js'
import type { Outcome, Personality, Visit } from './personality.js'
import { EVERY_DAY, minutesOf, type PollPlan } from './polling.js'
import { joinUrl, showUrl } from './urls.js'
import { changedNames } from './values.js'
import { applyYealink, parseBoot, parseYealink, YEALINK_HEADER, type YealinkEntry } from './yealink-config.js'
import { readableYealink } from './yealink-crypt.js'
import { type Fetched, fetchFiles } from './yealink-fetch.js'
import { yealinkModel } from './yealink-models.js'
import { viewYealink } from './yealink-view.js'

/** Factory values of parameters whose change costs a reboot (yealink.md 1.4, 3.4). */
const FACTORY = {
  'static.network.vlan.internet_port_enable': '0',
  'static.network.vlan.internet_port_vid': '1',
  'static.network.vlan.internet_port_priority': '0',
  'static.network.vlan.pc_port_enable': '0',
  'static.network.vlan.pc_port_vid': '1',
  'static.network.vlan.pc_port_priority': '0',
  'static.network.lldp.enable': '1',
  'static.network.cdp.enable': '1',
  'static.network.pc_port.enable': '1',
}

const PROVISIONING = 'static.auto_provision.'

/** The generation of a firmware: 86 in `108.86.0.20`. */
function generation(memory: PhoneMemory): number {
  return Number(memory.data.firmware.split('.')[1])
}

function reader(memory: PhoneMemory): (name: string) => string {
  const old = generation(memory) <= 80
  return (name) => memory.data.settings[old ? name.replace(/^static\./, '') : name] ?? ''
}

function plansOf(memory: PhoneMemory): PollPlan[] {
  const get = (name: string) => reader(memory)(PROVISIONING + name)
  const plans: PollPlan[] = []
  if (get('repeat.enable') === '1') plans.push({ every: Number(get('repeat.minutes') || '1440') * 60 })
  for (const kind of ['weekly', 'flexible'] as const) {
    if (get(`${kind}.enable`) !== '1') continue
    const from = minutesOf(get(`${kind}.begin_time`)) ?? 0
    const to = minutesOf(get(`${kind}.end_time`)) ?? from
    const weekdays = kind === 'weekly' ? [...get('weekly.dayofweek')].map(Number) : EVERY_DAY
    plans.push({ from, to, days: kind === 'flexible' ? Number(get('flexible.interval') || '1') : 1, weekdays })
  }
  return plans
}

/** Applies what was fetched; a file that cannot be read leaves the old values. @returns names that changed. */
function apply(memory: PhoneMemory, fetched: Fetched, model: string): string[] {
  const before = memory.data.settings
  const key = reader(memory)(`${PROVISIONING}aes_key_16.mac`)
  const faults: string[] = []
  const boot = fetched.boot === null ? undefined : memory.kept(fetched.boot)
  const entries = fetched.files.map((name): YealinkEntry[] => {
    try {
      return parseYealink(readableYealink(memory.kept(name) ?? Buffer.alloc(0), key))
    } catch (error) {
      faults.push(`${name} ${(error as Error).message}`)
      return []
    }
  })
  memory.data.faults = faults
  if (faults.length > 0) return []
  memory.data.settings = applyYealink(before, entries, boot && parseBoot(boot, model).overwrite)
  // custom.protect = 1: what was set at the phone beats the server, except static parameters (yealink.md 1.6).
  if (reader(memory)(`${PROVISIONING}custom.protect`) === '1') Object.assign(memory.data.settings, memory.data.user)
  return changedNames(before, memory.data.settings, FACTORY)
}

/** Exchanges the changes made at the phone with the server: the server's copy wins, else ours is uploaded. */
async function syncLocal({ memory, base, ...visit }: Visit, path: string, mac: Mac): Promise<void> {
  const name = `${mac}-local.cfg`
  const url = joinUrl(path || base, name)
  const stored = await visit.get(url, { as: name })
  if (stored.body) {
    try {
      memory.data.user = Object.fromEntries(parseYealink(stored.body))
      Object.assign(memory.data.settings, memory.data.user)
    } catch (error) {
      visit.problem(`${name} ${(error as Error).message}`)
    }
  } else if (Object.keys(memory.data.user).length > 0) {
    const lines = Object.entries(memory.data.user).map(([key, value]) => `${key} = ${value}\n`)
    await visit.send('PUT', url, { body: `${YEALINK_HEADER}\n${lines.join('')}` })
  }
}

/** Fetches the CA the configuration names, once per address (yealink.md 1.5). */
async function learnAuthority(visit: Visit): Promise<void> {
  const url = reader(visit.memory)('static.trusted_certificates.url')
  const { authorities } = visit.memory.data
  if (url === '' || Object.hasOwn(authorities, url)) return
  const answer = await visit.get(url)
  const pem = answer.body && toPem(answer.body)
  if (pem) authorities[url] = pem
  else visit.problem(answer.failure || `${showUrl(url)} is no certificate`)
}

/** Installs the firmware the configuration names, unless the file name says it is the present one. */
async function upgrade(visit: Visit, expand: (url: string) => string): Promise<string[]> {
  const { data } = visit.memory
  const url = expand(reader(visit.memory)(generation(visit.memory) <= 81 ? 'firmware.url' : 'static.firmware.url'))
  const version = versionInUrl(url)
  if (url === '' || version === data.firmware) return []
  const answer = await visit.get(url)
  if (!answer.body) {
    visit.problem(answer.failure)
    return []
  }
  return install(visit.memory, answer.body, version)
}

/** A Yealink phone or DECT base (yealink.md). */
export function createYealink(modelText: string, mac: Mac): Personality {
  const { model, row } = yealinkModel(modelText)
  const expand = (url: string) => url.replaceAll('$MAC', mac).replaceAll('$PN', model)

  async function visitServer(visit: Visit): Promise<Outcome> {
    const { memory } = visit
    let fetched: Fetched
    try {
      fetched = await fetchFiles(visit, mac, row.code, model)
    } catch (error) {
      memory.data.faults = [`boot file: ${(error as Error).message}`]
      return { answered: true, why: '', reboot: [] }
    }
    if (!fetched.answered) return { answered: false, why: fetched.why, reboot: [] }
    const changed = fetched.changed ? apply(memory, fetched, model) : []
    const own = (name: string) => reader(memory)(PROVISIONING + name)
    if (own('custom.sync') === '1' && own('custom.protect') === '1')
      await syncLocal(visit, own('custom.sync.path'), mac)
    await learnAuthority(visit)
    const reboot = changed.filter((name) => /^(?:static\.)?network\./.test(name))
    if (changed.length > 0 && own('reboot_force.enable') === '1') reboot.push('reboot_force')
    return { answered: true, why: '', reboot: [...reboot, ...(await upgrade(visit, expand))] }
  }

  return {
    model,
    room: row,
    firmware: row.firmware,
    expand,
    visit: visitServer,
    plans: plansOf,
    storedUrl: (memory) => expand(reader(memory)(`${PROVISIONING}server.url`)) || null,
    trust(memory) {
      const get = reader(memory)
      const store = get('static.security.ca_cert') || '0'
      const chain = get('static.security.cn_validation') === '1' ? 'name' : 'chain'
      return {
        builtin: store !== '1',
        custom: store === '0' ? [] : Object.values(memory.data.authorities),
        check: get('static.security.trust_certificates') === '0' ? 'none' : chain,
      }
    },
    credentials(memory) {
      const get = reader(memory)
      const user = get(`${PROVISIONING}server.username`)
      return user === '' ? null : { user, password: get(`${PROVISIONING}server.password`) }
    },
    // Before the first configuration the MAC is there as well: user_agent_mac is on by default (yealink.md 1.3).
    userAgent: (memory) => `${row.agent} ${memory.data.firmware} ${printMac(mac)}`,
    asksAtPowerOn: (memory) => reader(memory)(`${PROVISIONING}power_on`) !== '0',
    change(memory, name, value) {
      if (name.startsWith('static.')) return false
      memory.data.user[name] = value
      memory.data.settings[name] = value
      return true
    },
    view: (memory) => viewYealink(memory.data.settings, reader(memory), { generation: generation(memory), row }),
  }
}
