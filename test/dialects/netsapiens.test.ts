import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ROLE_OF, SCOPES } from '../../src/dialects/netsapiens/enums.js'
import { TIME_ZONES } from '../../src/dialects/netsapiens/time-zones.js'
import { readUser } from '../../src/dialects/netsapiens/user.js'
import { newUserShape, userShape } from '../../src/dialects/netsapiens/user-form.js'
import { userRead } from '../../src/dialects/netsapiens/user-reply.js'
import { changedUser, newUser } from '../../src/dialects/netsapiens/user-write.js'
import { changedUser as changedByPortsip } from '../../src/dialects/portsip/user-write.js'
import { Problems } from '../../src/domain/errors.js'
import { readMembers } from '../../src/domain/form.js'
import { mergePatch } from '../../src/domain/inherit.js'
import type { Tenant, User } from '../../src/domain/model.js'
import { BUILT_IN_ROLES } from '../../src/domain/permission.js'
import { Secret } from '../../src/domain/secret.js'
import type { Settings } from '../../src/domain/settings.js'

type Json = Record<string, unknown>

const tenant = { sip_domain: 'pbx.example.net', settings: {}, interfaces: {} } as unknown as Tenant
const around = { tenant, site: undefined, registered: false }
const NEEDED = {
  user: '1000',
  'name-first-name': 'Ann',
  'name-last-name': 'Lee',
  'email-address': 'ann@example.com',
  'user-scope': 'Basic User',
}

/** Reads a body by its form; what is wrong is thrown. */
function formed<S extends typeof newUserShape | typeof userShape>(shape: S, body: Json) {
  const problems = new Problems()
  const read = readMembers(shape, body, problems)
  problems.throwIfAny()
  return read
}

/** What the services make of a draft. */
function made(body: Json): { user: User; site: string | undefined } {
  const { draft, places } = newUser(formed(newUserShape, body), {
    domain: 'pbx.example.net',
    sip_password: new Secret('random'),
  })
  const defaults = { id: 'id', created_at: '2026-01-01T00:00:00.000Z', password_hash: null, groups: [], pin: null }
  const user = {
    ...defaults,
    enabled: true,
    presence: 'AVAILABLE',
    presence_note: null,
    blfs: [],
    settings: {},
    ...draft,
  }
  return { user: user as unknown as User, site: places.site || undefined }
}

const shown = (body: Json): Json => {
  const { user, site } = made(body)
  return readUser(user, { ...around, site })
}

function changed(user: User, body: Json): User {
  const { change } = changedUser(formed(userShape, body), user, around)
  const { settings, foreign, ...members } = change
  return {
    ...user,
    ...members,
    settings: mergePatch(user.settings, settings ?? {}) as Settings,
    foreign: { ...user.foreign, ...foreign },
  } as User
}

/** Values each member takes, written as they are shown. */
const yesNo = fc.constantFrom('yes', 'no')
const words = fc.stringMatching(/^[A-Za-z][A-Za-z ]{0,18}[A-Za-z]$/)
const one = fc.stringMatching(/^[a-z]{1,8}@example\.com$/)
const digits = fc.stringMatching(/^[1-9][0-9]{2,14}$/)
const VALUES: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  user: fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/),
  'name-first-name': words,
  'name-last-name': words,
  'login-username': fc.stringMatching(/^[a-z0-9.@_-]{1,40}$/),
  'email-address': fc.array(one, { minLength: 1, maxLength: 3 }).map((all) => all.join(';')),
  'user-scope': fc.constantFrom(...SCOPES),
  department: words,
  site: words,
  'time-zone': fc.constantFrom(...TIME_ZONES, 'Asia/Ho_Chi_Minh'),
  'voicemail-login-pin': fc.stringMatching(/^[0-9]{3,16}$/),
  'status-message': words,
  'language-token': fc.constantFrom('en_US', 'es_MX', 'ca_FR', 'en_UK', 'de'),
  'dial-plan': words,
  'dial-policy': words,
  'directory-name-number-dtmf-mapping': fc.integer({ min: 100, max: 999 }),
  'ring-no-answer-timeout-seconds': fc.integer({ min: 0, max: 3600 }),
  'limits-max-data-storage-kilobytes': fc.nat(),
  'limits-max-active-calls-total': fc.integer({ min: 0, max: 3600 }),
  'directory-override-order-duplicate-dtmf-mapping': fc.integer({ min: 0, max: 100 }),
  'voicemail-greeting-index': fc.nat(),
  'email-send-alert-new-voicemail-cc-list-csv': fc.array(digits, { minLength: 1, maxLength: 3 }).map(String),
  'email-send-alert-new-voicemail-behavior': fc.constantFrom('no', 'yes', 'attnew', 'briefatttrash'),
  'caller-id-number': digits,
  'caller-id-name': words,
  'caller-id-number-emergency': digits,
  'area-code': fc.integer({ min: 100, max: 999 }),
  'service-code': words,
  'voicemail-transcription-enabled': fc.constantFrom('no', 'Deepgram', 'Google', 'Mutare', 'Voicebase'),
  'emergency-address-id': words,
  'music-on-hold-comfort-message-repeat-interval-seconds': fc.integer({ min: 0, max: 3600 }),
  'recording-configuration': fc.constantFrom('yes', 'yes-with-transcription', 'no'),
}
const ONE_SPELLING = Object.keys(newUserShape).filter(
  (name) => name !== 'synchronous' && !name.startsWith('directory-announce'),
)
const record = fc.record(Object.fromEntries(ONE_SPELLING.map((name) => [name, VALUES[name] ?? yesNo])), {
  requiredKeys: Object.keys(NEEDED),
}) as fc.Arbitrary<Json>

describe('the form of a NetSapiens user', () => {
  it('has 50 members, and one that is spelt in two ways', () => {
    expect(ONE_SPELLING.length + 1).toBe(50)
    expect(Object.keys(newUserShape)).toHaveLength(51)
  })

  it.each([
    ...Object.keys(NEEDED).map((name): [string, Json, string] => [name, { ...NEEDED, [name]: undefined }, 'required']),
    ['user', { ...NEEDED, user: 'a b' }, 'format'],
    ['user', { ...NEEDED, user: 'a'.repeat(65) }, 'format'],
    ['user-scope', { ...NEEDED, 'user-scope': 'King' }, 'enum'],
    ['email-address', { ...NEEDED, 'email-address': 'a@b.c;nobody' }, 'email'],
    ['privacy', { ...NEEDED, privacy: true }, 'enum'],
    ['synchronous', { ...NEEDED, synchronous: 'maybe' }, 'enum'],
    ['time-zone', { ...NEEDED, 'time-zone': 'Mars/Olympus' }, 'timezone'],
    ['voicemail-login-pin', { ...NEEDED, 'voicemail-login-pin': '12' }, 'digits'],
    ['voicemail-login-pin', { ...NEEDED, 'voicemail-login-pin': '12a4' }, 'digits'],
    ['directory-name-number-dtmf-mapping', { ...NEEDED, 'directory-name-number-dtmf-mapping': 99 }, 'min'],
    ['directory-name-number-dtmf-mapping', { ...NEEDED, 'directory-name-number-dtmf-mapping': '1000' }, 'max'],
    ['ring-no-answer-timeout-seconds', { ...NEEDED, 'ring-no-answer-timeout-seconds': 3601 }, 'max'],
    ['ring-no-answer-timeout-seconds', { ...NEEDED, 'ring-no-answer-timeout-seconds': '3.5' }, 'form'],
    [
      'directory-override-order-duplicate-dtmf-mapping',
      { ...NEEDED, 'directory-override-order-duplicate-dtmf-mapping': 101 },
      'max',
    ],
    ['voicemail-greeting-index', { ...NEEDED, 'voicemail-greeting-index': -1 }, 'min'],
    ['area-code', { ...NEEDED, 'area-code': 1000 }, 'max'],
    ['recording-configuration', { ...NEEDED, 'recording-configuration': 'sometimes' }, 'enum'],
  ])('refuses a bad %s', (field, body, rule) => {
    const problems = new Problems()
    readMembers(newUserShape, body, problems)
    expect(() => problems.throwIfAny()).toThrowError(
      expect.objectContaining({ problems: [expect.objectContaining({ field, rule })] }),
    )
  })

  it.each(TIME_ZONES)('takes the time zone %s', (zone) =>
    expect(shown({ ...NEEDED, 'time-zone': zone })['time-zone']).toBe(zone),
  )

  it.each([
    ['an integer as a text', { 'area-code': '858' }, { 'area-code': 858 }],
    ['a PIN as a number', { 'voicemail-login-pin': 4711 }, { 'voicemail-login-pin': '4711' }],
    ['a caller ID as a number', { 'caller-id-number': 18585551234 }, { 'caller-id-number': '18585551234' }],
    ['an emergency number as a number', { 'caller-id-number-emergency': 911 }, { 'caller-id-number-emergency': '911' }],
    [
      'the other spelling',
      { 'directory-announce-in-dial-by-name-enabled': 'no' },
      { 'directory-annouce-in-dial-by-name-enabled': 'no' },
    ],
    ['a scope with a blank at its end', { 'user-scope': 'No Portal ' }, { 'user-scope': 'No Portal ' }],
  ])('takes %s', (_what, sent, answered) => expect(shown({ ...NEEDED, ...sent })).toMatchObject(answered))

  it('gives every member its default', () => {
    expect(shown(NEEDED)).toMatchObject({
      'login-username': '1000@pbx.example.net',
      privacy: 'no',
      'voicemail-enabled': 'yes',
      'language-token': 'en_US',
      'email-send-alert-new-voicemail-behavior': 'no',
      'recording-configuration': 'no',
    })
  })
})

describe('NetSapiens mappers', () => {
  it.each(SCOPES)('%s is a role there is', (scope) => expect(BUILT_IN_ROLES[ROLE_OF[scope]]).toBeDefined())

  it('give back whatever was created, and what they show is what they describe', () => {
    fc.assert(
      fc.property(record, (body) => {
        const view = shown(body)
        expect(view).toMatchObject(body)
        expect(userRead.strict().parse(view)).toEqual(view)
      }),
    )
  })

  it('make the same user again of what they show', () => {
    fc.assert(
      fc.property(record, (body) => {
        const view = shown(body)
        expect(shown(view)).toEqual(view)
      }),
    )
  })

  it('change what is named and nothing else', () => {
    fc.assert(
      fc.property(record, fc.subarray(ONE_SPELLING.filter((name) => name !== 'site')), record, (body, names, other) => {
        const { user } = made(body)
        const change = Object.fromEntries(names.flatMap((name) => (name in other ? [[name, other[name]]] : [])))
        const view: Json = readUser(changed(user, change), around)
        const before: Json = readUser(user, around)
        expect(view).toEqual({ ...before, ...change })
      }),
    )
  })

  it('change nothing when all that is shown is written back', () => {
    fc.assert(
      fc.property(record, (body) => {
        const { user } = made(body)
        const again = changed(user, readUser(user, around))
        expect(again.settings).toEqual(user.settings)
        expect(again).toEqual(user)
      }),
    )
  })

  it.each([
    ['a new name', { display_name: 'Ann Mary Lee' }, { 'name-first-name': 'Ann', 'name-last-name': 'Mary Lee' }],
    ['a department', { department: 'Ops' }, { department: 'Ops' }],
    ['anonymous calls', { anonymous_outbound_calls: true }, { privacy: 'yes' }],
    ['recording', { enable_audio_recording: true }, { 'recording-configuration': 'yes' }],
    ['an address', { email: 'new@example.com' }, { 'email-address': 'new@example.com' }],
  ])('show %s that came through PortSIP', (_what, body, answered) => {
    const { user } = made({ ...NEEDED, 'email-address': 'a@example.com;b@example.com' })
    const { foreign, ...members } = changedByPortsip(body, user, tenant, new Problems())
    const settings = mergePatch(user.settings, members.settings ?? {})
    const after = { ...user, ...members, settings, foreign: { ...user.foreign, ...foreign } } as User
    expect(readUser(after, around)).toMatchObject(answered)
  })

  it.each([
    [20, 20],
    [3600, 600],
  ])('ask phones to ring %i seconds, as long as they can', (seconds, told) => {
    const { user } = made({ ...NEEDED, 'ring-no-answer-timeout-seconds': seconds })
    expect(user.settings.forward?.no_answer).toEqual({ seconds: told })
    const elsewhere = { ...user, settings: { forward: { no_answer: { seconds: 45 } } } }
    expect(readUser(elsewhere, around)['ring-no-answer-timeout-seconds']).toBe(45)
  })
})
