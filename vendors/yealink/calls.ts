import type { SectionRows } from '../../src/domain/vendor.js'
import { NULL } from './null.js'
import { BUILT_IN } from './sounds.js'

export const calls: SectionRows = {
  id: 'calls',
  title: 'Calls',
  rows: [
    {
      name: 'transfer.dsskey_deal_type',
      value: '{transfer|transfer}',
      when: { 'model.form': 'desk' },
      source: 'yealink.md 3.3 P tan, fus',
    },
    {
      name: 'features.config_dsskey_length',
      value: '1',
      when: { 'model.form': 'desk' },
      source: 'yealink.md 3.3 P: 1 = longer labels',
    },
    {
      name: 'features.blf_pickup_only_send_code',
      value: '0',
      when: { 'model.form': 'desk', pickup_code: '*' },
      source: 'yealink.md 3.1 P, D: 0 = code and number',
    },
    {
      name: 'features.pickup.direct_pickup_enable',
      value: '1',
      when: { pickup_code: '*' },
      source: 'yealink.md 3.1 P, D',
    },
    {
      name: 'features.pickup.direct_pickup_enable',
      value: '0',
      when: { pickup_code: null },
      source: 'yealink.md 3.1 P, D',
    },
    { name: 'features.pickup.direct_pickup_code', value: '{pickup_code}', absent: NULL, source: 'yealink.md 3.1 P, D' },
    {
      name: 'features.pickup.group_pickup_enable',
      value: '1',
      when: { group_pickup_code: '*' },
      source: 'yealink.md 3.1 P, D',
    },
    {
      name: 'features.pickup.group_pickup_enable',
      value: '0',
      when: { group_pickup_code: null },
      source: 'yealink.md 3.1 P, D',
    },
    {
      name: 'features.pickup.group_pickup_code',
      value: '{group_pickup_code}',
      absent: NULL,
      source: 'yealink.md 3.1 P, D',
    },
    { name: 'call_waiting.enable', value: '{call_waiting.enabled|bool}', source: 'yealink.md 3.1 P' },
    { name: 'call_waiting.tone', value: '{call_waiting.tone|bool}', source: 'yealink.md 3.1 P' },
    { name: 'features.dnd_mode', value: '1', when: { dnd: '*' }, source: 'yealink.md 3.1 P tan: per line' },
    { name: 'features.dnd.on_code', value: '{dnd_codes.on}', source: 'yealink.md 3.1 P tan' },
    { name: 'features.dnd.off_code', value: '{dnd_codes.off}', source: 'yealink.md 3.1 P tan' },
    {
      name: 'features.fwd_mode',
      value: '1',
      when: { 'phone.forwards': 'true' },
      source: 'yealink.md 3.1 P tan: per line',
    },
    { name: 'forward.always.on_code', value: '{forward.always.on_code}', source: 'yealink.md 3.1 P tan' },
    { name: 'forward.always.off_code', value: '{forward.always.off_code}', source: 'yealink.md 3.1 P tan' },
    { name: 'forward.busy.on_code', value: '{forward.busy.on_code}', source: 'yealink.md 3.1 P tan' },
    { name: 'forward.busy.off_code', value: '{forward.busy.off_code}', source: 'yealink.md 3.1 P tan' },
    { name: 'forward.no_answer.on_code', value: '{forward.no_answer.on_code}', source: 'yealink.md 3.1 P tan' },
    { name: 'forward.no_answer.off_code', value: '{forward.no_answer.off_code}', source: 'yealink.md 3.1 P tan' },
    { name: 'sip.notify_reboot_enable', value: '0', source: 'yealink.md 6 D: a NOTIFY reboots only when it says so' },
    // What comes from its registrar a phone takes either way; from anywhere else it must not be told to refuse.
    {
      name: 'sip.trust_ctrl',
      value: '0',
      when: { 'notify.route': ['direct', 'proxy'] },
      source: 'yealink.md 3.4 P!, 6 D: 1 = SIP from the registrar alone',
    },
  ],
}

/**
 * Rings by what the PBX says about the call in Alert-Info. A text without a ring of its own would make the phone wait
 * ten seconds, so only rings known by number are announced; a ringtone of one's own has none.
 */
export const distinctive: SectionRows = {
  id: 'distinctive',
  title: 'Rings by the kind of call',
  when: { 'model.form': ['desk', 'conference', 'handset'] },
  rows: [
    {
      name: 'ringtone.url',
      value: '{ringtone.url}',
      source: 'yealink.md 3.5 P, D: the accounts name the file that is fetched here',
    },
    {
      name: 'distinctive_ring_tones.alert_info.1.text',
      value: '{alert.internal}',
      when: { ringtone: BUILT_IN },
      source: 'yealink.md 3.5 P, D; the text is of the PBX',
    },
    {
      name: 'distinctive_ring_tones.alert_info.1.ringer',
      value: '{ringtone|ringer}',
      when: { ringtone: BUILT_IN },
      source: 'yealink.md 3.5 P, D',
    },
    {
      name: 'distinctive_ring_tones.alert_info.2.text',
      value: '{alert.queue}',
      when: { queue_ringtone: BUILT_IN },
      source: 'yealink.md 3.5 P, D; the text is of the PBX',
    },
    {
      name: 'distinctive_ring_tones.alert_info.2.ringer',
      value: '{queue_ringtone|ringer}',
      source: 'yealink.md 3.5 P, D',
    },
    {
      name: 'distinctive_ring_tones.alert_info.3.text',
      value: '{alert.external}',
      when: { external_ringtone: BUILT_IN },
      source: 'yealink.md 3.5 P, D; the text is of the PBX',
    },
    {
      name: 'distinctive_ring_tones.alert_info.3.ringer',
      value: '{external_ringtone|ringer}',
      source: 'yealink.md 3.5 P, D',
    },
  ],
}
