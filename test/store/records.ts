import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { parseMac } from '../../src/domain/mac.js'
import type { Group, PathToken, Phone, User } from '../../src/domain/model.js'
import { Secret } from '../../src/domain/secret.js'
import type { Sealer } from '../../src/store/store.js'

/** AES-256-GCM under a key made from the text. */
export function sealerFor(password: string): Sealer {
  const key = createHash('sha256').update(password).digest()
  return {
    seal(text) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
  }
}

/** A creation time that follows the number. */
export const at = (n: number): string => new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString()

export function token(text: string): PathToken {
  return { secret: new Secret(text), hash: createHash('sha256').update(text).digest('hex'), short: text.slice(0, 6) }
}

/** Records as the store sees them; members that mean nothing to it are left out. */
export function group(id: string, members: Partial<Group> = {}): Group {
  const base = { id, created_at: at(0), tenant_id: 't1', name: id, description: null }
  return { ...base, settings: {}, overrides: {}, foreign: {}, ...members } as Group
}

export function user(n: number, members: Partial<User> = {}): User {
  return {
    id: `u${n}`,
    created_at: at(n),
    tenant_id: 't1',
    sip_user: `${1000 + n}`,
    extension: `${1000 + n}`,
    login: null,
    email: `user${n}@example.com`,
    display_name: `User ${n}`,
    role: 'user',
    sip_password: new Secret(`sip-password-of-${n}`),
    pin: null,
    blfs: Array.from({ length: 6 }, (_, i) => ({ key: 'BLF', value: `${2000 + i}`, first_name: 'A', last_name: 'B' })),
    groups: [],
    foreign: {},
    deleted_at: null,
    ...members,
  } as unknown as User
}

export function phone(n: number, members: Partial<Phone> = {}): Phone {
  const mac = parseMac((0x001565000000 + n).toString(16).padStart(12, '0'))
  return {
    id: `p${n}`,
    created_at: at(n),
    tenant_id: 't1',
    mac,
    vendor: 'yealink',
    model: 'T46U',
    lines: [{ user_id: `u${n}` }],
    keys: Array.from({ length: 10 }, (_, i) => ({
      position: i + 1,
      kind: 'blf',
      value: `${2000 + i}`,
      label: `Key ${i}`,
    })),
    softkeys: null,
    key_layout_id: null,
    token: token(`lasting-token-of-${n}`),
    previous_token: null,
    enrolment_token: token(`enrolment-token-of-${n}`),
    window: null,
    admin_password: new Secret(`admin-password-of-${n}`),
    user_password: new Secret(`user-password-of-${n}`),
    door_passwords: [],
    settings: {},
    overrides: {},
    foreign: {},
    deleted_at: null,
    ...members,
  } as unknown as Phone
}
