import { z } from 'zod'
import type { Shape } from './route.js'

const day = { enabled: true, ranges: [{ from: '09:00', to: '17:00' }] }
const week = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const voicemail = { action: 'FORWARD_TO_VOICEMAIL' }

/** What members are usually given, by name; a member that is optional and not named here is left out of examples. */
const VALUES: Readonly<Record<string, unknown>> = {
  grant_type: 'password',
  username: 'alice',
  password: 'c0rrect-horse',
  domain: 'pbx.example.net',
  name: 'alice',
  email: 'alice@example.net',
  display_name: 'Alice Adams',
  role: 'StandardUser',
  extension_number: '101',
  extension_password: 's3cret-sip-101',
  voicemail_pin: '297581',
  old_password: 'c0rrect-horse',
  new_password: 'b4ttery-staple',
  description: 'Second floor',
  permissions: { user_management: { users: true } },
  mobile_phone: '+4930123456',
  department: 'Sales',
  office_hours: { mode: 'CUSTOM', ...Object.fromEntries(week.map((name) => [name, day])) },
  available_no_answer_forward_rule: { ...voicemail, timeout: 20 },
  busy_office_hours_forward_rule: voicemail,
  blfs: [{ key: 'BLF', value: '102', first_name: 'Bob', last_name: 'Brown' }],
  presence: 'AWAY',
  presence_note: 'Back at two',
  id: 'alice@contoso.com',
  mac: '00:15:65:aa:bb:cc',
  vendor: 'Yealink',
  model: 'T46U',
  filename: 'yealink.ph.xml',
  language: 'ENGLISH',
  timezone: 'Europe/Berlin',
  codecs: ['G722', 'PCMA', 'PCMU'],
  preferred_transport: 'TLS',
  enable_vlan_wan_port: true,
  wan_port_id: 20,
  wan_port_priority: 5,
  keys: [{ position: 2, kind: 'blf', value: '102', label: 'Bob' }],
  settings: { vlan: { phone: { id: 20, priority: 5 } }, timezone: 'Europe/Berlin' },
  overrides: { 'phone_setting.backlight_time': '60' },
  sip_domain: 'pbx.example.net',
  pbx: 'portsip',
  enrolment_networks: ['192.0.2.0/24'],
  public_urls: ['http://prov.example.net', 'https://prov.example.net'],
  reason: 'Stolen from the lobby',
}

/** A value of the schema that says as little as possible. */
function least(schema: z.ZodType): unknown {
  const { enum: choices, const: only, type, minimum } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  if (only !== undefined) return only
  if (choices) return choices[0]
  return { string: 'text', integer: minimum ?? 1, number: minimum ?? 1, boolean: true, array: [], object: {} }[
    String(type)
  ]
}

/** A body that is right by form: what must be there, and what is usually given. */
export function exampleOf(shape: Shape, own: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const members = Object.entries(shape).flatMap(([name, schema]): [string, unknown][] => {
    const value = Object.hasOwn(own, name) ? own[name] : VALUES[name]
    if (value !== undefined) return [[name, value]]
    return (schema as z.ZodType).safeParse(undefined).success ? [] : [[name, least(schema as z.ZodType)]]
  })
  return Object.fromEntries(members)
}

interface JsonSchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly items?: JsonSchema
  readonly minimum?: number
}

/** What members of answers hold where that differs from what is sent. */
const ANSWERED: Readonly<Record<string, unknown>> = {
  id: 'NzAwNTUxOTA5NzczMTQ4MTYw',
  mac: '00:15:65:aa:bb:cc',
  token: 'RQ2dX9ZC7VuWlVpXXvad2dL3lyhjnN',
  ip: '192.0.2.7',
  from: '09:00',
  to: '17:00',
  pickup: '*8',
}

function textNamed(name: string): string {
  const value = ANSWERED[name] ?? VALUES[name]
  if (typeof value === 'string') return value
  if (/_at$/.test(name)) return '2026-01-31T08:30:00Z'
  return /_?url$/.test(name) ? 'https://prov.example.net/' : 'text'
}

/** An answer that keeps its schema, every member filled in; `name` is the member's, if it is one. */
export function exampleAnswer(schema: JsonSchema, name = ''): unknown {
  const { anyOf, type, minimum = 1 } = schema
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (anyOf) return exampleAnswer(anyOf.find((choice) => choice.type !== 'null') ?? {}, name)
  switch (type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([member, of]) => [member, exampleAnswer(of, member)]),
      )
    case 'array':
      return [exampleAnswer(schema.items ?? {}, name)]
    case 'string':
      return textNamed(name)
    case 'integer':
    case 'number':
      return Math.max(minimum, 1)
    case 'boolean':
      return true
    default:
      return null
  }
}
