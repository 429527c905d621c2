import fc from 'fast-check'

/** As much of a JSON schema as arbitrary values are made from. */
interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly required?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
}

/** Texts that break careless code: markup, separators, control characters, half characters, other scripts. */
const NASTY = [
  '',
  ' ',
  '\n',
  '\u0000',
  '\ud800',
  ']]>',
  '<a href="x">',
  "' or 1=1 --",
  '{{phone.mac}}',
  '%NULL%',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  'שלום',
  '👩‍👩‍👧‍👦',
  'a'.repeat(2000),
]

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom(...NASTY))
const junk = fc.oneof(fc.jsonValue({ maxDepth: 2 }), text, fc.constantFrom(null, true, -1, 2 ** 53, 1e308, [], {}))

/** What the generator cannot do. */
const LOOKS_AROUND = /\(\?<?[=!]/

/** Right values of members that no schema describes well enough to hit by chance. */
const KNOWN: Readonly<Record<string, readonly unknown[]>> = {
  mac: ['001565aabb01', '00:15:65:AA:BB:02', '0004.13aa.bb03', '64167faabb04'],
  vendor: ['yealink', 'Snom', 'POLYCOM'],
  model: ['T46U', 'D785', 'VVX450', 'Unheard-of'],
  role: ['StandardUser', 'Admin', 'QueueManager'],
  name: ['alice', 'bob', 'Carol', 'sales'],
  extension_number: ['101', '102', '103', '104'],
  voicemail_pin: ['297581', '739254'],
  email: ['a@example.net'],
  codecs: [['PCMU'], ['G722', 'PCMA']],
  timezone: ['Europe/Berlin', 'GMT+8 China(Beijing)'],
  filename: ['yealink.ph.xml', 'yealink.phone.hbs'],
  sip_domain: ['one.example.net', 'two.example.net'],
}

function rightly(
  schema: Schema,
  root: Schema & { components?: { schemas: Record<string, Schema> } },
): fc.Arbitrary<unknown> {
  if (schema.$ref) return rightly(root.components?.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, root)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map((choice) => mixed(choice, root)))
  switch (schema.type) {
    case 'string':
      return fc.oneof(
        fc.string({ minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 20, 20) }),
        text,
        ...(schema.pattern && !LOOKS_AROUND.test(schema.pattern)
          ? [fc.stringMatching(new RegExp(schema.pattern))]
          : []),
      )
    case 'integer':
    case 'number':
      return fc.integer({
        min: Math.max(schema.minimum ?? -5, -(2 ** 31)),
        max: Math.min(schema.maximum ?? 500, 2 ** 31),
      })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(mixed(schema.items ?? {}, root), { maxLength: 4 })
    case 'object':
      return objectOf(schema, root)
    default:
      return junk
  }
}

/** Mostly what the schema asks for, sometimes anything. */
const mixed = (schema: Schema, root: Schema): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 12, arbitrary: rightly(schema, root) }, { weight: 1, arbitrary: junk })

function objectOf(schema: Schema, root: Schema): fc.Arbitrary<unknown> {
  const members = Object.entries(schema.properties ?? {}).map(([name, member]): [string, fc.Arbitrary<unknown>] => {
    const known = KNOWN[name]
    const value = mixed(member, root)
    return [
      name,
      known ? fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: value }) : value,
    ]
  })
  const requiredKeys = (schema.required ?? []).filter((name) => schema.properties?.[name])
  const named = fc.record(Object.fromEntries(members), { requiredKeys })
  if (!schema.additionalProperties) return named
  const extra = schema.additionalProperties === true ? {} : schema.additionalProperties
  return fc
    .tuple(named, fc.dictionary(text, mixed(extra, root), { maxKeys: 3 }))
    .map(([own, others]) => ({ ...others, ...own }))
}

/** Members that must not be taken already if a write is to succeed. */
const FRESH: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  mac: fc.stringMatching(/^001565[0-9a-f]{6}$/),
  extension_number: fc.stringMatching(/^[1-9][0-9]{2,4}$/),
  name: fc.stringMatching(/^[a-z]{3,8}[0-9]{0,3}$/),
  sip_domain: fc.stringMatching(/^[a-z]{3,8}\.example\.net$/),
}

/** The example of the description, now and then with a member broken, exchanged or left out. */
function nearly(example: Readonly<Record<string, unknown>>, schema: Schema, root: Schema): fc.Arbitrary<unknown> {
  const members = Object.entries(example).map(([name, value]): [string, fc.Arbitrary<unknown>] => [
    name,
    fc.oneof(
      { weight: 30, arbitrary: FRESH[name] ?? fc.constant(value) },
      { weight: 1, arbitrary: mixed(schema.properties?.[name] ?? {}, root) },
    ),
  ])
  return fc.record(Object.fromEntries(members), {
    requiredKeys: (schema.required ?? []).filter((name) => name in example),
  })
}

/** Bodies made from an operation's own schema and example: many right, many nearly, some not at all. */
export function bodies(schema: object, example: object, description: object): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: nearly(example as Record<string, unknown>, schema, description) },
    { weight: 8, arbitrary: mixed(schema, description) },
    { weight: 1, arbitrary: junk },
  )
}

/** What stands for a path or query parameter: an id that exists, or anything. */
export const parameter = (known: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: text })
