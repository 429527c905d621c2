import type { SectionRows } from '../../src/domain/vendor.js'
import { DECT, DESK } from './families.js'

const BASE = 'snom.md 4 (DECT): no source names a parameter of a base for it'

/**
 * What somebody may choose and this model cannot say, although its sisters can. These rows are never written:
 * their map has no word, and that is what the phone's warnings report.
 */
export const lacking: SectionRows = {
  id: 'lacking',
  title: 'Not known to this model',
  rows: [
    {
      name: 'webserver_user_password',
      value: '{user_password|no_word}',
      when: { ...DESK, 'model.web': 'http' },
      source: 'snom.md 3.5 A: only the D8xx have a web user besides the administrator',
    },
    {
      name: 'http_basic_pass',
      value: '{user_password|no_word}',
      when: { 'model.dect': 'old' },
      source: 'B W (DECT template): M400 and M900 only',
    },
    {
      name: 'ntp_server',
      value: '{ntp_servers|no_word}',
      when: { 'ntp_servers.2': '*' },
      source: 'snom.md 3.5 A: one time server',
    },
    {
      name: 'dkey_directory',
      value: '{phonebooks|no_word}',
      when: { phonebooks: ['2', '3', '4', '5'] },
      source: 'snom.md 3.7 A W: one directory key, one address',
    },
  ],
}

/** Choices of a desk phone that a DECT base has no parameter for. */
export const dectLacking: SectionRows = {
  id: 'dect_lacking',
  title: 'Not known to a DECT base',
  when: DECT,
  rows: [
    { name: 'call_waiting', value: '{call_waiting.enabled|no_word}', source: BASE },
    { name: 'call_waiting', value: '{call_waiting.tone|no_word}', source: BASE },
    { name: 'dnd_mode', value: '{dnd|no_word}', source: BASE },
    { name: 'dnd_on_code', value: '{dnd_codes.on|no_word}', source: BASE },
    { name: 'dnd_off_code', value: '{dnd_codes.off|no_word}', source: BASE },
    { name: 'fwd_all_target', value: '{forward.always.target|no_word}', source: BASE },
    { name: 'fwd_busy_target', value: '{forward.busy.target|no_word}', source: BASE },
    { name: 'fwd_time_target', value: '{forward.no_answer.target|no_word}', source: BASE },
    { name: 'user_dp_str', value: '{dial_plan|no_word}', source: BASE },
    { name: 'auto_dial', value: '{dial_timeout|no_word}', source: BASE },
    { name: 'keyboard_lock_emergency', value: '{emergency_numbers|no_word}', source: BASE },
    { name: 'blf_directed_call_pickup', value: '{pickup_code|no_word}', source: BASE },
    { name: 'quick_transfer', value: '{transfer|no_word}', source: BASE },
    { name: 'user_ringer', value: '{ringtone|no_word}', source: BASE },
    { name: 'alert_group_ring_sound', value: '{queue_ringtone|no_word}', source: BASE },
    { name: 'alert_external_ring_sound', value: '{external_ringtone|no_word}', source: BASE },
    { name: 'backlight', value: '{brightness|no_word}', source: BASE },
    { name: 'dim_timer', value: '{backlight_seconds|no_word}', source: BASE },
    { name: 'screen_saver_timeout', value: '{screensaver_seconds|no_word}', source: BASE },
    { name: 'date_us_format', value: '{date_format|no_word}', source: BASE },
    { name: 'time_24_format', value: '{time_format|no_word}', source: BASE },
    { name: 'lldp_enable', value: '{lldp|no_word}', source: BASE },
    { name: 'vlan_pc_id', value: '{vlan.pc.id|no_word}', source: BASE },
    { name: 'syslog_server', value: '{syslog.server|no_word}', source: BASE },
    { name: 'log_level', value: '{syslog.level|no_word}', source: BASE },
    { name: 'ldap_server', value: '{ldap.host|no_word}', source: BASE },
    { name: 'firmware_status', value: '{firmware.url|no_word}', source: BASE },
  ],
}
