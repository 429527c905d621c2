import { randomBytes } from 'node:crypto'
import { answerChallenge, type Credentials } from './digest.js'
import { cseqOf, type Headers, headersOf, type SipMessage, type SipResponse, serialise } from './message.js'
import { parameterOf } from './parameter.js'
import { type Destination, openWire } from './wire.js'

/** Round-trip estimate and longest pause between two sendings, milliseconds (RFC 3261 ch. 17.1.2.2). */
export interface Timing {
  readonly t1: number
  readonly t2: number
}

const RFC_TIMING: Timing = { t1: 500, t2: 4000 }

/** A request without what belongs to the transaction: Via, CSeq, Max-Forwards, Call-ID and the From tag are added. */
export interface Draft {
  readonly method: string
  readonly uri: string
  readonly from: string
  readonly to: string
  readonly headers: Headers
  readonly body?: string
}

/** How a request ended. */
export type Outcome =
  | { readonly kind: 'answered'; readonly status: number; readonly reason: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'unreachable'; readonly reason: string }

/** What ties a request to an earlier one of the peer. */
export interface Dialogue {
  readonly callId: string
  readonly fromTag: string
}

export interface RequestOptions {
  readonly credentials?: Credentials
  readonly timing?: Timing
  /** A new one of its own unless told. */
  readonly dialogue?: Dialogue
}

/** Random text for tags, branches and ids. */
export const token = (): string => randomBytes(12).toString('hex')

/** Sends one request until a final answer, an error of the network, or Timer F (64 x T1). */
async function attempt(
  draft: Draft,
  { callId, fromTag }: Dialogue,
  sequence: number,
  authorization: Headers,
  to: Destination,
  timing: Timing,
): Promise<SipResponse | Exclude<Outcome, { kind: 'answered' }>> {
  const branch = `z9hG4bK${token()}`
  let settle: (result: SipResponse | Exclude<Outcome, { kind: 'answered' }>) => void = () => {}
  const ended = new Promise<SipResponse | Exclude<Outcome, { kind: 'answered' }>>((resolve) => {
    settle = resolve
  })
  let provisional = false
  const isOurs = (message: SipMessage): message is SipResponse =>
    message.kind === 'response' &&
    parameterOf(headersOf(message, 'via')[0] ?? '', 'branch') === branch &&
    cseqOf(message)?.method === draft.method
  const onError = (error: Error) => settle({ kind: 'unreachable', reason: error.message })
  const onMessage = (message: SipMessage) => {
    if (!isOurs(message)) return
    if (message.status < 200) provisional = true
    else settle(message)
  }
  const wire = await openWire(to, { onMessage, onError }, 64 * timing.t1).catch((error: Error) => onError(error))
  if (!wire) return ended
  const bytes = serialise(
    {
      kind: 'request',
      method: draft.method,
      uri: draft.uri,
      headers: [
        ['Via', `SIP/2.0/${to.transport.toUpperCase()} ${wire.sentBy};rport;branch=${branch}`],
        ['Max-Forwards', '70'],
        ['From', `${draft.from};tag=${fromTag}`],
        ['To', draft.to],
        ['Call-ID', callId],
        ['CSeq', `${sequence} ${draft.method}`],
        ['Contact', `<sip:offhook@${wire.sentBy};transport=${to.transport}>`],
        ...draft.headers,
        ...authorization,
      ],
    },
    draft.body,
  )
  let again: NodeJS.Timeout | undefined
  const sendFrom = (pause: number) => {
    wire.send(bytes)
    if (wire.reliable) return
    again = setTimeout(() => sendFrom(Math.min(2 * pause, timing.t2)), provisional ? timing.t2 : pause)
  }
  const timerF = setTimeout(() => settle({ kind: 'timeout' }), 64 * timing.t1)
  sendFrom(timing.t1)
  try {
    return await ended
  } finally {
    clearTimeout(again)
    clearTimeout(timerF)
    wire.close()
  }
}

/** The answer to a challenge, under the name that fits it; undefined when there is nothing to answer it with. */
function authorizationFor(
  response: SipResponse,
  draft: Draft,
  credentials: Credentials | undefined,
): Headers | undefined {
  const [asks, answers] =
    response.status === 407 ? ['proxy-authenticate', 'Proxy-Authorization'] : ['www-authenticate', 'Authorization']
  if (!credentials || (response.status !== 401 && response.status !== 407)) return undefined
  for (const challenge of headersOf(response, asks)) {
    const answer = answerChallenge(challenge, draft, credentials, token())
    if (answer !== undefined) return [[answers, answer]]
  }
  return undefined
}

/**
 * Sends a request outside any dialog over UDP or TCP and waits for its final answer. A challenge is answered once,
 * when there are credentials. Never rejects.
 */
export async function request(draft: Draft, to: Destination, options: RequestOptions = {}): Promise<Outcome> {
  const { credentials, timing = RFC_TIMING, dialogue = { callId: token(), fromTag: token() } } = options
  let result = await attempt(draft, dialogue, 1, [], to, timing)
  if ('status' in result) {
    const authorization = authorizationFor(result, draft, credentials)
    if (authorization) result = await attempt(draft, dialogue, 2, authorization, to, timing)
  }
  return 'status' in result ? { kind: 'answered', status: result.status, reason: result.reason } : result
}
