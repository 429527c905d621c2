import {
  createSimulatedPhone,
  type SimulatedPhone,
  type SimulatedPhoneOptions,
  type SimulatedVendor,
} from '../../src/simulator/index.js'
import { POLYCOM_DIRECTORY, polycomFile, polycomMaster, snomFile, yealinkFile } from './files.js'
import { type Site, scratch, startSite } from './site.js'

export const MACS = { yealink: '805ec0aabbcc', snom: '00041396d9b4', polycom: '64167fa1b2c3' } as const
const MODELS = { yealink: 'T46U', snom: 'D785', polycom: 'VVX450' } as const

/** The path of a phone's own file below `/p/own/`, per vendor. */
export const OWN_FILE = {
  yealink: '/p/own/805ec0aabbcc.cfg',
  snom: '/p/own/snomD785-00041396D9B4.htm',
  polycom: '/p/own/64167fa1b2c3-user.cfg',
} as const

/** Parameters that write a provisioning URL. */
export function writesUrl(vendor: SimulatedVendor, url: string): Record<string, string> {
  const { protocol } = new URL(url)
  if (vendor === 'yealink') return { 'static.auto_provision.server.url': url }
  if (vendor === 'snom') return { setting_server: url }
  return {
    'device.set': '1',
    'device.prov.serverName': url.slice(protocol.length + 2),
    'device.prov.serverName.set': '1',
    'device.prov.serverType': protocol === 'https:' ? 'HTTPS' : 'HTTP',
    'device.prov.serverType.set': '1',
  }
}

/** A phone's own file with changes to a good one. */
export function ownFile(vendor: SimulatedVendor, changes: Readonly<Record<string, string | null>> = {}): string {
  return { yealink: yealinkFile, snom: snomFile, polycom: polycomFile }[vendor](changes)
}

export function phoneOf(
  vendor: SimulatedVendor,
  url: string,
  options: Partial<SimulatedPhoneOptions> = {},
): SimulatedPhone {
  return createSimulatedPhone({
    vendor,
    model: MODELS[vendor],
    mac: MACS[vendor],
    url,
    stateDir: scratch(),
    timeoutMs: 2000,
    ...options,
  })
}

/** Puts the files every phone of a vendor shares below `/p/own/`, and this phone's own. */
export function furnish(site: Site, vendor: SimulatedVendor, own = ownFile(vendor)): void {
  site.files.set(OWN_FILE[vendor], own)
  if (vendor === 'snom') site.files.set('/p/own/snomD785.htm', '<?xml version="1.0"?><settings></settings>')
  if (vendor !== 'polycom') return
  site.files.set(`/p/own/${MACS.polycom}.cfg`, polycomMaster())
  site.files.set(
    '/p/own/shared.cfg',
    '<PHONE_CONFIG><ALL reg.1.label="not this one" up.backlight.timeout="40"/></PHONE_CONFIG>',
  )
  site.files.set(`/p/own/${MACS.polycom}-directory.xml`, POLYCOM_DIRECTORY)
}

/** A server with everything a good phone of the vendor needs, and that phone. */
export async function goodPhone(vendor: SimulatedVendor, options: Partial<SimulatedPhoneOptions> = {}) {
  const site = await startSite()
  furnish(site, vendor)
  return { site, phone: phoneOf(vendor, `${site.origin}/p/own/`, options) }
}
