import { createHash } from 'node:crypto'
import type { Mac } from '../domain/mac.js'
import type { PhoneMemory } from './memory.js'
import type { Outcome, Personality, Visit } from './personality.js'
import { EVERY_DAY, minutesOf, type PollPlan } from './polling.js'
import { applySnom, parseSnom, type SnomFile } from './snom-config.js'
import { fetchCertificates, type Loaded, load, upgrade } from './snom-files.js'
import { snomModel } from './snom-models.js'
import { viewSnom } from './snom-view.js'
import { joinUrl } from './urls.js'
import { changedNames } from './values.js'

/** Settings that need a reboot (snom.md 3.5), with their factory values where that is not the empty text. */
const REBOOTS = /^(?:vlan_\w+|lldp_enable|dhcp|dhcp_v6|ip_adr|netmask|gateway|dns_server[12]|eth_(?:net|pc))$/
const FACTORY = { vlan_port_tagging: 'off', lldp_enable: 'on', dhcp: 'on', eth_net: 'auto', eth_pc: 'auto' }

function plansOf({ data: { settings } }: PhoneMemory): PollPlan[] {
  const get = (name: string) => settings[name] ?? ''
  if (get('prov_polling_enabled') !== 'on') {
    const timer = Number(get('settings_refresh_timer'))
    return timer > 0 ? [{ every: timer }] : []
  }
  const [mode, period] = [get('prov_polling_mode'), Number(get('prov_polling_period') || '86400')]
  // A random period below a day ignores the times (snom.md 3.5).
  if (mode === 'rel' || (mode === 'random' && period < 86_400)) return [{ every: period }]
  const from = minutesOf(get('prov_polling_time')) ?? 0
  const to = mode === 'random' ? (minutesOf(get('prov_polling_time_rand_end')) ?? from) : from
  const days = mode === 'random' ? Math.floor(period / 86_400) : 1
  return [{ from, to, days, weekdays: EVERY_DAY }]
}

/** Applies files in order; one that cannot be read leaves the old values. @returns names that changed. */
function apply(memory: PhoneMemory, names: readonly string[]): { changed: string[]; certificateUrls: string[] } {
  const before = memory.data.settings
  const faults: string[] = []
  const files = names.map((name): SnomFile | undefined => {
    try {
      return parseSnom(memory.kept(name) ?? Buffer.alloc(0))
    } catch (error) {
      faults.push(`${name} ${(error as Error).message}`)
      return undefined
    }
  })
  memory.data.faults = faults
  if (faults.length > 0) return { changed: [], certificateUrls: [] }
  const all = files.flatMap((file) => file ?? [])
  const written = all.flatMap((file) => file.settings)
  memory.data.settings = applySnom(before, written, memory.data.user)
  for (const pem of all.flatMap((file) => file.authorities)) {
    memory.data.authorities[createHash('sha256').update(pem).digest('hex')] = pem
  }
  return {
    changed: changedNames(before, memory.data.settings, FACTORY),
    certificateUrls: all.flatMap((file) => file.certificateUrls),
  }
}

/** A Snom desk phone or DECT base (snom.md). */
export function createSnom(modelText: string, mac: Mac): Personality {
  const { model, row } = snomModel(modelText)
  const upper = mac.toUpperCase()
  const expand = (url: string) => url.replaceAll('{mac}', upper)

  async function visitServer(visit: Visit): Promise<Outcome> {
    const { memory, base } = visit
    if (memory.data.settings.update_policy === 'never_update') return { answered: true, why: '', reboot: [] }
    // A base ending in / is a folder; anything else is the phone's own file (snom.md 1.3).
    const names = base.endsWith('/') ? [`snom${row.ownName}.htm`, `snom${row.ownName}-${upper}.htm`] : []
    const loaded: Loaded[] = []
    for (const name of names) loaded.push(...(await load(visit, name, joinUrl(base, name), expand)))
    if (names.length === 0) loaded.push(...(await load(visit, 'settings', base, expand)))
    const [shared] = names
    const own = loaded.filter(({ name }) => name !== shared)
    if (!own.some(({ answer }) => answer.body)) {
      return { answered: false, why: own.at(-1)?.answer.failure ?? '', reboot: [] }
    }
    const present = loaded.filter(({ answer }) => answer.body)
    let reboot: string[] = []
    if (present.some(({ answer }) => !answer.unchanged)) {
      const { changed, certificateUrls } = apply(
        memory,
        present.map(({ name }) => name),
      )
      await fetchCertificates(visit, certificateUrls)
      reboot = changed.filter((name) => REBOOTS.test(name))
    }
    return { answered: true, why: '', reboot: [...reboot, ...(await upgrade(visit, expand))] }
  }

  return {
    model,
    room: row,
    firmware: row.firmware,
    expand,
    visit: visitServer,
    plans: plansOf,
    storedUrl: (memory) => expand(memory.data.settings.setting_server ?? '') || null,
    trust: (memory) => ({ builtin: true, custom: Object.values(memory.data.authorities), check: 'name' }),
    credentials({ data: { settings } }) {
      const user = settings.http_client_user ?? ''
      return user === '' ? null : { user, password: settings.http_client_pass ?? '' }
    },
    userAgent: ({ data }) =>
      row.dect
        ? `Mozilla/4.0 (compatible; Snom ${row.ownName} ${data.firmware} ${mac})`
        : `Mozilla/4.0 (compatible; snom${row.ownName}-SIP ${data.firmware} 2010.12-00004-g9ba52f5 ${upper} SXM:0 UXM:0 UXMC:0)`,
    asksAtPowerOn: () => true,
    change({ data }, name, value) {
      const perm = data.settings[`${name}@perm`]
      if (perm !== undefined && ['R', '&', ' '].includes(perm)) return false
      data.user[name] = value
      data.settings[name] = value
      return true
    },
    view: (memory) => viewSnom(memory.data.settings, row),
  }
}
