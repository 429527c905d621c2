import type { ValueMap } from '../../src/domain/vendor.js'

/** Names people and the PortSIP contract use for built-in ringtones. Source: yealink.md 3.5 P, D. */
export const ring: ValueMap = {
  Default: 'Common',
  Silent: 'Silent.wav',
  Splash: 'Splash.wav',
  'Ring 1': 'Ring1.wav',
  Ring1: 'Ring1.wav',
  'Ring 2': 'Ring2.wav',
  Ring2: 'Ring2.wav',
  'Ring 3': 'Ring3.wav',
  Ring3: 'Ring3.wav',
  'Ring 4': 'Ring4.wav',
  Ring4: 'Ring4.wav',
  'Ring 5': 'Ring5.wav',
  Ring5: 'Ring5.wav',
  'Ring 6': 'Ring6.wav',
  Ring6: 'Ring6.wav',
  'Ring 7': 'Ring7.wav',
  Ring7: 'Ring7.wav',
  'Ring 8': 'Ring8.wav',
  Ring8: 'Ring8.wav',
  'Ring 9': 'Ring9.wav',
  Ring9: 'Ring9.wav',
}

/**
 * Ringtones by number, as `distinctive_ring_tones.alert_info.N.ringer` wants them. Source: yealink.md 3.5 P, D; 9 and 10:
 * vendor's guide for T2 to T5 V83, Alert-Info D.
 */
export const ringer: ValueMap = {
  'Ring 1': '1',
  Ring1: '1',
  'Ring1.wav': '1',
  'Ring 2': '2',
  Ring2: '2',
  'Ring2.wav': '2',
  'Ring 3': '3',
  Ring3: '3',
  'Ring3.wav': '3',
  'Ring 4': '4',
  Ring4: '4',
  'Ring4.wav': '4',
  'Ring 5': '5',
  Ring5: '5',
  'Ring5.wav': '5',
  'Ring 6': '6',
  Ring6: '6',
  'Ring6.wav': '6',
  'Ring 7': '7',
  Ring7: '7',
  'Ring7.wav': '7',
  'Ring 8': '8',
  Ring8: '8',
  'Ring8.wav': '8',
  Silent: '9',
  'Silent.wav': '9',
  Splash: '10',
  'Splash.wav': '10',
}

/** Every name `ringer` knows. */
export const BUILT_IN: readonly string[] = [
  'Ring 1',
  'Ring1',
  'Ring1.wav',
  'Ring 2',
  'Ring2',
  'Ring2.wav',
  'Ring 3',
  'Ring3',
  'Ring3.wav',
  'Ring 4',
  'Ring4',
  'Ring4.wav',
  'Ring 5',
  'Ring5',
  'Ring5.wav',
  'Ring 6',
  'Ring6',
  'Ring6.wav',
  'Ring 7',
  'Ring7',
  'Ring7.wav',
  'Ring 8',
  'Ring8',
  'Ring8.wav',
  'Silent',
  'Silent.wav',
  'Splash',
  'Splash.wav',
]

/** Which lamp words light what. Source: yealink.md 3.4 P tan; `Both (…)` is the contract's sample. */
export const led_mail: ValueMap = {
  'Both (Voicemail and Missed calls)': '1',
  both: '1',
  Voicemail: '1',
  voicemail: '1',
  'Missed calls': '0',
  'missed calls': '0',
  on: '1',
  off: '0',
}

export const led_missed: ValueMap = {
  'Both (Voicemail and Missed calls)': '1',
  both: '1',
  Voicemail: '0',
  voicemail: '0',
  'Missed calls': '1',
  'missed calls': '1',
  on: '1',
  off: '0',
}

export const led_common: ValueMap = {
  'Both (Voicemail and Missed calls)': '0',
  both: '0',
  Voicemail: '0',
  voicemail: '0',
  'Missed calls': '0',
  'missed calls': '0',
  on: '1',
  off: '0',
}
