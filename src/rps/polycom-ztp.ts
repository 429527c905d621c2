import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser'
import { type RedirectClient, RedirectFault, type RedirectOutcome } from '../domain/redirect.js'
import { attributesOf } from './credentials.js'
import { addAfterDelete, excerpt, faultOf, oneByOne, outcomeOf, perhapsGone, type Wire } from './wire.js'

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true })
const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false })
/** Any number will do: the reply is read from the same exchange (polycom.md 7). */
const MESSAGE_ID = '1001'

type Node = Readonly<Record<string, unknown>>

/**
 * Polycom's ZTP console, as far as others' use of it is known (polycom.md 7 M): experimental. The URL stands in the
 * profile made in the console, so a phone is bound to the profile and never told a URL by us.
 */
export function polycomZtp(wire: Wire): RedirectClient {
  const profile = wire.credentials.options.profile ?? ''

  const call = async (operation: string, content: Node): Promise<RedirectOutcome> => {
    const attributes = Object.entries({ ...attributesOf(wire.credentials), 'message-id': MESSAGE_ID })
    const request = {
      ...Object.fromEntries(attributes.map(([name, value]) => [`@${name}`, value])),
      [operation]: { '@account-id': encodeURIComponent(profile), ...content },
    }
    const answer = await wire.send({
      method: 'POST',
      url: wire.base,
      headers: { 'Content-Type': 'text/xml', Accept: 'text/xml' },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ request })}`,
    })
    if (answer.status !== 200) throw faultOf(answer, wire.options.now())
    return statusOf(answer.text)
  }

  const device = (mac: string): Node => ({
    'device-params': {
      deviceId: mac,
      serialNo: mac,
      vendor: 'Polycom',
      vendorModel: 'Polycom_UCS_Device',
    },
  })

  const prepare = () => call('add-package', { 'package-data': { 'base-package-name': 'default' } })
  const add = (mac: string) =>
    call('add-sip-device', {
      ...device(mac),
      'sip-device-common-params': { templateCriteria: profile },
      'package-data': { 'base-package-name': 'default' },
      'vendor-extensions': '',
    })

  return {
    register: (entries) =>
      oneByOne(entries, async ({ mac }) => {
        const first = await add(mac)
        if (first.kind === 'done') return first
        // The profile may not be prepared, or the phone be bound already: neither has a code we know.
        await prepare()
        const removed = await outcomeOf(() => call('delete-sip-device', device(mac)))
        if (removed.kind === 'done') return addAfterDelete(() => add(mac))
        return removed.wide ? perhapsGone(removed) : add(mac)
      }),
    unregister: (entries) => oneByOne(entries, ({ mac }) => call('delete-sip-device', device(mac))),
    read: async () => ({ kind: 'unknown' }),
    list: async () => null,
    check: async () => {
      const outcome = await prepare()
      return { ok: outcome.kind === 'done', text: outcome.text, devices: null }
    },
  }
}

/** @throws RedirectFault `later` when the answer is not a response with a status. */
function statusOf(text: string): RedirectOutcome {
  const whole = !/<!DOCTYPE/i.test(text) && XMLValidator.validate(text) === true
  const status = whole ? ((parser.parse(text) as Node).response as Node | undefined)?.status : undefined
  if (typeof status !== 'object' || status === null)
    throw new RedirectFault({ kind: 'later', text: 'the answer is not a response with a status' })
  const { ErrorCode: code = '', ErrorMessage: message = '' } = status as Node
  if (code === '' || code === '0') return { kind: 'done', text: excerpt(String(message)) || 'OK' }
  const words = excerpt(`${code}: ${message}`)
  return { kind: /password|credential|authenti|authoriz/i.test(words) ? 'denied' : 'later', text: words }
}
