import type { SectionRows } from '../../src/domain/vendor.js'
import { NULL } from './null.js'

const TLS_CIPHERS = '!ECDH:AES:!ADH:!LOW:!NULL'

export const provisioning: SectionRows = {
  id: 'provisioning',
  title: 'Where and when to come back',
  rows: [
    { name: 'static.auto_provision.server.url', value: '{phone.url}', source: 'yealink.md 1.6 P, D' },
    {
      name: 'static.auto_provision.power_on',
      value: '{provisioning.power_on|bool}',
      absent: '1',
      source: 'yealink.md 1.6 P, D',
    },
    {
      name: 'static.auto_provision.repeat.enable',
      value: '1',
      when: { 'poll.mode': ['enrolment', 'interval'] },
      source: 'yealink.md 1.6 P tan',
    },
    {
      name: 'static.auto_provision.repeat.enable',
      value: '0',
      when: { 'poll.mode': ['never', 'daily'] },
      source: 'yealink.md 1.6 P tan',
    },
    {
      name: 'static.auto_provision.repeat.minutes',
      value: '1',
      when: { 'poll.mode': 'enrolment' },
      source: 'yealink.md 1.6 P tan',
    },
    {
      name: 'static.auto_provision.repeat.minutes',
      value: '{poll.minutes}',
      when: { 'poll.mode': 'interval' },
      source: 'yealink.md 1.6 P tan',
    },
    {
      name: 'static.auto_provision.weekly.enable',
      value: '1',
      when: { 'poll.mode': 'daily' },
      source: 'yealink.md 1.6 P tan',
    },
    {
      name: 'static.auto_provision.weekly.enable',
      value: '0',
      when: { 'poll.mode': ['never', 'interval', 'enrolment'] },
      source: 'yealink.md 1.6 P tan',
    },
    {
      name: 'static.auto_provision.weekly.dayofweek',
      value: '0123456',
      when: { 'poll.mode': 'daily' },
      source: 'yealink.md 1.6 P tan',
    },
    {
      name: 'static.auto_provision.weekly.begin_time',
      value: '{poll.from}',
      when: { 'poll.mode': 'daily' },
      source: 'yealink.md 1.6 P tan',
    },
    {
      name: 'static.auto_provision.weekly.end_time',
      value: '{poll.to}',
      when: { 'poll.mode': 'daily' },
      source: 'yealink.md 1.6 P tan',
    },
    {
      name: 'static.auto_provision.pnp_enable',
      value: '{provisioning.pnp|bool}',
      absent: '0',
      when: { 'phone.pinned': 'true' },
      source: 'yealink.md 1.1 P tan',
    },
    {
      name: 'static.auto_provision.dhcp_option.enable',
      value: '0',
      when: { 'phone.pinned': 'true' },
      source: 'yealink.md 1.1 P tan',
    },
    { name: 'static.zero_touch.enable', value: '0', when: { 'phone.pinned': 'true' }, source: 'yealink.md 1.1 P tan' },
    {
      name: 'static.auto_provision.custom.protect',
      value: '{provisioning.protect_user_changes|bool}',
      absent: '0',
      source: 'yealink.md 1.6 D',
    },
    {
      name: 'static.auto_provision.custom.sync',
      value: '{provisioning.protect_user_changes|bool}',
      absent: '0',
      source: 'yealink.md 1.6 D, C',
    },
    {
      name: 'static.auto_provision.custom.upload_method',
      value: '0',
      when: { 'provisioning.protect_user_changes': 'true' },
      source: 'yealink.md 1.6 C: 0 = PUT',
    },
    {
      name: 'static.auto_provision.aes_key_in_file',
      value: '0',
      when: { 'phone.file_key': '*' },
      source: 'yealink.md 1.6 D: the key is the one told here, not a file beside',
    },
    { name: 'static.auto_provision.aes_key_16.mac', value: '{phone.file_key}', source: 'yealink.md 1.6, 1.7 D' },
    { name: 'static.trusted_certificates.url', value: '{phone.ca_url}', source: 'yealink.md 1.5 D' },
    {
      name: 'static.security.ca_cert',
      value: '2',
      when: { 'phone.ca_url': '*' },
      source: 'yealink.md 1.5 P tan: 2 = built-in and added ones',
    },
    {
      name: 'static.security.trust_certificates',
      value: '1',
      when: { 'phone.scheme': 'https' },
      source: 'yealink.md 1.5 P tan',
    },
    {
      name: 'sip.tls_cipher_list',
      value: TLS_CIPHERS,
      when: { 'model.tls_ciphers': 'list' },
      firmware: { from: '84' },
      source: 'yealink.md 1.5 P tan: cures "unknown message digest"',
    },
    {
      name: 'security.tls_cipher_list',
      value: TLS_CIPHERS,
      when: { 'model.tls_ciphers': 'list' },
      firmware: { from: '84' },
      source: 'yealink.md 1.5 P tan: cures "unknown message digest"',
    },
    { name: 'static.firmware.url', value: '{firmware.url}', source: 'yealink.md 3.4 P wz' },
    {
      name: 'action_url.registered',
      value: '{phone.url}registered?ip=$ip&user=$active_user',
      when: { 'phone.state': 'used' },
      source: 'yealink.md 3.4 D format and $ip, U event; the name also in the vendor’s V84 template of all parameters',
    },
    {
      name: 'action_url.registered',
      value: NULL,
      when: { 'phone.state': 'cleared' },
      source: 'yealink.md 2 P wz, tan',
    },
    {
      name: 'action_url.unregistered',
      value: '{phone.url}unregistered?ip=$ip&user=$active_user',
      when: { 'phone.state': 'used' },
      source: 'yealink.md 3.4 D format and $ip, U event; the name also in the vendor’s V84 template of all parameters',
    },
    {
      name: 'action_url.unregistered',
      value: NULL,
      when: { 'phone.state': 'cleared' },
      source: 'yealink.md 2 P wz, tan',
    },
  ],
}

export const access: SectionRows = {
  id: 'access',
  title: 'Who may change the phone',
  rows: [
    {
      name: 'static.security.user_password',
      value: 'admin:{phone.admin_password}',
      covers: ['admin_password'],
      source: 'yealink.md 3.4 P: one line per user',
    },
    {
      name: 'static.security.user_password',
      value: 'user:{phone.user_password}',
      covers: ['user_password'],
      source: 'yealink.md 3.4 P: one line per user',
    },
    {
      // A third user between the two, with a factory password of its own.
      name: 'static.security.user_password',
      value: 'var:{phone.admin_password}',
      source: 'yealink.md 3.4 P: one line per user',
    },
  ],
}
