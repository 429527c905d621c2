import type { KeyKind } from '../../src/domain/keys.js'
import type { KeyForm, Vendor } from '../../src/domain/vendor.js'

/** A key of the phone as a whole: it works whichever account is active. */
const global = { context: 'active', label: '{key.label}' }
/** A key of one account. Without a value it does nothing, rather than keep what it did before. */
const dials = { context: '{key.line}', label: '{key.label}', fallback: 'none' }

/**
 * Key kinds as the text of `<fkey>`. Source: snom.md 3.2; A unless noted.
 * Where the value is missing, `fallback` is written instead.
 */
export const keyKinds: Readonly<Record<KeyKind, KeyForm | null>> = {
  // The factory state of a key, which both peers write for unused ones: a free line key of the active account.
  none: { text: 'line', context: 'active', unused: 'yes' },
  line: { text: 'line', context: '{key.line}', label: '{key.label}' },
  blf: { ...dials, text: 'blf {key.value}[|{key.pickup}]' },
  speed_dial: { ...dials, text: 'speed {key.value}' },
  // W: `orbit` on 710 715 720 725 760 D765 only, elsewhere the slot is dialled.
  park: { ...dials, text: '{model.park} {key.value}' },
  retrieve: { ...dials, text: 'speed {key.value}' },
  pickup: { ...dials, text: 'speed {key.value}' },
  group_pickup: { ...dials, text: 'speed {key.value}' },
  intercom: { ...dials, text: 'icom {key.value}' },
  dtmf: { ...dials, text: 'dtmf {key.value}' },
  voicemail: { ...dials, text: 'speed {key.value}', fallback: 'keyevent F_VOICEMAIL_INFO' },
  // A code toggles DND at the PBX (T); without one the phone does it itself.
  dnd: { ...global, text: 'speed {key.value}', fallback: 'keyevent F_DND' },
  forward: { ...dials, text: 'redirect {key.value}', fallback: 'keyevent F_REDIRECT' },
  transfer: { ...dials, text: 'transfer {key.value}', fallback: 'keyevent F_TRANSFER' },
  hold: { ...global, text: 'keyevent F_HOLD' },
  // The key event is known from hard keys only: B.
  conference: { ...dials, text: 'conference {key.value}', fallback: 'keyevent F_CONFERENCE' },
  redial: { ...global, text: 'keyevent F_REDIAL' },
  history: { ...global, text: 'keyevent F_CALL_LIST' },
  directory: { ...global, text: 'keyevent F_ADR_BOOK' },
  ldap: { ...global, text: 'keyevent F_DIRECTORY_SEARCH' },
  url: { ...dials, text: 'url {key.value}' },
  // An XML application lives at an address, and that is a `url` key; a key of type `xml` holds a definition instead.
  xml: { ...dials, text: 'url {key.value}' },
  paging: { ...dials, text: 'multicast {key.value}' },
  // A code is sent as DTMF in the call, which every PBX understands. Without one: `recorder` (S), where T has `record`.
  record: { ...dials, text: 'dtmf {key.value}', fallback: 'recorder' },
  prefix: null,
  menu: { ...global, text: 'keyevent F_SETTINGS' },
}

/** Soft keys. Source: snom.md 3.2 and 8.7; `keyevent none` for an empty one is T's. */
export const softkeyKinds: Vendor['softkeyKinds'] = {
  none: { text: 'keyevent none' },
  history: { text: 'keyevent F_CALL_LIST', label: '{key.label}' },
  menu: { text: 'keyevent F_SETTINGS', label: '{key.label}' },
  dnd: { text: 'keyevent F_DND', label: '{key.label}' },
  ldap: { text: 'keyevent F_DIRECTORY_SEARCH', label: '{key.label}' },
  directory: { text: 'keyevent F_ADR_BOOK', label: '{key.label}' },
  group_pickup: { text: 'speed {key.value}', fallback: 'keyevent none', label: '{key.label}' },
  pickup: { text: 'speed {key.value}', fallback: 'keyevent none', label: '{key.label}' },
  speed_dial: { text: 'speed {key.value}', fallback: 'keyevent none', label: '{key.label}' },
  redial: { text: 'keyevent F_REDIAL', label: '{key.label}' },
  voicemail: { text: 'speed {key.value}', fallback: 'keyevent F_VOICEMAIL_INFO', label: '{key.label}' },
  forward: { text: 'keyevent F_REDIRECT', label: '{key.label}' },
  hold: { text: 'keyevent F_HOLD', label: '{key.label}' },
}
