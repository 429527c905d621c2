import type { SectionRows } from '../../src/domain/vendor.js'

const URL = { 'phone.url': '*' } as const
// Already by the enrolment file: a DHCP server's address would beat the stored one and the enrolment never end.
const PINNED = { 'phone.pins': 'true' } as const
const OWN_CA = { 'phone.ca_body': '*' } as const
const HTTPS = { 'phone.scheme': 'https' } as const
const TLS12 = { from: '4.0.15' } as const

/** A `device.` parameter lives in flash and is taken only with `device.set` and its own `.set` (polycom.md ch. 2 H). */
export const provisioning: SectionRows = {
  id: 'provisioning',
  title: 'Where and when to come back',
  rows: [
    { name: 'device.set', value: '1', source: 'polycom.md ch. 2 H' },
    { name: 'device.prov.serverType', value: '{phone.scheme|scheme}', source: 'polycom.md 1.7 H' },
    { name: 'device.prov.serverType.set', value: '1', when: URL, source: 'polycom.md ch. 2 H' },
    { name: 'device.prov.serverName', value: '{phone.url}', source: 'polycom.md 1.7 H: host and path, or a URL' },
    { name: 'device.prov.serverName.set', value: '1', when: URL, source: 'polycom.md ch. 2 H' },
    { name: 'device.prov.tagSerialNo', value: '1', source: 'polycom.md 1.5 H: the MAC in the User-Agent' },
    { name: 'device.prov.tagSerialNo.set', value: '1', source: 'polycom.md ch. 2 H' },
    { name: 'device.dhcp.bootSrvUseOpt', value: 'Static', when: PINNED, source: 'polycom.md 1.7 H' },
    { name: 'device.dhcp.bootSrvUseOpt.set', value: '1', when: PINNED, source: 'polycom.md ch. 2 H' },
    { name: 'device.prov.ztpEnabled', value: '0', when: PINNED, source: 'polycom.md 3.6 H name, ch. 7' },
    { name: 'device.prov.ztpEnabled.set', value: '1', when: PINNED, source: 'polycom.md ch. 2 H' },
    {
      name: 'prov.polling.enabled',
      value: '1',
      when: { 'poll.mode': ['enrolment', 'interval', 'daily'] },
      source: 'polycom.md 3.6 H',
    },
    { name: 'prov.polling.enabled', value: '0', when: { 'poll.mode': 'never' }, source: 'polycom.md 3.6 H' },
    // The factory's mode differs between releases, so it is always said.
    {
      name: 'prov.polling.mode',
      value: 'rel',
      when: { 'poll.mode': ['enrolment', 'interval'] },
      source: 'polycom.md 3.6 H',
    },
    { name: 'prov.polling.mode', value: 'random', when: { 'poll.mode': 'daily' }, source: 'polycom.md 3.6 H' },
    // An hour is the least; what brings an enrolled phone back at once is the reboot a changed server address costs.
    {
      name: 'prov.polling.period',
      value: '3600',
      when: { 'poll.mode': 'enrolment' },
      source: 'polycom.md 3.6 H, ch. 2 H',
    },
    {
      name: 'prov.polling.period',
      value: '{poll.seconds|shortest_period}',
      absent: '{poll.seconds}',
      when: { 'poll.mode': 'interval' },
      source: 'polycom.md 3.6 H',
    },
    { name: 'prov.polling.period', value: '86400', when: { 'poll.mode': 'daily' }, source: 'polycom.md 3.6 H' },
    { name: 'prov.polling.time', value: '{poll.from}', when: { 'poll.mode': 'daily' }, source: 'polycom.md 3.6 H' },
    {
      name: 'prov.polling.timeRandomEnd',
      value: '{poll.to}',
      when: { 'poll.mode': 'daily' },
      source: 'polycom.md 3.6 H',
    },
    // A poll reads the directory again only when it is read-only; else a moved speed dial would wait for a reboot.
    { name: 'dir.local.readonly', value: '1', source: 'polycom.md 3.6 M, trap 11' },
    // What is changed at the phone comes back from the server at each boot, without what the server itself decides
    // unless changes are meant to last; a phone that kept its changes to itself would hide server values for good.
    { name: 'prov.autoConfigUpload.enabled', value: '1', source: 'polycom.md 1.4 M, 1.3 M' },
    { name: 'device.sec.TLS.customCaCert1', value: '{phone.ca_body}', source: 'polycom.md 1.6 H' },
    { name: 'device.sec.TLS.customCaCert1.set', value: '1', when: OWN_CA, source: 'polycom.md ch. 2 H' },
    {
      name: 'device.sec.TLS.profile.caCertList1',
      value: 'BuiltinAndPlatform1',
      when: OWN_CA,
      source: 'polycom.md 1.6 H',
    },
    { name: 'device.sec.TLS.profile.caCertList1.set', value: '1', when: OWN_CA, source: 'polycom.md ch. 2 H' },
    // Release 4 speaks TLS 1.0 by itself, which the server does not.
    {
      name: 'device.sec.TLS.protocol.prov',
      value: 'TLSv1_2',
      when: HTTPS,
      firmware: TLS12,
      source: 'polycom.md 1.6 H',
    },
    {
      name: 'device.sec.TLS.protocol.prov.set',
      value: '1',
      when: HTTPS,
      firmware: TLS12,
      source: 'polycom.md ch. 2 H',
    },
    // In the Teams and Lync profiles a CCX ignores SIP parameters.
    { name: 'device.baseProfile', value: '{model.profile}', source: 'polycom.md 1.9, 3.6 M' },
    { name: 'device.baseProfile.set', value: '1', when: { 'model.profile': '*' }, source: 'polycom.md ch. 2 H' },
    { name: 'device.eulaAccepted', value: '{model.eula}', source: 'polycom.md 1.9 M' },
    { name: 'device.eulaAccepted.set', value: '1', when: { 'model.eula': '*' }, source: 'polycom.md ch. 2 H' },
  ],
}

export const access: SectionRows = {
  id: 'access',
  title: 'Who may change the phone',
  rows: [
    {
      name: 'device.auth.localAdminPassword',
      value: '{phone.admin_password}',
      covers: ['admin_password'],
      source: 'polycom.md 3.6 H',
    },
    { name: 'device.auth.localAdminPassword.set', value: '1', source: 'polycom.md ch. 2 H' },
    {
      name: 'device.auth.localUserPassword',
      value: '{phone.user_password}',
      covers: ['user_password'],
      source: 'polycom.md 3.6 H',
    },
    { name: 'device.auth.localUserPassword.set', value: '1', source: 'polycom.md ch. 2 H' },
  ],
}

const SYSLOG = { 'syslog.server': '*' } as const

export const network: SectionRows = {
  id: 'network',
  title: 'Network, only what was chosen',
  rows: [
    { name: 'device.net.vlanId', value: '{vlan.phone.id}', covers: ['vlan.phone'], source: 'polycom.md 3.4 H' },
    {
      name: 'device.net.vlanId',
      value: '',
      when: { 'vlan.phone.state': 'off' },
      source: 'polycom.md ch. 2 H: empty with .set clears it',
    },
    { name: 'device.net.vlanId.set', value: '1', when: { 'vlan.phone.state': '*' }, source: 'polycom.md ch. 2 H' },
    { name: 'qos.ethernet.rtp.user_priority', value: '{vlan.phone.priority}', source: 'polycom.md 3.4 H' },
    { name: 'qos.ethernet.callControl.user_priority', value: '{vlan.phone.priority}', source: 'polycom.md 3.4 H' },
    { name: 'device.net.lldpEnabled', value: '{lldp|bool}', source: 'polycom.md 3.4 H' },
    { name: 'device.net.lldpEnabled.set', value: '1', when: { lldp: '*' }, source: 'polycom.md ch. 2 H' },
    { name: 'device.net.cdpEnabled', value: '{cdp|bool}', source: 'polycom.md 3.4 H' },
    { name: 'device.net.cdpEnabled.set', value: '1', when: { cdp: '*' }, source: 'polycom.md ch. 2 H' },
    { name: 'device.syslog.serverName', value: '{syslog.server}', source: 'polycom.md 3.4 H' },
    { name: 'device.syslog.serverName.set', value: '1', when: SYSLOG, source: 'polycom.md ch. 2 H' },
    { name: 'device.syslog.transport', value: 'UDP', when: SYSLOG, source: 'polycom.md 3.4 H' },
    { name: 'device.syslog.transport.set', value: '1', when: SYSLOG, source: 'polycom.md ch. 2 H' },
    { name: 'device.syslog.renderLevel', value: '{syslog.level|syslog_level}', source: 'polycom.md 3.4 H' },
    { name: 'device.syslog.renderLevel.set', value: '1', when: { 'syslog.level': '*' }, source: 'polycom.md ch. 2 H' },
  ],
}
