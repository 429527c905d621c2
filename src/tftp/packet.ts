/** The packets of RFC 1350 with the options of RFC 2347, as far as a read-only server meets them. */
export type Packet =
  | {
      readonly kind: 'read'
      readonly file: string
      readonly mode: string
      readonly options: ReadonlyMap<string, string>
    }
  | { readonly kind: 'write' }
  | { readonly kind: 'acknowledge'; readonly block: number }
  | { readonly kind: 'error' }

const MOST_OPTIONS = 16

/** Reads what a client sends; undefined when it is no packet a client may send. Never throws. */
export function readPacket(data: Buffer): Packet | undefined {
  if (data.length < 4) return undefined
  const code = data.readUInt16BE(0)
  if (code === 2) return { kind: 'write' }
  if (code === 4) return data.length === 4 ? { kind: 'acknowledge', block: data.readUInt16BE(2) } : undefined
  if (code === 5) return { kind: 'error' }
  if (code !== 1 || data.at(-1) !== 0) return undefined
  const [file, mode, ...rest] = data.toString('latin1', 2, data.length - 1).split('\0')
  if (!file || mode === undefined || rest.length > 2 * MOST_OPTIONS) return undefined
  const options = new Map<string, string>()
  for (let at = 0; at + 1 < rest.length; at += 2) options.set((rest[at] ?? '').toLowerCase(), rest[at + 1] ?? '')
  return { kind: 'read', file, mode: mode.toLowerCase(), options }
}

const coded = (code: number, rest: Buffer): Buffer => {
  const head = Buffer.alloc(2)
  head.writeUInt16BE(code)
  return Buffer.concat([head, rest])
}

/** Block numbers wrap after 65535, as every client expects of files beyond 32 MB. */
export function dataPacket(block: number, content: Buffer): Buffer {
  const number = Buffer.alloc(2)
  number.writeUInt16BE(block & 0xffff)
  return coded(3, Buffer.concat([number, content]))
}

/** Error codes of RFC 1350 and RFC 2347. */
export const ERRORS = {
  undefined: 0,
  notFound: 1,
  accessViolation: 2,
  illegal: 4,
  unknownTransfer: 5,
  badOption: 8,
} as const

export function errorPacket(code: (typeof ERRORS)[keyof typeof ERRORS], text: string): Buffer {
  const number = Buffer.alloc(2)
  number.writeUInt16BE(code)
  return coded(5, Buffer.concat([number, Buffer.from(`${text}\0`, 'latin1')]))
}

export const optionsPacket = (options: ReadonlyMap<string, string>): Buffer =>
  coded(6, Buffer.from([...options].map(([name, value]) => `${name}\0${value}\0`).join(''), 'latin1'))

/** What was agreed for one transfer. */
export interface Agreement {
  /** Bytes per block (RFC 2348). */
  readonly blockSize: number
  /** Milliseconds before a block is sent again (RFC 2349). */
  readonly timeout: number
  /** The options to acknowledge; empty = none were asked for that we know. */
  readonly accepted: ReadonlyMap<string, string>
}

/** Larger blocks than an Ethernet frame carries would be cut into fragments, which firewalls like to drop. */
const LARGEST_BLOCK = 1428

/** Agrees to what is asked as far as we can; an option out of its range is left out, as if unknown. */
export function agree(options: ReadonlyMap<string, string>, size: number, timeout: number): Agreement {
  const accepted = new Map<string, string>()
  const within = (name: string, least: number, most: number): number | undefined => {
    const text = options.get(name) ?? ''
    return /^[0-9]{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined
  }
  const asked = within('blksize', 8, 65464)
  const blockSize = asked === undefined ? 512 : Math.min(asked, LARGEST_BLOCK)
  if (asked !== undefined) accepted.set('blksize', String(blockSize))
  const seconds = within('timeout', 1, 255)
  if (seconds !== undefined) accepted.set('timeout', String(seconds))
  if (options.has('tsize')) accepted.set('tsize', String(size))
  return { blockSize, timeout: seconds === undefined ? timeout : seconds * 1000, accepted }
}

/** Text as mode netascii sends it: lines end with CR LF, a bare CR is followed by NUL (RFC 764). */
export const netascii = (body: Buffer): Buffer =>
  Buffer.from(
    body.toString('latin1').replace(/\r\n|\n|\r/g, (end) => (end === '\r' ? '\r\0' : '\r\n')),
    'latin1',
  )
