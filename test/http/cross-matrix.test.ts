import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { uuidOf } from '../../src/dialects/uuid.js'
import { type Api, startApi, userBody } from '../support/api.js'

type Json = Record<string, unknown>

const NAMES = ['portsip', 'yay', 'jambonz', 'netsapiens', 'opentact'] as const
type Name = (typeof NAMES)[number]

/** feature-matrix.md by hand: what is one thing under several names, with the value each API has for it. */
const SHARED: readonly Partial<Record<Name, readonly [member: string, value: unknown]>>[] = [
  {
    portsip: ['email', 'ann@example.com'],
    netsapiens: ['email-address', 'ann@example.com'],
    opentact: ['email', 'ann@example.com'],
  },
  { portsip: ['voicemail_pin', '739254'], netsapiens: ['voicemail-login-pin', '739254'] },
  { portsip: ['department', 'Sales'], netsapiens: ['department', 'Sales'] },
  { portsip: ['work_phone', '+493012345'], opentact: ['phone_number', '+493012345'] },
  { portsip: ['anonymous_outbound_calls', true], netsapiens: ['privacy', 'yes'] },
  { portsip: ['enable_audio_recording', true], netsapiens: ['recording-configuration', 'yes'] },
  { portsip: ['enabled', false], jambonz: ['is_active', 0] },
  { yay: ['timezone', 'Europe/Berlin'], netsapiens: ['time-zone', 'Europe/Berlin'] },
]

/** What only one API knows, and must find again whatever others write. */
const OWN: Readonly<Record<Name, Json>> = {
  portsip: { mobile_phone: '+49170', enable_hot_desking: true, sms: 'ALLOW' },
  yay: { can_whisper: true, related_product: 'a3950459-2aff-413b-9da0-86f45f815410', type: 9, call_recording: true },
  jambonz: { allow_direct_app_calling: 0, allow_direct_user_calling: 0 },
  netsapiens: { 'area-code': 858, 'dial-policy': 'US', 'voicemail-enabled': 'no' },
  opentact: { gender: 'Agender', remote_ip: '192.0.2.7', dob: '1990-01-02T00:00:00.000Z' },
}

const PASSWORD = 'sip password 7'

const rowsOf = (name: Name) => SHARED.flatMap((row) => (row[name] ? [row[name]] : []))
const membersOf = (name: Name): Json => ({ ...Object.fromEntries(rowsOf(name)), ...OWN[name] })

let api: Api
let tenant = ''

beforeAll(async () => {
  api = await startApi()
  tenant = uuidOf(api.server.actor.tenant_id)
})
afterAll(() => api.server.remove())

/** Name and number as each API takes them at a create. */
const CREATES: Readonly<Record<Name, (number: string) => readonly [path: string, body: Json]>> = {
  portsip: (number) => ['/users', userBody(number, { display_name: 'Ann Lee', extension_password: PASSWORD })],
  yay: (number) => [
    '/voip/user',
    { display_name: 'Ann Lee', extension: Number(number), user_name: number, user_password: PASSWORD },
  ],
  jambonz: (number) => ['/v1/Clients', { account_sid: tenant, username: number, password: PASSWORD }],
  netsapiens: (number) => [
    '/ns-api/v2/domains/~/users',
    {
      ...{ synchronous: 'yes', user: number, 'name-first-name': 'Ann', 'name-last-name': 'Lee' },
      'user-scope': 'Basic User',
    },
  ],
  opentact: (number) => [
    `/rest/sip/connection/${tenant}/Users`,
    { login: number, password: PASSWORD, first_name: 'Ann', last_name: 'Lee' },
  ],
}

const PATHS: Readonly<Record<Name, (id: string, number: string) => string>> = {
  portsip: (id) => `/users/${id}`,
  yay: (id) => `/voip/user/${uuidOf(id)}`,
  jambonz: (id) => `/v1/Clients/${uuidOf(id)}`,
  netsapiens: (_id, number) => `/ns-api/v2/domains/~/users/${number}`,
  opentact: (id) => `/rest/sip/connection/user/${uuidOf(id)}`,
}

async function read(name: Name, id: string, number: string): Promise<Json> {
  const { status, body, text } = await api.get(PATHS[name](id, number))
  expect([status, text]).toEqual([200, text])
  return (name === 'yay' ? body.result : name === 'opentact' ? body.payload : body) as Json
}

/** How each API shows number and name. */
const SHOWN: Readonly<Record<Name, (number: string, first: string, last: string) => Json>> = {
  portsip: (number, first, last) => ({ extension_number: number, display_name: [first, last].join(' ').trim() }),
  yay: (number, first, last) => ({
    ...{ user_name: number, extension: Number(number), display_name: [first, last].join(' ').trim() },
  }),
  jambonz: (number) => ({ username: number, account_sid: tenant }),
  netsapiens: (number, first, last) => ({ user: number, 'name-first-name': first, 'name-last-name': last }),
  // Whoever is called by the number has no name there.
  opentact: (number, first, last) => ({
    login: number,
    first_name: first === number ? null : first,
    last_name: last || null,
  }),
}

/** A change as its API makes one: of the name, or where it knows none, of something of its own. */
const UPDATES: Readonly<Record<Name, (seen: Json) => readonly [method: string, body: Json]>> = {
  portsip: () => ['POST', { display_name: 'Bea Kay' }],
  yay: (seen) => ['PUT', { ...seen, display_name: 'Bea Kay' }],
  jambonz: () => ['PUT', { allow_direct_queue_calling: 0 }],
  netsapiens: () => ['PUT', { 'name-first-name': 'Bea', 'name-last-name': 'Kay' }],
  opentact: () => ['PATCH', { first_name: 'Bea', last_name: 'Kay' }],
}

const triples = NAMES.flatMap((a) => NAMES.flatMap((b) => NAMES.map((c) => [a, b, c] as const)))

describe('created through one, read through another, updated through a third', () => {
  it.each(triples)('%s, %s, %s', async (a, b, c) => {
    const number = String(2000 + triples.findIndex((row) => row.join() === [a, b, c].join()))
    const [path, basics] = CREATES[a](number)
    const made = await api.post(path, { ...basics, ...membersOf(a) })
    expect([made.text, [200, 201]]).toEqual([made.text, expect.arrayContaining([made.status])])
    const id = String((await api.server.services.users.byExtension(api.server.actor, number))?.id)
    const kept = Object.fromEntries(SHARED.flatMap((row) => (row[a] && row[b] ? [row[b]] : [])))

    const named = a !== 'jambonz'
    const before = await read(b, id, number)
    expect(before).toMatchObject({ ...SHOWN[b](number, named ? 'Ann' : number, named ? 'Lee' : ''), ...kept })
    if (a !== 'netsapiens' && b === 'yay') expect(before.user_password).toBe(PASSWORD)

    const [method, body] = UPDATES[c](await read(c, id, number))
    const updated = await api.call(method, PATHS[c](id, number), { body })
    expect([updated.text, [200, 202, 204]]).toEqual([updated.text, expect.arrayContaining([updated.status])])
    const [first, last] = c !== 'jambonz' ? ['Bea', 'Kay'] : named ? ['Ann', 'Lee'] : [number, '']
    expect(await read(b, id, number)).toMatchObject({ ...SHOWN[b](number, first, last), ...kept })
    // Nothing that only the first one knows is lost.
    expect(await read(a, id, number)).toMatchObject(membersOf(a))
  })
})
