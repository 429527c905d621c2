import type { SectionRows } from '../../src/domain/vendor.js'
import { DECT } from './families.js'
import { BOTH, CHOSEN, SERVER } from './perms.js'

const OLD = { 'model.dect': 'old' }
const NEW = { 'model.dect': 'new' }

/** Accounts name their server by its number; each registrar is written once, with the first account that uses it. */
const server = { idx: '{line.server}', ...SERVER }
const account = { idx: '{n}', ...SERVER }

const TABLE = 'snom.md 4 A W (DECT)'
const WAZO = 'B W (DECT template)'
const PUBLIC = 'B X: two public provisioning servers for M400 and M900 agree'

/** The base as a whole. How it polls is not known well enough to be written. */
export const dectBase: SectionRows = {
  id: 'dect_base',
  title: 'DECT base',
  when: DECT,
  rows: [
    { name: 'setting_server', value: '{phone.url}', attributes: BOTH, source: 'snom.md 1.1 A T W F' },
    {
      name: 'pnp_config',
      value: '{provisioning.pnp|onoff}',
      absent: 'off',
      when: { 'phone.pinned': 'true' },
      attributes: SERVER,
      source: 'snom.md 6 A; W sets it off on bases too',
    },
    { name: 'http_user', value: 'admin', attributes: SERVER, source: WAZO },
    {
      name: 'http_pass',
      value: '{phone.admin_password}',
      covers: ['admin_password'],
      attributes: SERVER,
      source: WAZO,
    },
    {
      name: 'admin_mode_password',
      value: '{phone.admin_password}',
      when: OLD,
      attributes: SERVER,
      source: `${WAZO}: M300 and M700`,
    },
    {
      name: 'http_engineer_user',
      value: 'Engineer',
      when: NEW,
      attributes: SERVER,
      source: `${WAZO}: M400 and M900`,
    },
    {
      name: 'http_engineer_pass',
      value: '{phone.admin_password}',
      when: NEW,
      attributes: SERVER,
      source: `${WAZO}: M400 and M900`,
    },
    { name: 'http_basic_user', value: 'User', when: NEW, attributes: SERVER, source: `${WAZO}: M400 and M900` },
    {
      name: 'http_basic_pass',
      value: '{phone.user_password}',
      when: NEW,
      covers: ['user_password'],
      attributes: SERVER,
      source: `${WAZO}: M400 and M900`,
    },
    { name: 'enable_rport_rfc3581', value: 'on', attributes: SERVER, source: 'B X: one public provisioning server' },
    {
      name: 'auto_dect_register',
      value: 'on',
      when: { 'phone.state': 'used' },
      attributes: SERVER,
      source: `${WAZO}: handsets may join by their access code`,
    },
    {
      name: 'auto_dect_register',
      value: 'off',
      when: { 'phone.state': 'cleared' },
      attributes: SERVER,
      source: `${WAZO}: on is known, off is its opposite`,
    },
    { name: 'language', value: '{language.main|dect_language}', attributes: CHOSEN, source: WAZO },
    { name: 'web_language', value: '{language.main|dect_language}', attributes: CHOSEN, source: WAZO },
    {
      name: 'tone_scheme',
      value: '{tone_country|tone}',
      absent: 'USA',
      when: { tone_country: '*' },
      attributes: CHOSEN,
      source: WAZO,
    },
    { name: 'ntp_server', value: '{ntp.1}', covers: ['ntp_servers.1'], attributes: CHOSEN, source: WAZO },
    { name: 'vlan_id', value: '{vlan.phone.id}', covers: ['vlan.phone'], attributes: SERVER, source: WAZO },
    { name: 'vlan_id', value: '', when: { 'vlan.phone.state': 'off' }, attributes: SERVER, source: WAZO },
    {
      name: 'vlan_qos',
      value: '{vlan.phone.priority}',
      absent: '0',
      when: { 'vlan.phone.state': 'on' },
      attributes: SERVER,
      source: WAZO,
    },
    { name: 'vlan_qos', value: '', when: { 'vlan.phone.state': 'off' }, attributes: SERVER, source: WAZO },
    {
      name: 'phonebook_server_location',
      value: '3',
      when: { 'phonebooks.first': '*', 'phone.state': 'used' },
      attributes: SERVER,
      source: `${WAZO}: 3 = XML by URL`,
    },
    {
      name: 'phonebook_location',
      value: '{phonebooks.first}',
      when: { 'phone.state': 'used' },
      covers: ['phonebooks.1'],
      attributes: SERVER,
      source: WAZO,
    },
    {
      name: 'phonebook_location',
      value: '',
      when: { 'phone.state': 'cleared' },
      attributes: SERVER,
      source: WAZO,
    },
  ],
}

const FIRST = { 'line.server_new': 'true' }

export const dectServer: SectionRows = {
  id: 'dect_server',
  title: 'SIP servers',
  each: 'line',
  when: DECT,
  rows: [
    {
      name: 'user_host',
      value: '{registrar.host}{registrar.port|default_port}',
      absent: '{registrar.host}[:{registrar.port}]',
      when: { ...FIRST, 'registrar.bare_ipv6': null },
      attributes: server,
      source: TABLE,
    },
    {
      name: 'user_host',
      value: '\\[{registrar.host}\\]{registrar.port|default_port}',
      absent: '\\[{registrar.host}\\][:{registrar.port}]',
      when: { ...FIRST, 'registrar.bare_ipv6': '*' },
      attributes: server,
      source: TABLE,
    },
    {
      name: 'user_outbound',
      value: '{outbound_proxy.host}[:{outbound_proxy.port}]',
      when: { ...FIRST, 'outbound_proxy.bare_ipv6': null },
      attributes: server,
      source: PUBLIC,
    },
    {
      name: 'user_outbound',
      value: '\\[{outbound_proxy.host}\\][:{outbound_proxy.port}]',
      when: { ...FIRST, 'outbound_proxy.bare_ipv6': '*' },
      attributes: server,
      source: PUBLIC,
    },
    {
      name: 'user_outbound',
      value: '',
      when: { ...FIRST, 'outbound_proxy.host': null },
      attributes: server,
      source: `${PUBLIC}; empty so that an old proxy goes`,
    },
    { name: 'srv_sip_transport', value: '{transport|transport}', when: FIRST, attributes: server, source: PUBLIC },
    { name: 'user_srtp', value: '{srtp|dect_srtp}', when: FIRST, attributes: server, source: PUBLIC },
    { name: 'srv_srtp_auth', value: 'off', when: FIRST, attributes: server, source: TABLE },
    { name: 'user_dtmf_info', value: '{dtmf|dtmf}', when: FIRST, attributes: server, source: WAZO },
    {
      name: 'codec_priority_list',
      value: '{codecs.list},telephone-event',
      when: { ...FIRST, dtmf: ['rfc4733', 'info'] },
      attributes: server,
      source: `${WAZO}; the index is the server's: B X`,
    },
    {
      name: 'codec_priority_list',
      value: '{codecs.list}',
      when: { ...FIRST, dtmf: 'inband' },
      attributes: server,
      source: `${WAZO}; the index is the server's: B X`,
    },
    {
      name: 'user_expiry',
      value: '{registration_expires}',
      when: FIRST,
      attributes: server,
      source: 'B X: one public server',
    },
    {
      name: 'keepalive_interval',
      value: '{nat_keepalive_seconds|dect_keepalive}',
      when: FIRST,
      attributes: server,
      source: 'B X: on or off here, not seconds',
    },
  ],
}

/** An account belongs to the handset of its number, which joins the base with a code of its own. */
export const dectAccounts: SectionRows = {
  id: 'dect_accounts',
  title: 'Accounts',
  each: 'line',
  when: DECT,
  rows: [
    { name: 'user_active', value: 'on', attributes: account, source: TABLE },
    { name: 'user_name', value: '{line.user}', attributes: account, source: TABLE },
    { name: 'user_pname', value: '{line.auth}', attributes: account, source: TABLE },
    { name: 'user_pass', value: '{line.password}', attributes: account, source: TABLE },
    { name: 'user_realname', value: '{line.display_name}', absent: '', attributes: account, source: TABLE },
    {
      name: 'user_mailbox',
      value: '{voicemail_number}',
      absent: '',
      when: { ...OLD, mwi: 'true' },
      attributes: account,
      source: `${WAZO}: M300 and M700`,
    },
    {
      name: 'user_mailbox',
      value: '',
      when: { ...OLD, mwi: 'false' },
      attributes: account,
      source: `${WAZO}: M300 and M700`,
    },
    {
      name: 'user_mailnumber',
      value: '{voicemail_number}',
      absent: '',
      when: NEW,
      attributes: account,
      source: `${WAZO}: M400 and M900`,
    },
    {
      name: 'subscr_sip_line_name',
      value: '{line.label}',
      absent: '{line.user}',
      when: NEW,
      attributes: account,
      source: `${WAZO}: M400 and M900`,
    },
    { name: 'subscr_sip_hs_idx', value: '{n}', attributes: account, source: TABLE },
    { name: 'subscr_dect_ac_code', value: '{n|zeros}{n}', attributes: account, source: TABLE },
    { name: 'subscr_sip_ua_data_server_id', value: '{line.server}', attributes: account, source: TABLE },
  ],
}

export const dectUnusedAccounts: SectionRows = {
  id: 'dect_unused_accounts',
  title: 'Unused accounts',
  each: 'unused_line',
  when: DECT,
  rows: [
    {
      name: 'user_active',
      value: 'off',
      attributes: account,
      source: 'snom.md 4 A W: the general file switches all off',
    },
    { name: 'user_name', value: '', attributes: account, source: TABLE },
    { name: 'user_pname', value: '', attributes: account, source: TABLE },
    { name: 'user_pass', value: '', attributes: account, source: TABLE },
    { name: 'user_realname', value: '', attributes: account, source: TABLE },
  ],
}
