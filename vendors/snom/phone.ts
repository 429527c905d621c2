import type { SectionRows } from '../../src/domain/vendor.js'
import { DESK } from './families.js'
import { BOTH, CHOSEN, SERVER } from './perms.js'

export const provisioning: SectionRows = {
  id: 'provisioning',
  title: 'Where and when to come back',
  when: DESK,
  rows: [
    {
      name: 'auto_reboot_on_setting_change',
      value: 'on',
      attributes: SERVER,
      source: 'snom.md 2.2 A W: acts only from the top of the file',
    },
    { name: 'setting_server', value: '{phone.url}', attributes: BOTH, source: 'snom.md 1.1 A T W F' },
    {
      name: 'provisioning_order',
      value: 'redirection:stop',
      when: { 'phone.pinned': 'true' },
      firmware: { from: '8.7.3' },
      attributes: SERVER,
      source: 'snom.md 1.1 A S; W also keeps DHCP, which would let any DHCP server take the phone over',
    },
    {
      name: 'pnp_config',
      value: '{provisioning.pnp|onoff}',
      absent: 'off',
      when: { 'phone.pinned': 'true' },
      attributes: SERVER,
      source: 'snom.md 1.1, 6 A W',
    },
    {
      name: 'prov_polling_enabled',
      value: 'off',
      when: { 'poll.mode': 'never' },
      attributes: SERVER,
      source: 'snom.md 3.5 A S T',
    },
    {
      name: 'prov_polling_enabled',
      value: 'on',
      when: { 'poll.mode': ['enrolment', 'interval', 'daily'] },
      attributes: SERVER,
      source: 'snom.md 3.5 A S T',
    },
    {
      name: 'prov_polling_mode',
      value: 'rel',
      when: { 'poll.mode': ['enrolment', 'interval'] },
      attributes: SERVER,
      source: 'snom.md 3.5 A S T',
    },
    {
      name: 'prov_polling_mode',
      value: 'random',
      when: { 'poll.mode': 'daily' },
      attributes: SERVER,
      source: 'snom.md 3.5 A S T',
    },
    {
      name: 'prov_polling_period',
      value: '60',
      when: { 'poll.mode': 'enrolment' },
      attributes: SERVER,
      source: 'snom.md 3.5 A T',
    },
    {
      name: 'prov_polling_period',
      value: '{poll.seconds}',
      when: { 'poll.mode': 'interval' },
      attributes: SERVER,
      source: 'snom.md 3.5 A S',
    },
    {
      name: 'prov_polling_period',
      value: '86400',
      when: { 'poll.mode': 'daily' },
      attributes: SERVER,
      source: 'snom.md 3.5 A T',
    },
    {
      name: 'prov_polling_time',
      value: '{poll.from}',
      when: { 'poll.mode': ['enrolment', 'daily'] },
      attributes: SERVER,
      source: 'snom.md 3.5 A S T',
    },
    {
      name: 'prov_polling_time_rand_end',
      value: '{poll.to}',
      when: { 'poll.mode': ['enrolment', 'daily'] },
      attributes: SERVER,
      source: 'snom.md 3.5 A S T',
    },
    {
      name: 'settings_refresh_timer',
      value: '0',
      attributes: SERVER,
      source: 'snom.md 3.5 A S F: the older way of polling, off',
    },
    {
      name: 'update_policy',
      value: 'auto_update',
      when: { 'firmware.url': '*' },
      attributes: SERVER,
      source: 'snom.md 3.5 A S',
    },
    {
      name: 'update_policy',
      value: 'settings_only',
      when: { 'firmware.url': null },
      attributes: SERVER,
      source: 'snom.md 3.5 A S',
    },
    {
      name: 'firmware_status',
      value: '{phone.url}snom{phone.model}-{phone.MAC}-firmware.xml',
      absent: '',
      when: { 'firmware.url': '*' },
      attributes: SERVER,
      source: 'snom.md 3.5 A; W, T serve it as snom<model>-firmware.xml',
    },
    {
      name: 'firmware_status',
      value: '',
      when: { 'firmware.url': null },
      attributes: SERVER,
      source: 'snom.md 3.5 A T: empty if none',
    },
    {
      name: 'challenge_checksync',
      value: 'off',
      attributes: SERVER,
      source: 'snom.md 5 A S F: a check-sync is obeyed without a password, by whatever route it comes',
    },
    { name: 'challenge_reboot', value: 'off', attributes: SERVER, source: 'snom.md 5 A S F' },
    {
      name: 'checksync_action',
      value: '',
      firmware: { from: '10.1.180' },
      attributes: SERVER,
      source: 'snom.md 5 A S: the event itself says whether to reboot',
    },
    {
      name: 'allow_sip_settings',
      value: 'off',
      attributes: SERVER,
      source: 'snom.md 5 A S: nobody changes settings by SIP MESSAGE',
    },
  ],
}

/** The file behind `firmware_status`; these rows must not stand in a settings file (snom.md 2.1 A S). */
export const firmware: SectionRows = {
  id: 'firmware',
  title: 'Firmware',
  rows: [{ name: 'firmware', value: '{firmware.url}', attributes: { perm: '' }, source: 'snom.md 2.1 A S' }],
}

export const certificates: SectionRows = {
  id: 'certificates',
  title: 'Certificates to trust',
  rows: [
    {
      name: 'certificate',
      value: '{phone.ca_body}',
      attributes: { type: 'base64' },
      source: 'snom.md 2.1 A G: works at once, unlike one fetched by URL',
    },
  ],
}

export const access: SectionRows = {
  id: 'access',
  title: 'Who may change the phone',
  when: DESK,
  rows: [
    {
      name: 'admin_mode',
      value: 'off',
      attributes: BOTH,
      source: 'snom.md 2.2 A W: read-only, nobody could enter admin mode',
    },
    {
      name: 'admin_mode_password',
      value: '{phone.admin_password}',
      covers: ['admin_password'],
      attributes: SERVER,
      source: 'snom.md 3.5 A S',
    },
    {
      name: 'admin_mode_password_confirm',
      value: '{phone.admin_password}',
      attributes: SERVER,
      source: 'snom.md 3.5 A S',
    },
    {
      name: 'http_user',
      value: 'admin',
      when: { 'model.web': 'http' },
      attributes: SERVER,
      source: 'snom.md 3.5 A T S',
    },
    {
      name: 'http_pass',
      value: '{phone.admin_password}',
      when: { 'model.web': 'http' },
      attributes: SERVER,
      source: 'snom.md 3.5 A T S',
    },
    {
      name: 'webserver_admin_name',
      value: 'admin',
      when: { 'model.web': 'webserver' },
      attributes: SERVER,
      source: 'snom.md 3.5 A T',
    },
    {
      name: 'webserver_admin_password',
      value: '{phone.admin_password}',
      when: { 'model.web': 'webserver' },
      attributes: SERVER,
      source: 'snom.md 3.5 A T',
    },
    {
      name: 'webserver_user_name',
      value: 'user',
      when: { 'model.web': 'webserver' },
      attributes: SERVER,
      source: 'snom.md 3.5 A T',
    },
    {
      name: 'webserver_user_password',
      value: '{phone.user_password}',
      when: { 'model.web': 'webserver' },
      covers: ['user_password'],
      attributes: SERVER,
      source: 'snom.md 3.5 A T',
    },
  ],
}

export const network: SectionRows = {
  id: 'network',
  title: 'Network, only what was chosen',
  when: DESK,
  rows: [
    {
      name: 'vlan_id',
      value: '{vlan.phone.id}',
      covers: ['vlan.phone'],
      attributes: SERVER,
      source: 'snom.md 3.5 A T W',
    },
    { name: 'vlan_id', value: '', when: { 'vlan.phone.state': 'off' }, attributes: SERVER, source: 'snom.md 8.4 A T' },
    {
      name: 'vlan_qos',
      value: '{vlan.phone.priority}',
      absent: '0',
      when: { 'vlan.phone.state': 'on' },
      attributes: SERVER,
      source: 'snom.md 3.5 A T',
    },
    { name: 'vlan_qos', value: '', when: { 'vlan.phone.state': 'off' }, attributes: SERVER, source: 'snom.md 8.4 A T' },
    {
      name: 'vlan_port_tagging',
      value: 'on',
      when: { 'vlan.pc.state': 'on' },
      covers: ['vlan.pc'],
      attributes: SERVER,
      source: 'snom.md 3.5 A T F',
    },
    {
      name: 'vlan_port_tagging',
      value: 'off',
      when: { 'vlan.pc.state': 'off' },
      attributes: SERVER,
      source: 'snom.md 8.4 A T',
    },
    { name: 'vlan_pc_id', value: '{vlan.pc.id}', attributes: SERVER, source: 'snom.md 3.5 A T F' },
    { name: 'vlan_pc_id', value: '', when: { 'vlan.pc.state': 'off' }, attributes: SERVER, source: 'snom.md 8.4 A T' },
    {
      name: 'vlan_pc_priority',
      value: '{vlan.pc.priority}',
      absent: '0',
      when: { 'vlan.pc.state': 'on' },
      attributes: SERVER,
      source: 'snom.md 3.5 A T F',
    },
    {
      name: 'vlan_pc_priority',
      value: '',
      when: { 'vlan.pc.state': 'off' },
      attributes: SERVER,
      source: 'snom.md 8.4 A T',
    },
    { name: 'lldp_enable', value: '{lldp|onoff}', attributes: SERVER, source: 'snom.md 3.5 A T' },
    { name: 'syslog_server', value: '{syslog.server}', attributes: SERVER, source: 'snom.md 3.5 A F' },
    {
      name: 'log_level',
      value: '{syslog.level}',
      attributes: SERVER,
      source: 'snom.md 3.5 A F; C: levels 0 to 9, written as the severity of RFC 5424',
    },
  ],
}

const NO_LDAP: SectionRows['rows'] = [
  { name: 'ldap_server', value: '', attributes: CHOSEN, source: 'snom.md 3.7 A T' },
  { name: 'ldap_base', value: '', attributes: CHOSEN, source: 'snom.md 3.7 A T' },
  { name: 'ldap_username', value: '', attributes: CHOSEN, source: 'snom.md 3.7 A T' },
  { name: 'ldap_password', value: '', attributes: CHOSEN, source: 'snom.md 3.7 A T' },
]

export const ldap: SectionRows = {
  id: 'ldap',
  title: 'LDAP directory',
  when: { ...DESK, 'ldap.host': '*', 'ldap.tls': ['none', 'ldaps'], 'phone.state': 'used' },
  rows: [
    { name: 'ldap_server', value: '{ldap.host}', attributes: SERVER, source: 'snom.md 3.7 A T' },
    {
      name: 'ldap_port',
      value: '{ldap.port}',
      absent: '{ldap.tls|ldap_port}',
      attributes: SERVER,
      source: 'snom.md 3.7 A T',
    },
    { name: 'ldap_over_tls', value: '{ldap.tls|ldap_tls}', attributes: SERVER, source: 'snom.md 3.7 A T' },
    { name: 'ldap_base', value: '{ldap.base}', absent: '', attributes: SERVER, source: 'snom.md 3.7 A T' },
    { name: 'ldap_username', value: '{ldap.user}', absent: '', attributes: SERVER, source: 'snom.md 3.7 A T' },
    { name: 'ldap_password', value: '{ldap.password}', absent: '', attributes: SERVER, source: 'snom.md 3.7 A T' },
    { name: 'ldap_search_filter', value: '{ldap.name_filter}', attributes: SERVER, source: 'snom.md 3.7 A T' },
    { name: 'ldap_number_filter', value: '{ldap.number_filter}', attributes: SERVER, source: 'snom.md 3.7 A T' },
    { name: 'ldap_name_attributes', value: '{ldap.name_attributes}', attributes: SERVER, source: 'snom.md 3.7 A T' },
    {
      name: 'ldap_number_attributes',
      value: '{ldap.number_attributes}',
      attributes: SERVER,
      source: 'snom.md 3.7 A T',
    },
    { name: 'ldap_display_name', value: '{ldap.display_name}', attributes: SERVER, source: 'snom.md 3.7 A T' },
    { name: 'ldap_max_hits', value: '{ldap.max_hits}', attributes: SERVER, source: 'snom.md 3.7 A F' },
  ],
}

export const ldapNone: SectionRows = {
  id: 'ldap_none',
  title: 'No LDAP directory',
  when: { ...DESK, 'ldap.host': null, 'phone.state': 'used' },
  rows: NO_LDAP,
}

/** Snom has no STARTTLS (snom.md 3.7 A T), and neither a bare connection nor another port is what was asked for. */
export const ldapImpossible: SectionRows = {
  id: 'ldap_impossible',
  title: 'No LDAP directory: the phone has no STARTTLS',
  when: { ...DESK, 'ldap.host': '*', 'ldap.tls': 'starttls', 'phone.state': 'used' },
  rows: [
    ...NO_LDAP,
    // Has no word for STARTTLS, so it is never written but makes the phone's warnings say so.
    { name: 'ldap_over_tls', value: '{ldap.tls|ldap_tls}', attributes: SERVER, source: 'snom.md 3.7 A T: no STARTTLS' },
  ],
}

const CLEARED = { ...DESK, 'phone.state': 'cleared' }

/** A phone without a user keeps no directory, whatever the user entered there. */
export const cleared: SectionRows = {
  id: 'cleared',
  title: 'Nothing left of the last user',
  when: CLEARED,
  rows: [
    { name: 'ldap_server', value: '', attributes: BOTH, source: 'snom.md 3.7 A T' },
    { name: 'ldap_base', value: '', attributes: BOTH, source: 'snom.md 3.7 A T' },
    { name: 'ldap_username', value: '', attributes: BOTH, source: 'snom.md 3.7 A T' },
    { name: 'ldap_password', value: '', attributes: BOTH, source: 'snom.md 3.7 A T' },
    { name: 'dkey_directory', value: 'keyevent F_ADR_BOOK', attributes: BOTH, source: 'snom.md 3.2 A T' },
    { name: 'dkey_retrieve', value: 'keyevent F_RETRIEVE', attributes: BOTH, source: 'snom.md 3.2 A' },
  ],
}

const TBOOK = { name: 'tbook', value: '', source: 'snom.md 2.4 A S' } as const

/**
 * `complete` is the only way to delete contacts (snom.md 2.4 A S), so whoever wants to keep what users enter at the
 * phone keeps what was deleted here, too.
 */
export const directory: SectionRows = {
  id: 'directory',
  title: 'Directory',
  when: DESK,
  rows: [
    { ...TBOOK, when: { 'phone.state': 'cleared' }, attributes: { e: '2', complete: 'true' } },
    {
      ...TBOOK,
      when: { 'phone.directory': 'own', 'provisioning.protect_user_changes': 'true' },
      attributes: { e: '2' },
    },
    {
      ...TBOOK,
      when: { 'phone.directory': 'own', 'provisioning.protect_user_changes': 'false' },
      attributes: { e: '2', complete: 'true' },
    },
  ],
}
