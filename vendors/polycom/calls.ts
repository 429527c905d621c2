import type { SectionRows } from '../../src/domain/vendor.js'

export const calls: SectionRows = {
  id: 'calls',
  title: 'Calls',
  rows: [
    { name: 'nat.keepalive.interval', value: '{nat_keepalive_seconds}', source: 'polycom.md 3.4 H' },
    // Release 4 speaks TLS 1.0 by itself, which today's servers refuse.
    {
      name: 'sec.TLS.protocol.sip',
      value: 'TLSv1_2',
      when: { transport: 'tls' },
      firmware: { from: '4.0.15' },
      source: 'polycom.md 1.6 H',
    },
    { name: 'voIpProt.SIP.specialEvent.checkSync.alwaysReboot', value: '0', source: 'polycom.md ch. 6 H' },
    // A request from elsewhere than the registrar must not fail a check that somebody once switched on.
    {
      name: 'voIpProt.SIP.requestValidation.1.method',
      value: '',
      when: { 'notify.route': ['direct', 'proxy'] },
      source: 'polycom.md ch. 6 M: source or digest can block a NOTIFY',
    },
    // The factory's map is North America's and would cut or hold back other numbers.
    { name: 'dialplan.digitmap', value: '{dial_plan}', absent: '\\[0123456789*#\\].T', source: 'polycom.md 3.1 H' },
    { name: 'dialplan.digitmap.timeOut', value: '{dial_timeout}', absent: '3', source: 'polycom.md 3.1 H' },
    {
      name: 'dialplan.routing.server.1.address',
      value: '{registrar.host}',
      when: { 'emergency_numbers.1': '*' },
      source: 'polycom.md 3.1 H',
    },
    {
      name: 'dialplan.routing.server.1.port',
      value: '{registrar.port}',
      absent: '0',
      when: { 'emergency_numbers.1': '*' },
      source: 'polycom.md 3.1 H',
    },
    // Left out it would be *97, which is voicemail on many servers.
    {
      name: 'call.directedCallPickupString',
      value: '{pickup_code}',
      absent: '',
      longest: 10,
      source: 'polycom.md 3.2 H X, trap 4',
    },
    {
      name: 'call.directedCallPickupMethod',
      value: 'legacy',
      when: { pickup_code: '*' },
      source: 'polycom.md 3.2 M: dials the code and the number',
    },
    { name: 'call.directedCallPickupMethod', value: 'native', when: { pickup_code: null }, source: 'polycom.md 3.2 M' },
    { name: 'feature.directedCallPickup.enabled', value: '1', when: { pickup_code: '*' }, source: 'polycom.md 3.2 H' },
    { name: 'feature.directedCallPickup.enabled', value: '0', when: { pickup_code: null }, source: 'polycom.md 3.2 H' },
    {
      name: 'feature.groupCallPickup.enabled',
      value: '1',
      when: { group_pickup_code: '*' },
      source: 'polycom.md 3.2 H; no parameter holds the code',
    },
    {
      name: 'feature.groupCallPickup.enabled',
      value: '0',
      when: { group_pickup_code: null },
      source: 'polycom.md 3.2 H',
    },
    { name: 'call.callWaiting.enable', value: '{call_waiting.enabled|bool}', source: 'polycom.md 3.2 H' },
    { name: 'call.callWaiting.ring', value: '{call_waiting.tone|waiting_tone}', source: 'polycom.md 3.2 H' },
    {
      name: 'call.defaultTransferType',
      value: '{transfer|transfer}',
      firmware: { from: '4.1' },
      source: 'polycom.md 3.2 M',
    },
    {
      name: 'call.transfer.blindPreferred',
      value: '{transfer|transfer_blind}',
      firmware: { below: '4.1' },
      source: 'polycom.md 3.2 H',
    },
    // One press on Messages calls the mailbox instead of opening a menu.
    { name: 'msg.bypassInstantMessage', value: '1', source: 'polycom.md 3.2 H' },
    { name: 'up.oneTouchVoiceMail', value: '1', source: 'polycom.md 3.2 H' },
  ],
}

export const emergency: SectionRows = {
  id: 'emergency',
  title: 'Emergency numbers',
  each: 'emergency_number',
  rows: [
    {
      name: 'dialplan.routing.emergency.{n}.value',
      value: '{emergency.number}',
      covers: ['emergency_numbers'],
      source: 'polycom.md 3.1 H',
    },
    { name: 'dialplan.routing.emergency.{n}.server.1', value: '1', source: 'polycom.md 3.1 H' },
  ],
}
