import type { SectionRows } from '../../src/domain/vendor.js'

export const accounts: SectionRows = {
  id: 'accounts',
  title: 'Accounts',
  each: 'line',
  rows: [
    { name: 'reg.{n}.address', value: '{line.user}', source: 'polycom.md 3.1 H: the bare user, as wazo' },
    { name: 'reg.{n}.auth.userId', value: '{line.auth}', source: 'polycom.md 3.1 H' },
    { name: 'reg.{n}.auth.password', value: '{line.password}', source: 'polycom.md 3.1 H' },
    { name: 'reg.{n}.displayName', value: '{line.display_name}', absent: '', source: 'polycom.md 3.1 H' },
    { name: 'reg.{n}.label', value: '{line.label}', absent: '', source: 'polycom.md 3.1 H' },
    { name: 'reg.{n}.type', value: '{line.shared|line_type}', source: 'polycom.md 3.1 H' },
    // As many as the line has keys: with fewer the further ones would stay dark.
    { name: 'reg.{n}.lineKeys', value: '{line.key_count}', source: 'polycom.md 3.1 H, 3.2 M: multi-key line' },
    {
      name: 'reg.{n}.callsPerLineKey',
      value: '{line.calls_per_key}',
      when: { 'line.calls_per_key': '*' },
      source: 'polycom.md 3.1 H',
    },
    {
      name: 'reg.{n}.callsPerLineKey',
      value: '1',
      when: { 'line.calls_per_key': null, 'line.shared': 'true' },
      source: 'polycom.md 3.1 H',
    },
    { name: 'reg.{n}.server.1.address', value: '{registrar.host}', source: 'polycom.md 3.1 H' },
    {
      name: 'reg.{n}.server.1.port',
      value: '{registrar.port}',
      absent: '0',
      source: 'polycom.md 3.1 H; 0 = DNS NAPTR and SRV, M',
    },
    { name: 'reg.{n}.server.1.transport', value: '{transport|transport}', source: 'polycom.md 3.1 H' },
    { name: 'reg.{n}.server.1.expires', value: '{registration_expires}', source: 'polycom.md 3.1 H' },
    { name: 'reg.{n}.server.1.register', value: '1', source: 'polycom.md 3.1 H' },
    { name: 'reg.{n}.server.2.address', value: '{backup_registrar.host}', absent: '', source: 'polycom.md 3.1 H' },
    { name: 'reg.{n}.server.2.port', value: '{backup_registrar.port}', absent: '0', source: 'polycom.md 3.1 H' },
    {
      name: 'reg.{n}.server.2.transport',
      value: '{transport|transport}',
      when: { 'backup_registrar.host': '*' },
      source: 'polycom.md 3.1 H',
    },
    {
      name: 'reg.{n}.server.2.expires',
      value: '{registration_expires}',
      when: { 'backup_registrar.host': '*' },
      source: 'polycom.md 3.1 H',
    },
    {
      name: 'reg.{n}.server.2.register',
      value: '1',
      when: { 'backup_registrar.host': '*' },
      source: 'polycom.md 3.1 H',
    },
    { name: 'reg.{n}.outboundProxy.address', value: '{outbound_proxy.host}', absent: '', source: 'polycom.md 3.1 H' },
    { name: 'reg.{n}.outboundProxy.port', value: '{outbound_proxy.port}', absent: '0', source: 'polycom.md 3.1 H' },
    {
      name: 'reg.{n}.outboundProxy.transport',
      value: '{transport|transport}',
      when: { 'outbound_proxy.host': '*' },
      source: 'polycom.md 3.1 H',
    },
    // Enabled but not offered is the factory's choice, so off is said too.
    { name: 'reg.{n}.srtp.enable', value: '{srtp|srtp}', source: 'polycom.md 3.1 H' },
    { name: 'reg.{n}.srtp.offer', value: '{srtp|srtp}', source: 'polycom.md 3.1 H' },
    { name: 'reg.{n}.srtp.require', value: '{srtp|srtp_require}', source: 'polycom.md 3.1 H' },
    {
      name: 'reg.{n}.ringType',
      value: '{ringtone|ringer}',
      source: 'polycom.md 3.1 H: default, ringer1 to ringer24',
    },
    {
      name: 'reg.{n}.ringType',
      value: 'ringer15',
      when: { 'ringtone.url': '*' },
      firmware: { from: '4' },
      source: 'polycom.md 3.1 H; ringer15 plays the sound file 2 (./ringtones.ts)',
    },
    { name: 'msg.mwi.{n}.subscribe', value: '{line.user}', when: { mwi: 'true' }, source: 'polycom.md 3.2 H' },
    {
      name: 'msg.mwi.{n}.subscribe',
      value: '',
      when: { mwi: 'false' },
      source: 'polycom.md 3.2 H: unsolicited notices only',
    },
    { name: 'msg.mwi.{n}.callBackMode', value: 'contact', when: { voicemail_number: '*' }, source: 'polycom.md 3.2 H' },
    {
      name: 'msg.mwi.{n}.callBackMode',
      value: 'registration',
      when: { voicemail_number: null },
      source: 'polycom.md 3.2 H: factory value',
    },
    { name: 'msg.mwi.{n}.callBack', value: '{voicemail_number}', absent: '', source: 'polycom.md 3.2 H' },
    { name: 'dialplan.{n}.digitmap', value: '{dial_plan}', source: 'polycom.md 3.1 H' },
    { name: 'divert.{n}.contact', value: '{forward.always.target}', source: 'polycom.md 3.1 H' },
    { name: 'divert.fwd.{n}.enabled', value: '1', when: { 'forward.always.target': '*' }, source: 'polycom.md 3.1 H' },
    { name: 'divert.busy.{n}.enabled', value: '1', when: { 'forward.busy.target': '*' }, source: 'polycom.md 3.1 H' },
    { name: 'divert.busy.{n}.contact', value: '{forward.busy.target}', source: 'polycom.md 3.1 H' },
    {
      name: 'divert.noanswer.{n}.enabled',
      value: '1',
      when: { 'forward.no_answer.target': '*' },
      source: 'polycom.md 3.1 H',
    },
    { name: 'divert.noanswer.{n}.contact', value: '{forward.no_answer.target}', source: 'polycom.md 3.1 H' },
    {
      name: 'divert.noanswer.{n}.timeout',
      value: '{forward.no_answer.seconds}',
      when: { 'forward.no_answer.target': '*', 'forward.no_answer.minutes': ['0', '1', '2', '3'] },
      source: 'polycom.md 3.1 H: 0 to 180',
    },
    // Beyond its range the phone would ignore the number and keep 55 seconds (ch. 2 H).
    {
      name: 'divert.noanswer.{n}.timeout',
      value: '180',
      when: {
        'forward.no_answer.seconds': '*',
        'forward.no_answer.target': '*',
        'forward.no_answer.minutes': ['4', '5', '6', '7', '8', '9', '10'],
      },
      source: 'polycom.md 3.1 H: 180 is the most',
    },
  ],
}

const BACKUP = { 'backup_registrar.host': '*' } as const
const FAILOVER = { from: '4' } as const

/** What happens when the first server is silent. Names polycom.md 3.1 H (X, FusionPBX), values as FusionPBX sends them. */
export const failover: SectionRows = {
  id: 'failover',
  title: 'Failover to the backup registrar',
  each: 'line',
  rows: [
    // A backup that was never registered with does not know where the phone is.
    {
      name: 'reg.{n}.server.1.failOver.reRegisterOn',
      value: '1',
      when: BACKUP,
      firmware: FAILOVER,
      source: 'polycom.md 3.1 H name; factory 0',
    },
    {
      name: 'reg.{n}.server.1.failOver.failRegistrationOn',
      value: '1',
      when: BACKUP,
      firmware: FAILOVER,
      source: 'polycom.md 3.1 H: factory value',
    },
    {
      name: 'reg.{n}.server.1.failOver.onlySignalWithRegistered',
      value: '1',
      when: BACKUP,
      firmware: FAILOVER,
      source: 'polycom.md 3.1 H: factory value',
    },
    // Of the modes the one that is not U.
    {
      name: 'reg.{n}.server.1.failOver.failBack.mode',
      value: 'duration',
      when: BACKUP,
      firmware: FAILOVER,
      source: 'polycom.md 3.1 H: factory value',
    },
    {
      name: 'reg.{n}.server.1.failOver.failBack.timeout',
      value: '120',
      when: BACKUP,
      firmware: FAILOVER,
      source: 'polycom.md 3.1 H range in seconds; the value FusionPBX sends, the factory waits an hour',
    },
  ],
}

/** Accounts the phone has but nobody uses: switched off and emptied, so that a removed line disappears. */
export const unusedAccounts: SectionRows = {
  id: 'unused_accounts',
  title: 'Unused accounts',
  each: 'unused_line',
  rows: [
    { name: 'reg.{n}.address', value: '', source: 'polycom.md 3.1 H, ch. 2 H: empty = no value' },
    { name: 'reg.{n}.auth.userId', value: '', source: 'polycom.md 3.1 H' },
    { name: 'reg.{n}.auth.password', value: '', source: 'polycom.md 3.1 H' },
    { name: 'reg.{n}.displayName', value: '', source: 'polycom.md 3.1 H' },
    { name: 'reg.{n}.label', value: '', source: 'polycom.md 3.1 H' },
    { name: 'reg.{n}.server.1.address', value: '', source: 'polycom.md 3.1 H' },
    { name: 'reg.{n}.server.1.register', value: '0', source: 'polycom.md 3.1 H' },
    { name: 'reg.{n}.server.2.address', value: '', source: 'polycom.md 3.1 H' },
    { name: 'reg.{n}.outboundProxy.address', value: '', source: 'polycom.md 3.1 H' },
    { name: 'msg.mwi.{n}.subscribe', value: '', source: 'polycom.md 3.2 H' },
    { name: 'msg.mwi.{n}.callBackMode', value: 'disabled', source: 'polycom.md 3.2 H' },
    { name: 'msg.mwi.{n}.callBack', value: '', source: 'polycom.md 3.2 H' },
  ],
}
