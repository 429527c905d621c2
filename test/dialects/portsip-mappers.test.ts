import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CATALOGUE_DEFAULTS } from '../../src/catalogue/index.js'
import { LANGUAGE_NAMES, TRANSFERS, TRANSPORTS } from '../../src/dialects/portsip/enums.js'
import { news } from '../../src/dialects/portsip/members.js'
import { readPhone } from '../../src/dialects/portsip/phone.js'
import { newPhoneShape, type PhoneBody, phoneShape } from '../../src/dialects/portsip/phone-form.js'
import { changedPhone, newPhone, phoneField } from '../../src/dialects/portsip/phone-write.js'
import { readUser } from '../../src/dialects/portsip/user.js'
import { newUserShape } from '../../src/dialects/portsip/user-form.js'
import { changedUser, newUser } from '../../src/dialects/portsip/user-write.js'
import { CODECS } from '../../src/domain/codec.js'
import { Problems } from '../../src/domain/errors.js'
import { readMembers } from '../../src/domain/form.js'
import { inherit, mergePatch } from '../../src/domain/inherit.js'
import { INTERFACES, type Phone, type Tenant, type User } from '../../src/domain/model.js'
import type { Plan } from '../../src/domain/plan.js'
import { Secret } from '../../src/domain/secret.js'
import type { Settings } from '../../src/domain/settings.js'
import { userBody } from '../support/api.js'

const tenant = { settings: {}, interfaces: {} } as unknown as Tenant
const base = { id: 'id', created_at: '2024-01-01T00:00:00.000Z', foreign: {}, settings: {} }
const asUser = (members: object) =>
  ({ ...base, groups: [], presence: 'AVAILABLE', profile: 'p', enabled: true, ...members }) as unknown as User
const owner = asUser({ interface: null })
const asPhone = (members: object): Phone =>
  ({
    ...base,
    rps: false,
    https: null,
    interface: null,
    serial_number: null,
    door_passwords: [],
    mac: '001565aabbcc',
    vendor: 'yealink',
    model: 'T46U',
    ...members,
  }) as unknown as Phone
const factsOf = (phone: Phone) => {
  const settings = inherit([
    ['catalogue', CATALOGUE_DEFAULTS],
    ['phone', phone.settings],
  ])
  const plan = {
    settings,
    admin_password: (settings.get('admin_password')?.value as Secret | undefined) ?? new Secret('Generated1'),
  } as unknown as Plan
  return { plan, owner, https: false, url: null, secrets: true }
}

/** What the services do with a change. */
const applied = <T extends { settings: Settings; foreign: object }>(
  record: T,
  change: { settings?: unknown; foreign?: object },
): T => ({
  ...record,
  ...change,
  settings: mergePatch(record.settings, change.settings ?? {}) as Settings,
  foreign: { ...record.foreign, ...change.foreign },
})

const read = <S extends Parameters<typeof readMembers>[0]>(shape: S, body: object) => {
  const problems = new Problems()
  const members = readMembers(shape, body, problems)
  problems.throwIfAny()
  return members
}

const line = fc.stringMatching(/^[A-Za-z0-9 ]{1,20}$/)
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values)
const flag = fc.boolean()
const days = Object.fromEntries(
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [
    day,
    { enabled: true, ranges: [{ from: '09:00', to: '17:00' }] },
  ]),
)

const userMembers = fc.record(
  {
    mobile_phone: line,
    address: line,
    department: line,
    enable_audio_recording: flag,
    enable_dnd: flag,
    anonymous_outbound_calls: flag,
    enable_acb: flag,
    delivery_outbound_cid: flag,
    sms: fc.constantFrom('DISABLE', 'ALLOW', 'ALLOW_WITH_SENDER_ID'),
    outbound_caller_ids: fc.array(
      fc.record({ provider_id: line, caller_id: line, preferred: fc.constant(false), description: maybe(line) }),
      { maxLength: 2 },
    ),
    custom_options: fc.json(),
    office_hours: fc.constant({ mode: 'CUSTOM', ...days }),
    busy_no_answer_forward_rule: fc.record({
      action: fc.constant('FORWARD_TO_NUMBER'),
      number: fc.constant('+4912'),
      timeout: fc.nat(600),
    }),
    custom_forward_rules: fc.constant([
      { action: 'HANGUP', number: null, caller_id: '0900*', type: 'SPECIFIC_HOURS', hours: days },
    ]),
    voicemail_prompt: fc.constantFrom('de', 'en-GB'),
    voicemail_play_datetime: fc.constantFrom('DISABLE', '12_HOUR_CLOCK'),
    interface: fc.constantFrom(...INTERFACES),
    preferred_transport: fc.constantFrom(...TRANSPORTS),
    blfs: fc.array(fc.record({ key: line, value: line, first_name: line, last_name: line }), { maxLength: 3 }),
  },
  { requiredKeys: [] },
)

describe('users', () => {
  it('come back as they were created', () => {
    fc.assert(
      fc.property(userMembers, (members) => {
        const user = asUser(newUser(read(newUserShape, userBody('101', members))))
        const { password: _p, extension_password: _e, ...shown } = userBody('101', members)
        expect(readUser(user, tenant)).toMatchObject(shown)
      }),
    )
  })

  it('come back as they were changed, and stay as they are when nothing changes', () => {
    fc.assert(
      fc.property(userMembers, userMembers, (before, change) => {
        const user = asUser(newUser(read(newUserShape, userBody('101', before))))
        const problems = new Problems()
        const changed = applied(user, changedUser(change as never, user, tenant, problems))
        const expected = { ...readUser(user, tenant), ...change }
        expect(readUser(changed, tenant)).toEqual(expected)
        const again = changedUser(readUser(changed, tenant) as never, changed, tenant, problems)
        expect(applied(changed, again)).toEqual({ ...changed, foreign: changed.foreign })
        problems.throwIfAny()
      }),
    )
  })
})

const port = (name: 'wan' | 'pc') =>
  fc
    .record({ enabled: flag, id: fc.integer({ min: 1, max: 4094 }), priority: fc.integer({ min: 0, max: 7 }) })
    .map(({ enabled, id, priority }) => ({
      [`enable_vlan_${name}_port`]: enabled,
      [`${name}_port_id`]: id,
      [`${name}_port_priority`]: priority,
    }))

const phoneMembers = fc
  .tuple(
    fc.record(
      {
        password: fc.stringMatching(/^[!-~]{1,32}$/),
        language: fc.constantFrom(...LANGUAGE_NAMES),
        transfer: fc.constantFrom(...TRANSFERS),
        timezone: fc.constantFrom('Europe/Rome', 'GMT+8 China(Beijing)', 'Planet Mars'),
        ringtone: line,
        date_format: fc.constantFrom('15 JAN MON', 'DD MM YY', 'whatever'),
        time_format: fc.constantFrom('12-hour clock', '24', 'sundial'),
        powerled: line,
        backlight: fc.constantFrom('30 seconds', 'Always on', 'dim'),
        screensaver: fc.constantFrom('Off', '1 minute', 'fish'),
        rps: flag,
        https: flag,
        codecs: fc.subarray([...CODECS], { minLength: 1 }),
        enable_lldp: flag,
        interface: fc.constantFrom(...INTERFACES),
        preferred_transport: fc.constantFrom(...TRANSPORTS),
        serial_number: line,
        door_password1: fc.constantFrom('1234', '0000'),
        door_password2: fc.constantFrom('4321', '12345678'),
      },
      { requiredKeys: [] },
    ),
    fc.oneof(fc.constant({}), port('wan')),
    fc.oneof(fc.constant({}), port('pc')),
  )
  .map((parts) => Object.assign({}, ...parts) as Record<string, unknown>)

const NAMED = { mac: '00:15:65:aa:bb:cc', vendor: 'yealink', model: 'T46U', filename: 'mine.ph.xml' }
const made = (members: object): Phone => {
  const problems = new Problems()
  const { mac: _mac, ...draft } = newPhone(read(newPhoneShape, { ...NAMED, ...members }), 'owner', problems)
  problems.throwIfAny()
  return applied(asPhone({}), { ...draft, settings: mergePatch({}, draft.settings ?? {}) })
}

/** A change as a client makes it that writes back everything it read. */
function change(phone: Phone, members: object, problems: Problems) {
  const facts = factsOf(phone)
  const body = news(read(phoneShape, members) as PhoneBody, readPhone(phone, facts))
  return changedPhone(body, phone, facts.plan.settings, problems)
}

describe('phones', () => {
  it('come back as they were created', () => {
    fc.assert(
      fc.property(phoneMembers, (members) => {
        const phone = made(members)
        expect(readPhone(phone, factsOf(phone))).toMatchObject({ ...NAMED, ...members })
      }),
    )
  })

  it('come back as they were changed, and stay as they are when nothing changes', () => {
    fc.assert(
      fc.property(phoneMembers, phoneMembers, (before, members) => {
        const phone = made(before)
        const problems = new Problems()
        const changed = applied(phone, change(phone, members, problems))
        const shown = readPhone(changed, factsOf(changed))
        expect(shown).toEqual({ ...readPhone(phone, factsOf(phone)), ...members })
        const again = change(changed, shown, problems)
        expect(applied(changed, again)).toEqual(changed)
        problems.throwIfAny()
      }),
    )
  })

  it('show no secret without leave', () => {
    const phone = made({ password: 'Phone1pass', door_password1: '4711' })
    const shown = readPhone(phone, { ...factsOf(phone), secrets: false })
    expect([shown.password, shown.door_password1, shown.door_password2]).toEqual([null, null, null])
  })

  it.each([
    ['settings.vlan.phone.id', 'wan_port_id'],
    ['settings.vlan.pc.priority', 'pc_port_priority'],
    ['settings.vlan.pc', 'enable_vlan_pc_port'],
    ['settings.admin_password', 'password'],
    ['settings.backlight_seconds', 'backlight'],
    ['settings.timezone', 'timezone'],
    ['settings.power_led', 'powerled'],
    ['settings.codecs', 'codecs'],
    ['settings.transport', 'preferred_transport'],
    ['mac', 'mac'],
  ])('name the fault of %s after %s', (field, member) => {
    expect(phoneField(field)).toBe(member)
  })
})
