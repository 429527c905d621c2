import type { ParameterRow, SectionRows } from '../../src/domain/vendor.js'
import { DESK } from './families.js'
import { BOTH, CHOSEN, SERVER, USER } from './perms.js'

const account = { idx: '{n}', ...SERVER }
const comfort = { idx: '{n}', ...CHOSEN }
const own = { idx: '{n}', ...USER }
const left = { idx: '{n}', ...BOTH }

/** True for lines and for accounts that stand in for one, not for unused ones. */
const LINE = { 'line.user': '*' }

/** What a line and the account that stands in for it have in common. */
const identity: readonly ParameterRow[] = [
  { name: 'user_active', value: 'on', when: LINE, attributes: account, source: 'snom.md 3.1 A' },
  { name: 'user_name', value: '{line.user}', when: LINE, attributes: account, source: 'snom.md 3.1 A' },
  { name: 'user_pname', value: '{line.auth}', when: LINE, attributes: account, source: 'snom.md 3.1 A W' },
  { name: 'user_pass', value: '{line.password}', when: LINE, attributes: account, source: 'snom.md 3.1 A' },
  {
    name: 'user_realname',
    value: '{line.display_name}',
    absent: '',
    when: LINE,
    attributes: account,
    source: 'snom.md 3.1 A',
  },
  {
    name: 'user_idle_text',
    value: '{line.label}',
    absent: '',
    when: LINE,
    attributes: account,
    source: 'snom.md 3.1 A W',
  },
  { name: 'user_idle_number', value: '{line.user}', when: LINE, attributes: account, source: 'snom.md 3.1 A W' },
  { name: 'user_srtp', value: '{srtp|srtp}', when: LINE, attributes: account, source: 'snom.md 3.1 A' },
  {
    name: 'user_savp',
    value: '{srtp|savp}',
    when: LINE,
    attributes: account,
    source: 'snom.md 3.1 A F; W says mandatory even without SRTP',
  },
  {
    name: 'user_auth_tag',
    value: 'off',
    when: LINE,
    attributes: account,
    source: 'snom.md 3.1 A T W against the default on; C: off is the 80 bit tag every PBX takes',
  },
  {
    name: 'codec_priority_list',
    value: '{codecs.list},telephone-event',
    when: { ...LINE, dtmf: ['rfc4733', 'info'] },
    attributes: account,
    source: 'snom.md 3.1 A: telephone-event last, else no RFC 4733',
  },
  {
    name: 'codec_priority_list',
    value: '{codecs.list}',
    when: { ...LINE, dtmf: 'inband' },
    attributes: account,
    source: 'snom.md 3.1 A: without telephone-event no RFC 4733',
  },
  { name: 'user_dtmf_info', value: '{dtmf|dtmf}', when: LINE, attributes: account, source: 'snom.md 3.1 A T W' },
  { name: 'user_expiry', value: '{registration_expires}', when: LINE, attributes: account, source: 'snom.md 3.1 A F' },
  {
    name: 'user_subscription_expiry',
    value: '{registration_expires}',
    when: LINE,
    attributes: account,
    source: 'snom.md 3.1 A F: one expiry for what the account registers and watches',
  },
  {
    name: 'user_mailbox',
    value: '{voicemail_number}',
    absent: '',
    when: { ...LINE, mwi: 'true' },
    attributes: account,
    source: 'snom.md 3.1 A T W',
  },
  {
    name: 'user_mailbox',
    value: '',
    when: { ...LINE, mwi: 'false' },
    attributes: account,
    source: 'snom.md 3.1 A T W: what the message lamp watches',
  },
  {
    name: 'keepalive_interval',
    value: '{nat_keepalive_seconds}',
    when: LINE,
    attributes: account,
    source: 'snom.md 3.1 A F',
  },
]

/** The transport is a parameter of the proxy, and without a proxy the registrar is named there (snom.md 3.1 A T W F). */
const TRANSPORT = '[;transport={transport|transport}]'
const SECOND = '[,{line.second}[;transport={transport|transport}]]'
const FAR = 'snom.md 3.1 A T W F; a second server behind a comma: B F'

export const accounts: SectionRows = {
  id: 'accounts',
  title: 'Accounts',
  each: 'line',
  when: DESK,
  rows: [
    ...identity,
    {
      name: 'user_host',
      value: '{registrar.host}{registrar.port|default_port}',
      absent: '{registrar.host}[:{registrar.port}]',
      when: { 'registrar.bare_ipv6': null },
      attributes: account,
      source: 'snom.md 3.1 A F',
    },
    {
      name: 'user_host',
      value: '\\[{registrar.host}\\]{registrar.port|default_port}',
      absent: '\\[{registrar.host}\\][:{registrar.port}]',
      when: { 'registrar.bare_ipv6': '*' },
      attributes: account,
      source: 'snom.md 3.1 A F',
    },
    {
      name: 'user_outbound',
      value: `{outbound_proxy.host}[:{outbound_proxy.port}]${TRANSPORT}${SECOND}`,
      when: { 'outbound_proxy.host': '*', 'outbound_proxy.bare_ipv6': null },
      attributes: account,
      source: FAR,
    },
    {
      name: 'user_outbound',
      value: `\\[{outbound_proxy.host}\\][:{outbound_proxy.port}]${TRANSPORT}${SECOND}`,
      when: { 'outbound_proxy.host': '*', 'outbound_proxy.bare_ipv6': '*' },
      attributes: account,
      source: FAR,
    },
    {
      name: 'user_outbound',
      value: `{registrar.host}[:{registrar.port}]${TRANSPORT}${SECOND}`,
      when: { 'outbound_proxy.host': null, 'registrar.bare_ipv6': null },
      attributes: account,
      source: FAR,
    },
    {
      name: 'user_outbound',
      value: `\\[{registrar.host}\\][:{registrar.port}]${TRANSPORT}${SECOND}`,
      when: { 'outbound_proxy.host': null, 'registrar.bare_ipv6': '*' },
      attributes: account,
      source: FAR,
    },
    {
      name: 'user_failover_identity',
      value: '{line.spare}',
      absent: 'none',
      covers: ['backup_registrar'],
      attributes: account,
      source: 'snom.md 3.1 A W',
    },
    {
      name: 'hide_identity',
      value: 'false',
      attributes: account,
      source: 'snom.md 3.1 A W: true is known, false is its opposite',
    },
    { name: 'user_shared_line', value: '{line.shared|onoff}', attributes: account, source: 'snom.md 3.1 A F' },
    {
      name: 'user_dp_str',
      value: '{dial_plan}',
      absent: '',
      attributes: account,
      source: 'snom.md 2.1 name A F, rule C: !match!replace!',
    },
    {
      name: 'blf_directed_call_pickup',
      value: '{pickup_code}',
      absent: '',
      attributes: account,
      source: 'snom.md 3.2 A T, without its fixed codes',
    },
    {
      name: 'call_waiting',
      value: 'on',
      when: { 'call_waiting.enabled': 'true', 'call_waiting.tone': 'true' },
      attributes: comfort,
      source: 'snom.md 3.1 A T N',
    },
    {
      name: 'call_waiting',
      value: 'visual',
      when: { 'call_waiting.enabled': 'true', 'call_waiting.tone': 'false' },
      attributes: comfort,
      source: 'snom.md 3.1 A T N',
    },
    {
      name: 'call_waiting',
      value: 'off',
      when: { 'call_waiting.enabled': 'false' },
      attributes: comfort,
      source: 'snom.md 3.1 A T N',
    },
    { name: 'user_ringer', value: '{ringtone|ringer}', attributes: own, source: 'snom.md 3.7 A T N' },
    {
      name: 'user_ringer',
      value: 'Custom',
      when: { 'ringtone.url': '*' },
      attributes: own,
      source: 'snom.md 3.7 A T N',
    },
    { name: 'user_custom', value: '{ringtone.url}', attributes: own, source: 'snom.md 3.7 A' },
    { name: 'dnd_mode', value: '{dnd|onoff}', attributes: own, source: 'snom.md 3.1 A T' },
    { name: 'dnd_on_code', value: '{dnd_codes.on}', attributes: comfort, source: 'snom.md 3.1 A T' },
    { name: 'dnd_off_code', value: '{dnd_codes.off}', attributes: comfort, source: 'snom.md 3.1 A T' },
    {
      name: 'fwd_all_enabled',
      value: 'on',
      when: { 'forward.always.target': '*' },
      firmware: { from: '8.7.4' },
      attributes: own,
      source: 'snom.md 3.1 A T',
    },
    {
      name: 'fwd_all_target',
      value: '{forward.always.target}',
      firmware: { from: '8.7.4' },
      attributes: own,
      source: 'snom.md 3.1 A T',
    },
    {
      name: 'fwd_all_on_code',
      value: '{forward.always.on_code}',
      firmware: { from: '8.7.4' },
      attributes: comfort,
      source: 'snom.md 3.1 A T',
    },
    {
      name: 'fwd_all_off_code',
      value: '{forward.always.off_code}',
      firmware: { from: '8.7.4' },
      attributes: comfort,
      source: 'snom.md 3.1 A T',
    },
    {
      name: 'fwd_busy_enabled',
      value: 'on',
      when: { 'forward.busy.target': '*' },
      firmware: { from: '8.7.4' },
      attributes: own,
      source: 'snom.md 3.1 A T',
    },
    {
      name: 'fwd_busy_target',
      value: '{forward.busy.target}',
      firmware: { from: '8.7.4' },
      attributes: own,
      source: 'snom.md 3.1 A T',
    },
    {
      name: 'fwd_busy_on_code',
      value: '{forward.busy.on_code}',
      firmware: { from: '8.7.4' },
      attributes: comfort,
      source: 'snom.md 3.1 A T',
    },
    {
      name: 'fwd_busy_off_code',
      value: '{forward.busy.off_code}',
      firmware: { from: '8.7.4' },
      attributes: comfort,
      source: 'snom.md 3.1 A T',
    },
    {
      name: 'fwd_time_enabled',
      value: 'on',
      when: { 'forward.no_answer.target': '*' },
      firmware: { from: '8.7.4' },
      attributes: own,
      source: 'snom.md 3.1 A T',
    },
    {
      name: 'fwd_time_target',
      value: '{forward.no_answer.target}',
      firmware: { from: '8.7.4' },
      attributes: own,
      source: 'snom.md 3.1 A T',
    },
    {
      name: 'fwd_time_secs',
      value: '{forward.no_answer.seconds}',
      firmware: { from: '8.7.4' },
      attributes: own,
      source: 'snom.md 3.1 A T',
    },
    {
      name: 'fwd_time_on_code',
      value: '{forward.no_answer.on_code}',
      firmware: { from: '8.7.4' },
      attributes: comfort,
      source: 'snom.md 3.1 A T',
    },
    {
      name: 'fwd_time_off_code',
      value: '{forward.no_answer.off_code}',
      firmware: { from: '8.7.4' },
      attributes: comfort,
      source: 'snom.md 3.1 A T',
    },
  ],
}

const BACKUP = { 'kind.spare_of': '*' }

/** A line's backup registrar is an account of its own, which the line falls over to and the screen does not show. */
export const spareAccounts: SectionRows = {
  id: 'spare_accounts',
  title: 'Accounts at backup registrars',
  each: 'unused_line',
  when: DESK,
  rows: [
    ...identity,
    {
      name: 'user_host',
      value: '{backup_registrar.host}{backup_registrar.port|default_port}',
      absent: '{backup_registrar.host}[:{backup_registrar.port}]',
      when: { ...BACKUP, 'backup_registrar.bare_ipv6': null },
      attributes: account,
      source: 'snom.md 3.1 A W',
    },
    {
      name: 'user_host',
      value: '\\[{backup_registrar.host}\\]{backup_registrar.port|default_port}',
      absent: '\\[{backup_registrar.host}\\][:{backup_registrar.port}]',
      when: { ...BACKUP, 'backup_registrar.bare_ipv6': '*' },
      attributes: account,
      source: 'snom.md 3.1 A W',
    },
    {
      name: 'user_outbound',
      value: `{backup_registrar.host}[:{backup_registrar.port}]${TRANSPORT}`,
      when: { ...BACKUP, 'backup_registrar.bare_ipv6': null },
      attributes: account,
      source: 'snom.md 3.1: the backup host, where W repeats the primary',
    },
    {
      name: 'user_outbound',
      value: `\\[{backup_registrar.host}\\][:{backup_registrar.port}]${TRANSPORT}`,
      when: { ...BACKUP, 'backup_registrar.bare_ipv6': '*' },
      attributes: account,
      source: 'snom.md 3.1: the backup host, where W repeats the primary',
    },
    {
      name: 'user_failover_identity',
      value: 'none',
      when: BACKUP,
      attributes: account,
      source: 'snom.md 3.1 A W: the default',
    },
    { name: 'hide_identity', value: 'true', when: BACKUP, attributes: account, source: 'snom.md 3.1 A W' },
  ],
}

const UNUSED = { 'kind.spare_of': null }

/** Accounts the phone has but nobody uses: switched off and emptied, so that a removed line disappears. */
export const unusedAccounts: SectionRows = {
  id: 'unused_accounts',
  title: 'Unused accounts',
  each: 'unused_line',
  when: DESK,
  rows: [
    { name: 'user_active', value: 'off', when: UNUSED, attributes: account, source: 'snom.md 3.1 A W' },
    { name: 'user_name', value: '', when: UNUSED, attributes: account, source: 'snom.md 3.1 A' },
    { name: 'user_pname', value: '', when: UNUSED, attributes: account, source: 'snom.md 3.1 A W' },
    { name: 'user_pass', value: '', when: UNUSED, attributes: account, source: 'snom.md 3.1 A' },
    { name: 'user_realname', value: '', when: UNUSED, attributes: account, source: 'snom.md 3.1 A' },
    { name: 'user_idle_text', value: '', when: UNUSED, attributes: account, source: 'snom.md 3.1 A W' },
    { name: 'user_idle_number', value: '', when: UNUSED, attributes: account, source: 'snom.md 3.1 A W' },
    { name: 'user_host', value: '', when: UNUSED, attributes: account, source: 'snom.md 3.1 A' },
    { name: 'user_outbound', value: '', when: UNUSED, attributes: account, source: 'snom.md 3.1 A' },
    { name: 'user_mailbox', value: '', when: UNUSED, attributes: account, source: 'snom.md 3.1 A T W' },
    { name: 'user_failover_identity', value: 'none', when: UNUSED, attributes: account, source: 'snom.md 3.1 A W' },
    { name: 'hide_identity', value: 'false', when: UNUSED, attributes: account, source: 'snom.md 3.1 A W' },
    { name: 'user_shared_line', value: 'off', when: UNUSED, attributes: account, source: 'snom.md 3.1 A F' },
    { name: 'user_dp_str', value: '', when: UNUSED, attributes: account, source: 'snom.md 2.1 name A F' },
    { name: 'blf_directed_call_pickup', value: '', when: UNUSED, attributes: account, source: 'snom.md 3.2 A T' },
    // The last user's states must not meet the next one. Not read-only, or that one could not change them.
    { name: 'dnd_mode', value: 'off', when: UNUSED, attributes: left, source: 'snom.md 3.1 A T' },
    {
      name: 'fwd_all_enabled',
      value: 'off',
      when: UNUSED,
      firmware: { from: '8.7.4' },
      attributes: left,
      source: 'snom.md 3.1 A T',
    },
    {
      name: 'fwd_all_target',
      value: '',
      when: UNUSED,
      firmware: { from: '8.7.4' },
      attributes: left,
      source: 'snom.md 3.1 A T',
    },
    {
      name: 'fwd_busy_enabled',
      value: 'off',
      when: UNUSED,
      firmware: { from: '8.7.4' },
      attributes: left,
      source: 'snom.md 3.1 A T',
    },
    {
      name: 'fwd_busy_target',
      value: '',
      when: UNUSED,
      firmware: { from: '8.7.4' },
      attributes: left,
      source: 'snom.md 3.1 A T',
    },
    {
      name: 'fwd_time_enabled',
      value: 'off',
      when: UNUSED,
      firmware: { from: '8.7.4' },
      attributes: left,
      source: 'snom.md 3.1 A T',
    },
    {
      name: 'fwd_time_target',
      value: '',
      when: UNUSED,
      firmware: { from: '8.7.4' },
      attributes: left,
      source: 'snom.md 3.1 A T',
    },
  ],
}
