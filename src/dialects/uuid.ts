/** Our ids are random 63-bit numbers; in a UUID of version 8 (RFC 9562 ch. 5.8) their bits stand with zeros behind. */
const OWN = /^([0-9a-f]{8})-([0-9a-f]{4})-8([0-9a-f]{3})-800([0-9a-f])-0{12}$/i

/** The form of a UUID, whatever its version. */
export const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** One of our ids as the UUID that foreign APIs know it by; what is no id of ours stays as it is. */
export function uuidOf(id: string): string {
  const digits = Buffer.from(id, 'base64url').toString('latin1')
  if (!/^(?:0|[1-9][0-9]{0,18})$/.test(digits) || Buffer.from(digits).toString('base64url') !== id) return id
  const hex = BigInt(digits).toString(16).padStart(16, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(12, 15)}-800${hex.slice(15)}-000000000000`
}

/** The id a UUID stands for; any other text is taken for an id as it is. */
export function idOf(uuid: string): string {
  const parts = OWN.exec(uuid)?.slice(1)
  return parts ? Buffer.from(BigInt(`0x${parts.join('')}`).toString()).toString('base64url') : uuid
}
