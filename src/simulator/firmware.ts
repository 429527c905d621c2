import { md5, type PhoneMemory } from './memory.js'

/** The first `N.N.N.N` in a text. */
export function versionIn(text: string): string | undefined {
  return /\d+\.\d+\.\d+\.\d+/.exec(text)?.[0]
}

/** The version a firmware's address names: in its last path segment, where also a chained update has its target. */
export function versionInUrl(url: string): string | undefined {
  const plain = url.replace(/%2f/gi, '/')
  return versionIn(plain.slice(plain.lastIndexOf('/') + 1))
}

/** Installs an image unless it is the one the phone runs. @returns the reason to reboot, or nothing. */
export function install({ data }: PhoneMemory, image: Buffer, version: string | undefined): string[] {
  const digest = md5(image)
  if (version === data.firmware || (version === undefined && digest === data.firmwareImage)) return []
  data.firmwareImage = digest
  data.firmware = version ?? data.firmware
  return [`firmware ${version ?? 'image'}`]
}
