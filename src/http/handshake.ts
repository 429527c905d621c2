/** What OpenSSL and node call the ways a handshake fails, and what an administrator can do with it. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/UNKNOWN_CA|CERTIFICATE_UNKNOWN|BAD_CERTIFICATE|UNKNOWN_CERTIFICATE/, 'it does not trust our certificate'],
  [/CERTIFICATE_EXPIRED/, 'it takes our certificate for expired: its clock may be wrong'],
  [
    /UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW|WRONG_SSL_VERSION|ALERT_PROTOCOL_VERSION/,
    'it speaks only TLS versions that are off here',
  ],
  [/NO_SHARED_CIPHER|NO_SHARED_SIGNATURE|NO_SUITABLE|HANDSHAKE_FAILURE/, 'it has no cipher in common with us'],
  [/HTTP_REQUEST|HTTPS_PROXY_REQUEST/, 'it speaks http to the https port'],
  [/HANDSHAKE_TIMEOUT/, 'it did not finish the handshake in time'],
  [
    /ECONNRESET|EPIPE|ECONNABORTED|UNEXPECTED_EOF/,
    'it broke the connection off; a phone that does not trust us may do so',
  ],
  [/WRONG_VERSION_NUMBER|BAD_RECORD|UNKNOWN_PROTOCOL|PACKET_LENGTH/, 'it does not speak TLS'],
]

/** Why a TLS handshake failed, in words an administrator understands; the code where there are none. */
export function handshakeFault(error: NodeJS.ErrnoException): string {
  const { code = 'unknown' } = error
  const known = REASONS.find(([pattern]) => pattern.test(code))
  return `TLS handshake failed: ${known?.[1] ?? code.slice(0, 64)}`
}
