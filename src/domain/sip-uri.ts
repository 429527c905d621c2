/** The parts of a SIP URI that decide where a request goes. */
export interface SipUri {
  readonly user: string
  /** Without the brackets of an IPv6 address. */
  readonly host: string
  readonly port: number | undefined
  readonly transport: 'udp' | 'tcp' | undefined
  /** It must be asked over TLS or a web socket. */
  readonly secure: boolean
}

const URI =
  /^sips?:(?:([^@<>"\s;?]*)@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]{1,253})(?::([0-9]{1,5}))?((?:[;?][^\s<>"]*)?)$/i

/** Reads a SIP URI, with or without a display name and angle brackets around it; undefined when it is none. */
export function parseUri(text: string): SipUri | undefined {
  const bare = /<([^<>]*)>/.exec(text)?.[1] ?? text.split(';')[0] ?? ''
  const [, user = '', host = '', port, parameters = ''] = URI.exec(bare.trim()) ?? []
  if (host === '' || Number(port ?? 1) < 1 || Number(port ?? 1) > 65535) return undefined
  const transport = /;transport=(udp|tcp)(?=[;?]|$)/i.exec(parameters)?.[1]?.toLowerCase()
  return {
    user: user.split(':')[0] ?? '',
    host: host.replace(/^\[|\]$/g, ''),
    port: port === undefined ? undefined : Number(port),
    transport: transport as 'udp' | 'tcp' | undefined,
    secure: /^sips:/i.test(bare.trim()) || /;transport=(?:tls|wss?)(?=[;?]|$)/i.test(parameters),
  }
}

export const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)

/** True for a URI that can stand in a request line as it is: reported contacts come from outside. */
export const isPlainUri = (text: string): boolean => URI.test(text)
