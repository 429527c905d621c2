/** Parameters laid over those of a good file; null takes one out. */
export type Changes = Readonly<Record<string, string | null>>

function changed(base: Readonly<Record<string, string>>, changes: Changes): [string, string][] {
  const all: [string, string | null][] = Object.entries({ ...base, ...changes })
  return all.flatMap(([name, value]): [string, string][] => (value === null ? [] : [[name, value]]))
}

const YEALINK = {
  'account.1.enable': '1',
  'account.1.label': 'Alice',
  'account.1.display_name': 'Alice A',
  'account.1.auth_name': '1001a',
  'account.1.user_name': '1001',
  'account.1.password': 's3cret;#=x',
  'account.1.sip_server.1.address': 'pbx.example.net',
  'account.1.sip_server.1.port': '5061',
  'account.1.sip_server.1.transport_type': '2',
  'account.1.srtp_encryption': '2',
  'account.1.codec.pcma.enable': '1',
  'account.1.codec.pcma.priority': '1',
  'account.1.codec.g722.enable': '1',
  'account.1.codec.g722.priority': '2',
  'account.1.codec.pcmu.enable': '0',
  'account.1.codec.g729.enable': '0',
  'account.2.enable': '0',
  'account.2.user_name': '%NULL%',
  'account.2.password': '%NULL%',
  'linekey.1.type': '15',
  'linekey.1.line': '1',
  'linekey.2.type': '16',
  'linekey.2.line': '1',
  'linekey.2.value': '1002',
  'linekey.2.label': 'Bob #2',
  'linekey.2.extension': '*97',
  'linekey.3.type': '0',
}

/** A `<mac>.cfg` that makes a T46U work. */
export function yealinkFile(changes: Changes = {}): string {
  return ['#!version:1.0.0.1', '', '# account', ...changed(YEALINK, changes).map(([k, v]) => `${k} = ${v}`), ''].join(
    '\n',
  )
}

const escaped = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

const SNOM = {
  'user_active[1]': 'on',
  'user_name[1]': '1001',
  'user_pname[1]': '1001a',
  'user_pass[1]': 's3cret<&>',
  'user_realname[1]': 'Alice A',
  'user_idle_text[1]': 'Alice',
  'user_host[1]': 'pbx.example.net',
  'user_outbound[1]': 'sbc.example.net:5061;transport=tls',
  'user_srtp[1]': 'on',
  'user_savp[1]': 'mandatory',
  'codec_priority_list[1]': 'pcma,g722,telephone-event',
  'user_active[2]': 'off',
  'user_name[2]': '',
  'user_pass[2]': '',
}

export interface SnomKey {
  readonly idx: number
  readonly context?: string
  readonly label?: string
  readonly text: string
}

const SNOM_KEYS: readonly SnomKey[] = [
  { idx: 0, context: '1', text: 'line' },
  { idx: 1, context: '1', label: 'Bob & Co', text: 'blf 1002|*97' },
  { idx: 2, context: 'active', text: 'line' },
  { idx: 3, context: 'active', label: 'DND', text: 'keyevent F_DND' },
]

/** A `<settings>` file that makes a D785 work; `perms` gives settings a perm other than `R`. */
export function snomFile(
  changes: Changes = {},
  keys: readonly SnomKey[] = SNOM_KEYS,
  { more = '', perms = {} }: { more?: string; perms?: Readonly<Record<string, string>> } = {},
): string {
  const settings = changed(SNOM, changes).map(([name, value]) => {
    const [, bare = name, index] = /^(\w+)\[(\d+)\]$/.exec(name) ?? []
    return `<${bare}${index === undefined ? '' : ` idx="${index}"`} perm="${perms[name] ?? 'R'}">${escaped(value)}</${bare}>`
  })
  const fkeys = keys.map(
    ({ idx, context = 'active', label = '', text }) =>
      `<fkey idx="${idx}" context="${context}" label="${escaped(label)}" lp="on" perm="R">${escaped(text)}</fkey>`,
  )
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<settings><phone-settings e="2">${settings.join('\n')}</phone-settings>`,
    `<functionKeys e="2">${fkeys.join('\n')}</functionKeys>`,
    `${more}</settings>`,
    '',
  ].join('\n')
}

const POLYCOM = {
  'reg.1.address': '1001',
  'reg.1.auth.userId': '1001a',
  'reg.1.auth.password': 's3"cret',
  'reg.1.displayName': 'Alice A',
  'reg.1.label': '1001',
  'reg.1.server.1.address': 'pbx.example.net',
  'reg.1.server.1.port': '5061',
  'reg.1.server.1.transport': 'TLS',
  'reg.1.srtp.enable': '1',
  'reg.1.srtp.offer': '1',
  'reg.1.srtp.require': '1',
  'voice.codecPref.G722': '1',
  'voice.codecPref.G711_A': '2',
  'voice.codecPref.G711_Mu': '0',
  'voice.codecPref.G729_AB': '0',
  'voice.codecPref.G7221.32kbps': '0',
  'voice.codecPref.G7221_C.48kbps': '0',
  'voice.codecPref.Siren14.48kbps': '0',
  'voice.codecPref.Siren22.64kbps': '0',
  'lineKey.reassignment.enabled': '1',
  'lineKey.1.category': 'Line',
  'lineKey.1.index': '1',
  'lineKey.2.category': 'BLF',
  'lineKey.2.index': '0',
  'lineKey.3.category': 'SpeedDial',
  'lineKey.3.index': '7',
  'lineKey.4.category': 'Unassigned',
  'attendant.resourceList.1.address': '1002',
  'attendant.resourceList.1.label': 'Bob',
  'attendant.resourceList.1.type': 'normal',
  'call.directedCallPickupString': '*98',
}

/** A flat Polycom file of the parameters given. */
export function attributesFile(parameters: Readonly<Record<string, string>>): string {
  const attributes = Object.entries(parameters).map(([name, value]) => `\n  ${name}="${escaped(value)}"`)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<PHONE_CONFIG><ALL${attributes.join('')}/></PHONE_CONFIG>\n`
}

/** A phone's own configuration file that makes a VVX450 work. */
export function polycomFile(changes: Changes = {}): string {
  return attributesFile(Object.fromEntries(changed(POLYCOM, changes)))
}

export function polycomMaster(files = '[PHONE_MAC_ADDRESS]-user.cfg, shared.cfg'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<APPLICATION APP_FILE_PATH="sip.ld" CONFIG_FILES="${files}" MISC_FILES=""/>\n`
}

export const POLYCOM_DIRECTORY =
  '<?xml version="1.0"?><directory><item_list><item><ln>Cab</ln><fn>Taxi</fn><ct>0123</ct><sd>7</sd></item></item_list></directory>'
