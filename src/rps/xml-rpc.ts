import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser'
import { RedirectFault, type RedirectOutcome } from '../domain/redirect.js'
import { excerpt, faultOf, type Wire } from './wire.js'

export type XmlRpcValue = string | number | boolean | readonly XmlRpcValue[] | { readonly [name: string]: XmlRpcValue }

const builder = new XMLBuilder({ suppressEmptyNode: false })
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: true,
  processEntities: true,
  isArray: (name) => name === 'value' || name === 'param' || name === 'member',
})

type Node = Readonly<Record<string, unknown>>

const encoded = (value: string | readonly string[]): object =>
  typeof value === 'string' ? { string: value } : { array: { data: { value: value.map(encoded) } } }

/** The text of a method call whose parameters are strings or lists of strings. */
export function methodCall(method: string, params: readonly (string | readonly string[])[]): string {
  const param = params.map((value) => ({ value: encoded(value) }))
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ methodCall: { methodName: method, params: { param } } })}`
}

/** The service took the call and answered with a fault: whoever asked was let in. */
class MethodFault extends RedirectFault {}

/** What a call came to, or null where the service knows no such call; only a fault of the method itself counts. */
export async function letIn(call: () => Promise<XmlRpcValue>): Promise<XmlRpcValue | null> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof MethodFault && error.outcome.kind !== 'denied') return null
    throw error
  }
}

const malformed = (why: string): RedirectFault =>
  new RedirectFault({ kind: 'later', text: `the answer is not XML-RPC: ${why}` })

function decoded(value: unknown): XmlRpcValue {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) throw malformed('a value is missing')
  const [type, inner] = Object.entries(value as Node)[0] ?? []
  if (type === 'boolean') return inner === '1' || inner === 'true'
  if (type === 'int' || type === 'i4' || type === 'double') return Number(inner)
  if (type === 'array') return valuesIn(((inner as Node).data ?? {}) as Node)
  if (type === 'struct') {
    const members = ((inner as Node).member ?? []) as Node[]
    return Object.fromEntries(members.map((member) => [String(member.name), decoded((member.value as unknown[])?.[0])]))
  }
  if (type === 'nil' || type === undefined) return ''
  return String(inner ?? '')
}

const valuesIn = (data: Node): XmlRpcValue[] => ((data.value ?? []) as unknown[]).map(decoded)

/**
 * The value of a method response.
 * @throws RedirectFault `later` when it is not one, `refused` when it is a fault.
 */
export function methodResponse(text: string): XmlRpcValue {
  if (/<!DOCTYPE/i.test(text)) throw malformed('a document type declaration')
  const verdict = XMLValidator.validate(text)
  if (verdict !== true) throw malformed(`${verdict.err.msg} (line ${verdict.err.line})`)
  const root = (parser.parse(text) as Node).methodResponse as Node | undefined
  if (typeof root !== 'object' || root === null) throw malformed('no methodResponse')
  if (root.fault !== undefined) {
    const fault = decoded(((root.fault as Node).value as unknown[])?.[0]) as Readonly<Record<string, XmlRpcValue>>
    const text = excerpt(`fault ${fault.faultCode}: ${fault.faultString}`)
    throw new MethodFault({ kind: /authenti|authori[sz]|password/i.test(text) ? 'denied' : 'refused', text })
  }
  const param = ((root.params as Node | undefined)?.param as Node[] | undefined)?.[0]
  if (param === undefined) throw malformed('no value')
  return decoded((param.value as unknown[] | undefined)?.[0])
}

/** What these services answer to everything: whether it was done, and a text. */
export interface Verdict {
  readonly ok: boolean
  readonly text: string
}

/** @throws RedirectFault `later` when the value is not a boolean with a text. */
export function verdictOf(value: XmlRpcValue): Verdict {
  const [ok, text] = Array.isArray(value) ? (value as readonly XmlRpcValue[]) : []
  if (typeof ok !== 'boolean' || text === undefined) throw malformed('not a boolean and a text')
  return { ok, text: excerpt(typeof text === 'string' ? text : JSON.stringify(text)) }
}

/**
 * Calls a method of the account's service.
 * @throws RedirectFault
 */
export async function callMethod(
  wire: Wire,
  authorization: string,
  method: string,
  params: readonly (string | readonly string[])[],
): Promise<XmlRpcValue> {
  const answer = await wire.send({
    method: 'POST',
    url: wire.base,
    headers: { 'Content-Type': 'text/xml', Accept: 'text/xml', Authorization: authorization },
    body: methodCall(method, params),
  })
  if (answer.status !== 200) throw faultOf(answer, wire.options.now())
  return methodResponse(answer.text)
}

/** The number of entries in a listing, where the answer is one. */
export function listed(value: XmlRpcValue | null): number | null {
  const [first, second] = Array.isArray(value) ? (value as readonly XmlRpcValue[]) : []
  if (first === true && Array.isArray(second)) return second.length
  return Array.isArray(value) && typeof first !== 'boolean' ? value.length : null
}

/** An outcome by the first pattern that a refusal's text matches; what nobody knows is worth another try. */
export function refusal(
  text: string,
  kinds: readonly (readonly [RegExp, Exclude<RedirectOutcome['kind'], 'done'>])[],
): RedirectOutcome {
  const kind = kinds.find(([pattern]) => pattern.test(text))?.[1] ?? 'later'
  return { kind, text }
}
