import type { KeyKind } from '../../src/domain/keys.js'
import type { KeyForm, Vendor } from '../../src/domain/vendor.js'

const common = { line: '{key.line}', label: '{key.label}' }
const dials = { ...common, value: '{key.value}' }

/**
 * Key kinds as Yealink type codes. Source: yealink.md 3.3 (tancredi's macros and FusionPBX's table agree unless noted).
 * `extension` and `pickup` both carry the pickup code: up to V82 phones read the one, from V83 the other.
 */
export const keyKinds: Readonly<Record<KeyKind, KeyForm | null>> = {
  none: { type: '0' },
  line: { type: '15', ...common },
  blf: { type: '16', ...dials, extension: '{key.pickup}', pickup: '{key.pickup}' },
  speed_dial: { type: '13', ...dials },
  park: { type: '10', ...dials },
  retrieve: { type: '56', ...dials },
  pickup: { type: '9', ...dials, extension: '{key.value}', pickup: '{key.value}' },
  group_pickup: { type: '23', ...dials, extension: '{key.value}', pickup: '{key.value}' },
  intercom: { type: '14', ...dials },
  dtmf: { type: '11', ...dials },
  voicemail: { type: '12', ...dials },
  dnd: { type: '5', label: '{key.label}' },
  forward: { type: '2', ...dials },
  transfer: { type: '3', ...dials },
  hold: { type: '4', label: '{key.label}' },
  conference: { type: '1', ...dials },
  redial: { type: '6', label: '{key.label}' },
  // 28 is a soft key's code; no source shows it on a line key.
  history: null,
  // 61 in tancredi, 29 in FusionPBX: 61 is the newer table.
  directory: { type: '61', label: '{key.label}' },
  ldap: { type: '38', label: '{key.label}' },
  url: { type: '17', ...dials },
  xml: { type: '27', ...dials },
  paging: { type: '24', ...dials },
  // 11 sends the recording code as DTMF in the call, which every PBX understands; 25 needs a Broadsoft server.
  record: { type: '11', ...dials },
  prefix: { type: '40', ...dials },
  menu: null,
}

/**
 * Soft keys. Source: yealink.md 3.3 (28 and 30 exist only here) and 9.6; the codes of the others are those of line keys.
 */
export const softkeyKinds: Vendor['softkeyKinds'] = {
  none: { type: '0' },
  history: { type: '28', label: '{key.label}' },
  menu: { type: '30', label: '{key.label}' },
  dnd: { type: '5', label: '{key.label}' },
  ldap: { type: '38', label: '{key.label}' },
  directory: { type: '61', label: '{key.label}' },
  group_pickup: { type: '23', label: '{key.label}', pickup: '{key.value}' },
  pickup: { type: '9', label: '{key.label}', pickup: '{key.value}' },
  speed_dial: { type: '13', label: '{key.label}', value: '{key.value}' },
  redial: { type: '6', label: '{key.label}' },
  voicemail: { type: '12', label: '{key.label}', value: '{key.value}' },
  forward: { type: '2', label: '{key.label}', value: '{key.value}' },
  intercom: { type: '14', label: '{key.label}', value: '{key.value}' },
  paging: { type: '24', label: '{key.label}', value: '{key.value}' },
  xml: { type: '27', label: '{key.label}', value: '{key.value}' },
  prefix: { type: '40', label: '{key.label}', value: '{key.value}' },
}
