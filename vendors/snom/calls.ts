import type { SectionRows } from '../../src/domain/vendor.js'
import { DESK } from './families.js'
import { BOTH, CHOSEN, SERVER, USER } from './perms.js'

/** The text a PBX puts into Alert-Info, and what the phone rings then; group is what Snom calls a queue. */
const ALERT = 'snom.md 3.7 A F; the text is of the PBX'

export const calls: SectionRows = {
  id: 'calls',
  title: 'Calls',
  when: DESK,
  rows: [
    { name: 'enable_rport_rfc3581', value: 'on', attributes: SERVER, source: 'snom.md 3.1 A F' },
    {
      name: 'filter_registrar',
      value: 'off',
      attributes: SERVER,
      source: 'snom.md 3.1 A W Ast: calls may come from another server of the PBX',
    },
    {
      name: 'challenge_response',
      value: 'off',
      attributes: SERVER,
      source: 'snom.md 3.1 A W Ast: no password prompt on the screen',
    },
    { name: 'user_phone', value: 'off', attributes: SERVER, source: 'snom.md 3.1 A W Ast: no user=phone in addresses' },
    { name: 'call_completion', value: 'off', attributes: SERVER, source: 'snom.md 3.1 A W Ast' },
    {
      name: 'status_msgs_that_are_blocked',
      value:
        'Identity{spare.1|two_digits}IsNotRegistered[ Identity{spare.2|two_digits}IsNotRegistered][ Identity{spare.3|two_digits}IsNotRegistered][ Identity{spare.4|two_digits}IsNotRegistered][ Identity{spare.5|two_digits}IsNotRegistered][ Identity{spare.6|two_digits}IsNotRegistered]',
      absent: '',
      attributes: SERVER,
      source: 'snom.md 3.1 A W: an account at a backup registrar is no news',
    },
    { name: 'quick_transfer', value: '{transfer}', attributes: CHOSEN, source: 'snom.md 3.4 A W F' },
    {
      name: 'transfer_dialing_on_transfer',
      value: '{transfer|dialling}',
      attributes: CHOSEN,
      source: 'snom.md 3.4 A T',
    },
    {
      name: 'transfer_dialing_on_other',
      value: '{transfer|dialling}',
      attributes: CHOSEN,
      source: 'snom.md 3.4 A W F',
    },
    { name: 'mwi_dialtone', value: '{mwi|mwi}', attributes: CHOSEN, source: 'snom.md 3.7 A' },
    {
      name: 'privacy_out',
      value: '{anonymous_calls|onoff}',
      attributes: CHOSEN,
      source: 'F and other public templates: on, off; the page Privacy Settings of the phone, for all its accounts',
    },
    {
      name: 'auto_dial',
      value: '{dial_timeout|never}',
      absent: '{dial_timeout}',
      attributes: CHOSEN,
      source: 'A T: seconds (its fixture has 4), off in older versions',
    },
    { name: 'keyboard_lock_emergency', value: '{emergency_numbers}', attributes: SERVER, source: 'snom.md 3.7 A' },
    {
      name: 'dkey_retrieve',
      value: 'speed {voicemail_number}',
      absent: 'keyevent F_RETRIEVE',
      when: { 'phone.state': 'used' },
      attributes: CHOSEN,
      source: 'snom.md 3.1 A T W',
    },
    {
      name: 'dkey_directory',
      value: 'url {phonebooks.first}',
      absent: 'keyevent F_ADR_BOOK',
      when: { 'phone.state': 'used', 'ldap.host': null },
      covers: ['phonebooks.1'],
      attributes: CHOSEN,
      source: 'snom.md 3.7 A W: one directory key, one address',
    },
    {
      name: 'dkey_directory',
      value: 'url {phonebooks.first}',
      absent: 'keyevent F_DIRECTORY_SEARCH',
      when: { 'phone.state': 'used', 'ldap.host': '*' },
      attributes: CHOSEN,
      source: 'snom.md 3.2, 3.7 A T',
    },
    {
      name: 'ring_sound',
      value: '{ringtone|phone_ringer}',
      attributes: USER,
      source: "snom.md 3.7 A T N: Custom is an account's only, here it becomes the first",
    },
    {
      name: 'alert_internal_ring_text',
      value: '{alert.internal}',
      when: { ringtone: '*' },
      attributes: SERVER,
      source: ALERT,
    },
    { name: 'alert_internal_ring_sound', value: '{ringtone|phone_ringer}', attributes: USER, source: ALERT },
    {
      name: 'alert_external_ring_text',
      value: '{alert.external}',
      when: { external_ringtone: '*' },
      attributes: SERVER,
      source: ALERT,
    },
    { name: 'alert_external_ring_sound', value: '{external_ringtone|phone_ringer}', attributes: USER, source: ALERT },
    {
      name: 'alert_group_ring_text',
      value: '{alert.queue}',
      when: { queue_ringtone: '*' },
      attributes: SERVER,
      source: ALERT,
    },
    { name: 'alert_group_ring_sound', value: '{queue_ringtone|phone_ringer}', attributes: USER, source: ALERT },
  ],
}

/**
 * How firmware before 8.7.4 forwards: for the phone as a whole, under other names. The names are B F (a 720);
 * 8.7.4 brought the last of the newer ones (vendor wiki, fwd_time_enabled).
 */
export const oldForwarding: SectionRows = {
  id: 'old_forwarding',
  title: 'Forwarding',
  when: { ...DESK, 'phone.state': 'used' },
  rows: [
    {
      name: 'redirect_allways',
      value: 'on',
      when: { 'forward.always.target': '*' },
      firmware: { below: '8.7.4' },
      attributes: USER,
      source: 'snom.md 3.1 B F 720, the misspelling included',
    },
    {
      name: 'redirect_number',
      value: '{forward.always.target}',
      firmware: { below: '8.7.4' },
      attributes: USER,
      source: 'snom.md 3.1 B F 720',
    },
    {
      name: 'redirect_always_on_code',
      value: '{forward.always.on_code}',
      firmware: { below: '8.7.4' },
      attributes: CHOSEN,
      source: 'B F 720',
    },
    {
      name: 'redirect_always_off_code',
      value: '{forward.always.off_code}',
      firmware: { below: '8.7.4' },
      attributes: CHOSEN,
      source: 'B F 720',
    },
    {
      name: 'redirect_on_busy',
      value: 'on',
      when: { 'forward.busy.target': '*' },
      firmware: { below: '8.7.4' },
      attributes: USER,
      source: 'snom.md 3.1 B F 720',
    },
    {
      name: 'redirect_busy_number',
      value: '{forward.busy.target}',
      firmware: { below: '8.7.4' },
      attributes: USER,
      source: 'B F 720',
    },
    {
      name: 'redirect_busy_on_code',
      value: '{forward.busy.on_code}',
      firmware: { below: '8.7.4' },
      attributes: CHOSEN,
      source: 'B F 720',
    },
    {
      name: 'redirect_busy_off_code',
      value: '{forward.busy.off_code}',
      firmware: { below: '8.7.4' },
      attributes: CHOSEN,
      source: 'B F 720',
    },
    {
      name: 'redirect_on_timeout',
      value: 'on',
      when: { 'forward.no_answer.target': '*' },
      firmware: { below: '8.7.4' },
      attributes: USER,
      source: 'B F 720',
    },
    {
      name: 'redirect_time_number',
      value: '{forward.no_answer.target}',
      firmware: { below: '8.7.4' },
      attributes: USER,
      source: 'B F 720',
    },
    {
      name: 'redirect_time',
      value: '{forward.no_answer.seconds}',
      firmware: { below: '8.7.4' },
      attributes: USER,
      source: 'snom.md 3.1 B F 720',
    },
    {
      name: 'redirect_time_on_code',
      value: '{forward.no_answer.on_code}',
      firmware: { below: '8.7.4' },
      attributes: CHOSEN,
      source: 'B F 720',
    },
    {
      name: 'redirect_time_off_code',
      value: '{forward.no_answer.off_code}',
      firmware: { below: '8.7.4' },
      attributes: CHOSEN,
      source: 'B F 720',
    },
  ],
}

const OLD_LEFT = { firmware: { below: '8.7.4' }, attributes: BOTH, source: 'snom.md 3.1 B F 720' }

/**
 * What the last user chose for the phone as a whole: anonymity, and forwarding under its older names; under the newer
 * ones it goes with the account.
 */
export const clearedCalls: SectionRows = {
  id: 'cleared_calls',
  title: 'Nothing left of how the last user called',
  when: { ...DESK, 'phone.state': 'cleared' },
  rows: [
    { name: 'privacy_out', value: 'off', attributes: BOTH, source: 'F: on, off' },
    { name: 'redirect_allways', value: 'off', ...OLD_LEFT },
    { name: 'redirect_number', value: '', ...OLD_LEFT },
    { name: 'redirect_on_busy', value: 'off', ...OLD_LEFT },
    { name: 'redirect_busy_number', value: '', ...OLD_LEFT },
    { name: 'redirect_on_timeout', value: 'off', ...OLD_LEFT },
    { name: 'redirect_time_number', value: '', ...OLD_LEFT },
  ],
}
