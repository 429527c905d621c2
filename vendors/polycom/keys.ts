import type { KeyKind } from '../../src/domain/keys.js'
import type { KeyForm, Vendor } from '../../src/domain/vendor.js'

/** An entry of `attendant.resourceList`; a key without a number stays unassigned and takes no place in the list. */
const resource = { category: '{key.value|blf}', group: '{key.value|resource}' }

/** A favourite of the contact directory that the key points to; `title` is shown where nobody chose a label. */
const favourite = { category: 'SpeedDial', group: 'favourite' }
const dials = {
  category: '{key.value|favourite}',
  group: '{key.value|favourite_group}',
  contact: '{key.value}',
  title: '{key.value}',
}

/**
 * Key kinds as line-key categories. Source: polycom.md 3.2 (H: category, resource type, favourites).
 * A contact that starts with `^` is an action string, on every release since SIP 3.1 (vendor's administrator guides
 * SIP 3.1 ch. 4, UC Software 4.1.6 modules p. 31 and 5.8 "Macro Actions": D). It needs no line-key category `EFK`,
 * which only newer releases know (M), nor one of the 50 entries of `efk.efklist`. The functions behind `$F` are the
 * vendor's list in SIP 3.0.2 A-70 (D).
 */
export const keyKinds: Readonly<Record<KeyKind, KeyForm | null>> = {
  none: { category: 'Unassigned' },
  line: { category: 'Line', index: '{key.line}' },
  blf: { ...resource, type: 'normal' },
  speed_dial: dials,
  // `automata` shows the slot's state, and one press sends the call there (M).
  park: { ...resource, type: 'automata' },
  retrieve: dials,
  pickup: dials,
  group_pickup: dials,
  intercom: { ...dials, contact: '^{key.value}$Tintercom$' },
  dtmf: { ...dials, contact: '^{key.value}$Tdtmf$' },
  voicemail: { ...favourite, contact: '{key.value}', bare: '^$FMessages$', title: 'Voicemail' },
  dnd: { ...favourite, bare: '^$FDoNotDisturb$', title: 'DND' },
  // No function of that name is in the vendor's list.
  forward: null,
  transfer: { ...favourite, contact: '^{key.value}$Trefer$', bare: '^$FTransfer$', title: 'Transfer' },
  hold: { ...favourite, bare: '^$FHold$', title: 'Hold' },
  conference: { ...favourite, bare: '^$FConference$', title: 'Conference' },
  redial: { ...favourite, bare: '^$FRedial$', title: 'Redial' },
  history: { ...favourite, bare: '^$FCallList$', title: 'Calls' },
  directory: { ...favourite, bare: '^$FDirectories$', title: 'Directory' },
  // The corporate directory is an entry of the directories' menu.
  ldap: { ...favourite, bare: '^$FDirectories$', title: 'Directory' },
  url: { ...dials, contact: '^{key.value}' },
  xml: { ...dials, contact: '^{key.value}' },
  // Multicast paging has the vendor's own framing and reaches only phones of the same make (polycom.md 3.2 M).
  paging: null,
  record: { ...dials, contact: '^{key.value}$Tdtmf$' },
  // Asks for the rest of the number (prompt 1), then dials.
  prefix: { ...dials, contact: '^{key.value}$P1N20$$Tinvite$' },
  menu: { ...favourite, bare: '^$FMenu$', title: 'Menu' },
}

const idle = { enable: '1', idle: '1', label: '{key.label}', title: '{key.value}' }
const inCall = { enable: '1', active: '1', label: '{key.label}', title: '{key.value}' }
const dialsIdle = { ...idle, action: '{key.value}$Tinvite$' }

/** Soft keys hold the same actions without the `^` (vendor's guides as above: D; parameter names polycom.md 3.2 H). */
export const softkeyKinds: Vendor['softkeyKinds'] = {
  none: { enable: '0' },
  speed_dial: dialsIdle,
  retrieve: dialsIdle,
  pickup: dialsIdle,
  group_pickup: dialsIdle,
  intercom: { ...idle, action: '{key.value}$Tintercom$' },
  voicemail: { ...idle, action: '{key.value}$Tinvite$', bare: '$FMessages$', title: 'Voicemail' },
  park: { ...inCall, action: '{key.value}$Trefer$' },
  dtmf: { ...inCall, action: '{key.value}$Tdtmf$' },
  record: { ...inCall, action: '{key.value}$Tdtmf$' },
  transfer: { ...inCall, action: '{key.value}$Trefer$', bare: '$FTransfer$', title: 'Transfer' },
  hold: { ...inCall, bare: '$FHold$', title: 'Hold' },
  conference: { ...inCall, bare: '$FConference$', title: 'Conference' },
  dnd: { ...idle, bare: '$FDoNotDisturb$', title: 'DND' },
  redial: { ...idle, bare: '$FRedial$', title: 'Redial' },
  history: { ...idle, bare: '$FCallList$', title: 'Calls' },
  directory: { ...idle, bare: '$FDirectories$', title: 'Directory' },
  ldap: { ...idle, bare: '$FDirectories$', title: 'Directory' },
  menu: { ...idle, bare: '$FMenu$', title: 'Menu' },
  url: { ...idle, action: '{key.value}' },
  xml: { ...idle, action: '{key.value}' },
  prefix: { ...idle, action: '{key.value}$P1N20$$Tinvite$' },
}
