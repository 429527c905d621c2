import type { Ports } from '../domain/ports.js'

/** An opaque id in the form PortSIP's clients know: base64url of a random 63-bit number in decimal. */
export function newId(ports: Ports): string {
  const number = ports.random(8).readBigUInt64BE() >> 1n
  return Buffer.from(number.toString()).toString('base64url')
}
