import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { userShape, type YayBody } from '../../src/dialects/yay/form.js'
import { userReply } from '../../src/dialects/yay/reply.js'
import { readUser } from '../../src/dialects/yay/user.js'
import { changedUser, newUser } from '../../src/dialects/yay/write.js'
import { mergePatch } from '../../src/domain/inherit.js'
import type { Tenant, User } from '../../src/domain/model.js'
import { Secret } from '../../src/domain/secret.js'

const RUNS = process.env.OFFHOOK_TEST_LONG ? 20_000 : 300

const tenant = {
  id: 'NDYxMTY4NjAxODQyNzM4NzkwMw',
  settings: { timezone: 'Europe/Berlin', srtp: 'optional' },
} as unknown as Tenant

const nobody = {
  id: 'MTIzNDU2Nzg5',
  created_at: '2026-01-02T03:04:05.000Z',
  extension: null,
  sip_user: 'x',
  sip_password: new Secret('x'),
  display_name: 'x',
  settings: {},
  foreign: { portsip: { department: 'Sales' } },
} as unknown as User

const draft = (body: YayBody): User => {
  const { foreign, ...members } = newUser(body)
  return { ...nobody, ...members, foreign: { ...nobody.foreign, ...foreign } } as User
}
const changed = (body: YayBody, user: User): User => {
  const { settings, foreign, ...members } = changedUser(body, user, tenant)
  return {
    ...user,
    ...members,
    settings: mergePatch(user.settings, settings ?? {}),
    foreign: { ...user.foreign, ...foreign },
  } as User
}

const flag = fc.boolean()
const uuid = fc.uuid()
const arbitrary = fc.record(
  {
    display_name: fc.string({ minLength: 1, maxLength: 20 }).map((text) => `n${text.replace(/\P{L}/gu, '')}`),
    extension: fc.integer({ min: 1, max: 99_999 }),
    related_product: uuid,
    type: fc.constantFrom(8, 9, 10, 14, 15, 16),
    user_name: fc.stringMatching(/^[a-z0-9_]{1,20}$/),
    user_password: fc.stringMatching(/^[!-~]{1,20}$/),
    call_encryption: flag,
    can_pickup: flag,
    can_be_picked_up: flag,
    ring_duration: fc.integer({ min: 0, max: 600 }),
    timezone: fc.constantFrom('Europe/London', 'Asia/Tokyo', 'Europe/Berlin', null),
    allowed_caller_ids: fc.array(uuid, { maxLength: 3 }),
    caller_id: fc.option(uuid),
    country_code: fc.constantFrom('GB', 'de', null),
    transfer_backup_extension: fc.option(fc.integer({ min: 1, max: 9999 })),
    call_recording: flag,
    show_missed_calls: flag,
    restrict_outbound: flag,
  },
  { requiredKeys: ['display_name', 'extension', 'related_product', 'type', 'user_name', 'user_password'] },
)
const schema = z.object(userShape)
const parsed = (value: unknown): YayBody => schema.parse(value)
/** Members that were sent with a value. */
const said = (sent: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null))

describe('the two mappers of Yay', () => {
  it('read what was written, with every documented member', () => {
    fc.assert(
      fc.property(arbitrary, (sent) => {
        const shown = readUser(draft(parsed(sent)), tenant)
        expect(userReply.safeParse(shown).error?.issues ?? []).toEqual([])
        // Encryption of the tenant holds for a user who is created without any.
        const { call_encryption: _inherited, ...rest } = said(sent)
        expect(shown).toMatchObject(rest)
      }),
      { numRuns: RUNS },
    )
  })

  it('change a user into what was written, whatever they were', () => {
    fc.assert(
      fc.property(arbitrary, arbitrary, (first, second) => {
        const user = changed(parsed(second), draft(parsed(first)))
        expect(readUser(user, tenant)).toMatchObject(said(second))
        expect(user.foreign.portsip).toEqual({ department: 'Sales' })
      }),
      { numRuns: RUNS },
    )
  })

  it('change nothing when what was read is written back', () => {
    fc.assert(
      fc.property(arbitrary, (sent) => {
        const user = draft(parsed(sent))
        const shown = readUser(user, tenant)
        const after = changed(parsed(shown), user)
        expect(after.settings).toEqual(user.settings)
        expect(after.pickup ?? {}).toEqual(user.pickup ?? {})
        expect(readUser(after, tenant)).toEqual(shown)
      }),
      { numRuns: RUNS },
    )
  })
})
