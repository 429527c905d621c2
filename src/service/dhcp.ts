import type { Vendor } from '../domain/vendor.js'

/** What to tell one kind of phone: the beginning of its vendor class, and the options that carry the URL. */
interface Advice {
  readonly name: string
  readonly vendorClass: string
  readonly options: readonly number[]
}

interface Answer {
  readonly url: string
  readonly advice: readonly Advice[]
  /** Address of a TFTP server, for option 150. */
  readonly tftp: string | undefined
}

/** Option 66 is defined everywhere; the others have to be introduced first. */
const introduced = (advice: readonly Advice[]): number[] =>
  [...new Set(advice.flatMap(({ options }) => options))].filter((option) => option !== 66)

const dnsmasq = ({ url, advice, tftp }: Answer): string[] => [
  ...advice.flatMap(({ name, vendorClass, options }) => [
    `dhcp-vendorclass=set:${name},${vendorClass}`,
    ...options.map((option) => `dhcp-option=tag:${name},${option},"${url}"`),
  ]),
  ...(tftp === undefined ? [] : [`dhcp-option=150,${tftp}`]),
]

const isc = ({ url, advice, tftp }: Answer): string[] => [
  ...introduced(advice).map((option) => `option provisioning-url-${option} code ${option} = text;`),
  ...(tftp === undefined
    ? []
    : ['option tftp-servers code 150 = array of ip-address;', `option tftp-servers ${tftp};`]),
  ...advice.flatMap(({ name, vendorClass, options }) => [
    `class "${name}" {`,
    `  match if substring (option vendor-class-identifier, 0, ${vendorClass.length}) = "${vendorClass}";`,
    ...options.map(
      (option) => `  option ${option === 66 ? 'tftp-server-name' : `provisioning-url-${option}`} "${url}";`,
    ),
    '}',
  ]),
]

function kea({ url, advice, tftp }: Answer): string[] {
  const definitions = introduced(advice).map((code) => ({ name: `provisioning-url-${code}`, code, type: 'string' }))
  const data = (option: number) => ({
    name: option === 66 ? 'tftp-server-name' : `provisioning-url-${option}`,
    data: url,
  })
  return JSON.stringify(
    {
      'option-def': [
        ...definitions,
        ...(tftp === undefined ? [] : [{ name: 'tftp-servers', code: 150, type: 'ipv4-address', array: true }]),
      ],
      ...(tftp === undefined ? {} : { 'option-data': [{ name: 'tftp-servers', data: tftp }] }),
      'client-classes': advice.map(({ name, vendorClass, options }) => ({
        name,
        test: `substring(option[60].hex,0,${vendorClass.length}) == '${vendorClass}'`,
        'option-data': options.map(data),
      })),
    },
    null,
    2,
  ).split('\n')
}

/** RouterOS sends an option only where a set, or a network, names it; the sets here are those of the vendors. */
const mikrotik = ({ url, advice, tftp }: Answer): string[] => [
  ...(tftp === undefined ? [] : [`/ip dhcp-server option add name=tftp-150 code=150 value="'${tftp}'"`]),
  ...advice.flatMap(({ name, vendorClass, options }) => {
    const names = [...options.map((option) => `${name}-${option}`), ...(tftp === undefined ? [] : ['tftp-150'])]
    return [
      ...options.map((option) => `/ip dhcp-server option add name=${name}-${option} code=${option} value="s'${url}'"`),
      `/ip dhcp-server option sets add name=${name} options=${names.join(',')}`,
      `/ip dhcp-server matcher add name=${name} code=60 matching-type=substring value="${vendorClass}" option-set=${name} server=all`,
    ]
  }),
]

const windows = ({ url, advice, tftp }: Answer): string[] => [
  ...introduced(advice).map(
    (option) => `Add-DhcpServerv4OptionDefinition -Name "Provisioning URL ${option}" -OptionId ${option} -Type String`,
  ),
  ...(tftp === undefined
    ? []
    : [
        'Add-DhcpServerv4OptionDefinition -Name "TFTP servers" -OptionId 150 -Type IPv4Address -MultiValued',
        `Set-DhcpServerv4OptionValue -OptionId 150 -Value ${tftp}`,
      ]),
  ...advice.flatMap(({ name, vendorClass, options }) => [
    `Add-DhcpServerv4Class -Name "${name}" -Type Vendor -Data "${vendorClass}"`,
    `Add-DhcpServerv4Policy -Name "${name}" -Condition OR -VendorClass EQ,"${name}*"`,
    ...options.map((option) => `Set-DhcpServerv4OptionValue -PolicyName "${name}" -OptionId ${option} -Value "${url}"`),
  ]),
]

const WRITERS = { dnsmasq, isc, kea, mikrotik, windows } as const

/** A DHCP server whose configuration we can write. */
export type DhcpServer = keyof typeof WRITERS
export const DHCP_SERVERS = Object.keys(WRITERS) as readonly DhcpServer[]

/**
 * The lines that make a DHCP server tell phones where their files are, each vendor by its own class and options.
 * @param url ends in `/`; usually a tenant's enrolment URL, which is a secret until the phones have it.
 */
export function dhcpLines(
  server: DhcpServer,
  url: string,
  vendors: readonly Pick<Vendor, 'id' | 'dhcp'>[],
  tftp?: string,
): string[] {
  // A URL may hold an apostrophe, which ends the text in two of the five languages.
  const safe = new URL(url).href.replace(/'/g, '%27')
  const advice = vendors.map(({ id, dhcp }) => ({ name: id, vendorClass: dhcp.vendorClass, options: dhcp.options }))
  return WRITERS[server]({ url: safe, advice, tftp })
}
