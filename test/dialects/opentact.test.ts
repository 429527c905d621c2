import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { GENDERS } from '../../src/dialects/opentact/genders.js'
import { readUser } from '../../src/dialects/opentact/user.js'
import { newUserShape, userShape } from '../../src/dialects/opentact/user-form.js'
import { userRead } from '../../src/dialects/opentact/user-reply.js'
import { changedUser, newUser } from '../../src/dialects/opentact/user-write.js'
import { UUID } from '../../src/dialects/uuid.js'
import { Problems } from '../../src/domain/errors.js'
import { readMembers } from '../../src/domain/form.js'
import type { Tenant, User } from '../../src/domain/model.js'
import { hashesOf } from '../../src/service/sip-credentials.js'

type Json = Record<string, unknown>

const tenant = {
  id: 'MTIz',
  name: 'Example',
  created_at: '2026-01-01T00:00:00.000Z',
  sip_domain: 'pbx.example.net',
  settings: {},
} as unknown as Tenant
const NEEDED = { login: 'alice', password: 'wonderland' }

function formed<S extends typeof newUserShape | typeof userShape>(shape: S, body: Json) {
  const problems = new Problems()
  const read = readMembers(shape, body, problems)
  problems.throwIfAny()
  return read
}

function made(body: Json): User {
  const draft = newUser(formed(newUserShape, body), null)
  const defaults = { id: 'NDU2', created_at: '2026-01-01T00:00:00.000Z', groups: ['g'], settings: {}, email: null }
  return { ...defaults, display_name: draft.sip_user, ...draft } as unknown as User
}
const shownOf = (user: User): Json => readUser(user, { tenant, hashes: hashesOf(user, tenant), known: () => undefined })

function changed(user: User, body: Json): User {
  const { foreign, ...members } = changedUser(formed(userShape, body), user, null)
  return { ...user, ...members, foreign: { ...user.foreign, ...foreign } } as User
}

const name = fc.stringMatching(/^[A-Z][a-z]{0,23}$/)
const VALUES = {
  login: fc.stringMatching(/^[A-Za-z0-9._-]{3,60}$/),
  password: fc.stringMatching(/^[!-~]{6,128}$/),
  first_name: name,
  last_name: name,
  email: fc.stringMatching(/^[a-z]{1,8}@example\.com$/),
  phone_number: fc.stringMatching(/^\+?[0-9]{3,16}$/),
  avatar: fc.constantFrom('https://example.com/a.png', 'http://example.org/b'),
  dob: fc.constantFrom('2020-10-29T14:01:11.604Z', '1980-02-01T00:00:00+02:00'),
  gender: fc.constantFrom(...GENDERS),
  remote_ip: fc.ipV4(),
}
const record = fc.record(VALUES, { requiredKeys: ['login', 'password'] }) as fc.Arbitrary<Json>
const withoutPassword = ({ password: _password, ...rest }: Json): Json => rest

describe('the form of an OpenTACT user', () => {
  it.each([
    ['login', { login: undefined }, 'required'],
    ['login', { login: 'ab' }, 'min'],
    ['login', { login: 'a'.repeat(61) }, 'max'],
    ['password', { password: undefined }, 'required'],
    ['password', { password: '12345' }, 'min'],
    ['password', { password: 'a'.repeat(129) }, 'max'],
    ['first_name', { first_name: '' }, 'min'],
    ['last_name', { last_name: 'x'.repeat(25) }, 'max'],
    ['email', { email: 'a@b.c' }, 'min'],
    ['email', { email: 'nobody at all' }, 'format'],
    ['phone_number', { phone_number: '12' }, 'format'],
    ['phone_number', { phone_number: 1.5 }, 'form'],
    ['phone_number', { phone_number: '1'.repeat(17) }, 'format'],
    ['avatar', { avatar: 'short' }, 'min'],
    ['avatar', { avatar: 'not a URL at all' }, 'url'],
    ['dob', { dob: 'yesterday' }, 'format'],
    ['gender', { gender: 'agender' }, 'enum'],
    ['remote_ip', { remote_ip: '1.2.3' }, 'format'],
    ['sip_connection_uuid', { sip_connection_uuid: 'ABC' }, 'format'],
  ])('refuses a bad %s', (field, sent, rule) => {
    const problems = new Problems()
    readMembers(newUserShape, { ...NEEDED, ...sent }, problems)
    expect(() => problems.throwIfAny()).toThrowError(
      expect.objectContaining({ problems: [expect.objectContaining({ field, rule })] }),
    )
  })

  it.each([
    ['a number', 4930123, '4930123'],
    ['a text', '+4930123', '+4930123'],
  ])('takes a phone number as %s', (_what, sent, answered) =>
    expect(shownOf(made({ ...NEEDED, phone_number: sent })).phone_number).toBe(answered),
  )

  it('knows 50 genders', () => expect(new Set(GENDERS).size).toBe(50))
})

describe('OpenTACT mappers', () => {
  it('give back whatever was created, and what they show is what they describe', () => {
    fc.assert(
      fc.property(record, (body) => {
        const view = shownOf(made(body))
        expect(view).toMatchObject(withoutPassword(body))
        expect(userRead.strict().parse(view)).toEqual(view)
        expect(view.uuid).toMatch(UUID)
        expect(JSON.stringify(view)).not.toContain(JSON.stringify(body.password).slice(1, -1))
      }),
    )
  })

  it('change what is named and nothing else', () => {
    fc.assert(
      fc.property(record, fc.subarray(Object.keys(VALUES)), record, (body, names, other) => {
        const user = made(body)
        const change = Object.fromEntries(names.flatMap((member) => (member in other ? [[member, other[member]]] : [])))
        const after = changed(user, change)
        const hashes = hashesOf(after, tenant)
        expect(shownOf(after)).toEqual({ ...shownOf(user), ...withoutPassword(change), ...hashes })
        if (!('login' in change) && !('password' in change)) expect(hashes).toEqual(hashesOf(user, tenant))
      }),
    )
  })

  it.each(['first_name', 'last_name', 'email', 'phone_number', 'avatar', 'dob', 'gender', 'remote_ip'])(
    'null clears %s',
    (member) => {
      const values = fc.sample(fc.record(VALUES) as fc.Arbitrary<Json>, 1)[0] ?? {}
      expect(shownOf(changed(made(values), { [member]: null }))).toEqual({ ...shownOf(made(values)), [member]: null })
    },
  )

  it('hashes as RFC 2617 does', () => {
    // md5 of Mufasa:testrealm@host.com:Circle Of Life, RFC 2617 ch. 3.5.
    const user = made({ login: 'Mufasa', password: 'Circle Of Life' })
    expect(hashesOf(user, { sip_domain: 'testrealm@host.com' }).ha1).toBe('939e7578ed9e3c518a452acee763bce9')
  })
})
