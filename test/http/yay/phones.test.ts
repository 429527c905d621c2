import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from '../../support/api.js'
import { ask } from '../../support/request.js'

type Json = Record<string, unknown>

let api: Api
beforeAll(async () => {
  api = await startApi()
  await api.post(`/tenants/${api.server.actor.tenant_id}`, {
    settings: { pickup_code: '*97', forward: { no_answer: { target: '500' } } },
  })
})
afterAll(() => api.server.remove())

const PHONES = {
  yealink: { mac: '001565aabb0', model: 'T46U', file: (mac: string) => `${mac}.cfg` },
  snom: { mac: '000413aabb0', model: 'D785', file: (mac: string) => `snomD785-${mac.toUpperCase()}.htm` },
  polycom: { mac: '64167faabb0', model: 'VVX450', file: (mac: string) => `${mac}-user.cfg` },
} as const
type VendorName = keyof typeof PHONES

let number = 0
/** The file of a vendor's phone whose user has these members, beside a key that watches `watched`. */
async function fileOf(vendor: VendorName, members: Json, watched = '4999'): Promise<string> {
  const { server } = api
  const extension = 4000 + ++number
  const body = {
    display_name: `Yay ${extension}`,
    extension,
    related_product: 'a3950459-2aff-413b-9da0-86f45f815410',
    type: 9,
    user_name: `yay_${extension}`,
    user_password: `secret-${extension}`,
    ...members,
  }
  expect((await api.call('POST', '/voip/user', { body })).status).toBe(201)
  const user = await server.services.users.byExtension(server.actor, String(extension))
  const { mac, model, file } = PHONES[vendor]
  const phone = await server.phone(`${mac}${number.toString(16).padStart(1, '0').slice(-1)}`, vendor, model, {
    lines: [{ user_id: user?.id ?? '' }],
    keys: [{ position: 2, kind: 'blf', value: watched, label: 'Watched' }],
  })
  const { body: text, status } = await ask(server.base, server.path(phone, file(phone.mac)))
  expect(status).toBe(200)
  await server.services.phones.remove(server.actor, phone.id)
  return text
}

describe('what reaches a phone', () => {
  it.each([
    ['yealink', { call_encryption: true }, /^account\.1\.srtp_encryption = 2$/m],
    ['snom', { call_encryption: true }, /<user_srtp idx="1"[^>]*>on<|<user_savp idx="1"[^>]*>mandatory</],
    ['polycom', { call_encryption: true }, /reg\.1\.srtp\.require="1"/],
    ['yealink', {}, /^account\.1\.srtp_encryption = 0$/m],
    ['yealink', { timezone: 'Europe/London' }, /^local_time\.time_zone = 0$/m],
    ['snom', { timezone: 'Europe/London' }, /<timezone[^>]*>GBR-0</],
    ['polycom', { timezone: 'Asia/Tokyo' }, /gmtOffset="32400"/],
    ['yealink', { display_name: 'Pete Plumber' }, /^account\.1\.display_name = Pete Plumber$/m],
    ['snom', { display_name: 'Pete Plumber' }, /<user_realname idx="1"[^>]*>Pete Plumber</],
    ['polycom', { display_name: 'Pete Plumber' }, /reg\.1\.displayName="Pete Plumber"/],
    // A Yealink phone counts rings of six seconds, and all three only where there is somewhere to forward to.
    ['yealink', { ring_duration: 24 }, /^account\.1\.timeout_fwd\.timeout = 4$/m],
    ['snom', { ring_duration: 24 }, /<(?:fwd_time_secs|user_fwd_time_secs)[^>]*>24</],
    ['polycom', { ring_duration: 24 }, /divert\.noanswer\.1\.timeout="24"/],
    ['yealink', { user_password: 'A3WcdxQ0iCk98hnbE1' }, /^account\.1\.password = A3WcdxQ0iCk98hnbE1$/m],
  ] as const)('%s %j', async (vendor, members, expected) => {
    expect(await fileOf(vendor, members)).toMatch(expected)
  })

  it.each(['yealink', 'snom'] as const)(
    '%s: a pickup code on the key of a colleague, unless one of the two may not',
    async (vendor) => {
      const { server } = api
      const watched = async (members: Json) => {
        const extension = 5000 + ++number
        const body = {
          display_name: 'Watched',
          extension,
          related_product: 'a3950459-2aff-413b-9da0-86f45f815410',
          type: 9,
          user_name: `watched_${extension}`,
          user_password: 'secret',
          ...members,
        }
        expect((await api.call('POST', '/voip/user', { body })).status).toBe(201)
        return String(extension)
      }
      /** The line of the watching key. */
      const keyOf = (text: string, extension: string) =>
        text
          .split('\n')
          .filter((line) => line.includes(extension) || /^linekey\.2\.extension/.test(line))
          .join('\n')
      const open = await watched({})
      const shut = await watched({ can_be_picked_up: false })
      expect(keyOf(await fileOf(vendor, {}, open), open)).toContain('*97')
      expect(keyOf(await fileOf(vendor, {}, shut), shut)).not.toContain('*97')
      expect(keyOf(await fileOf(vendor, { can_pickup: false }, open), open)).not.toContain('*97')
      expect(keyOf(await fileOf(vendor, { can_pickup: true }, open), open)).toContain('*97')
      expect(server.log.join('')).not.toContain('secret-4')
    },
  )
})
