import type { SectionRows } from '../../src/domain/vendor.js'

const LDAP_NAMES = { 'ldap.name_attributes.2': '*' } as const
const LDAP_NAME = { 'ldap.name_attributes.2': null } as const

/**
 * The attributes of an entry are numbered without gaps: one or two names, then up to two numbers. A phone without a
 * user does not keep the directory's password.
 */
export const ldap: SectionRows = {
  id: 'ldap',
  title: 'Corporate directory',
  when: { 'ldap.host': '*', 'phone.state': 'used' },
  rows: [
    { name: 'feature.corporateDirectory.enabled', value: '1', source: 'polycom.md 3.6 H' },
    { name: 'dir.corp.address', value: '{ldap.host}', source: 'polycom.md 3.6 H' },
    { name: 'dir.corp.port', value: '{ldap.port}', source: 'polycom.md 3.6 H' },
    { name: 'dir.corp.transport', value: '{ldap.tls|ldap_transport}', absent: 'TCP', source: 'polycom.md 3.6 H' },
    { name: 'dir.corp.baseDN', value: '{ldap.base}', source: 'polycom.md 3.6 H' },
    { name: 'dir.corp.user', value: '{ldap.user}', source: 'polycom.md 3.6 H' },
    { name: 'dir.corp.password', value: '{ldap.password}', source: 'polycom.md 3.6 H' },
    { name: 'dir.corp.scope', value: 'sub', source: 'polycom.md 3.6 H' },
    {
      name: 'dir.corp.attribute.1.name',
      value: '{ldap.name_attributes.1}',
      source: 'polycom.md 3.6 H',
    },
    { name: 'dir.corp.attribute.1.label', value: '{ldap.name_attributes.1}', source: 'polycom.md 3.6 H' },
    {
      name: 'dir.corp.attribute.1.type',
      value: 'last_name',
      when: { 'ldap.name_attributes.1': '*' },
      source: 'polycom.md 3.6 H',
    },
    { name: 'dir.corp.attribute.2.name', value: '{ldap.name_attributes.2}', source: 'polycom.md 3.6 H' },
    { name: 'dir.corp.attribute.2.label', value: '{ldap.name_attributes.2}', source: 'polycom.md 3.6 H' },
    { name: 'dir.corp.attribute.2.type', value: 'first_name', when: LDAP_NAMES, source: 'polycom.md 3.6 H' },
    {
      name: 'dir.corp.attribute.2.name',
      value: '{ldap.number_attributes.1}',
      when: LDAP_NAME,
      source: 'polycom.md 3.6 H',
    },
    {
      name: 'dir.corp.attribute.2.label',
      value: '{ldap.number_attributes.1}',
      when: LDAP_NAME,
      source: 'polycom.md 3.6 H',
    },
    {
      name: 'dir.corp.attribute.2.type',
      value: 'phone_number',
      when: { ...LDAP_NAME, 'ldap.number_attributes.1': '*' },
      source: 'polycom.md 3.6 H',
    },
    {
      name: 'dir.corp.attribute.3.name',
      value: '{ldap.number_attributes.1}',
      when: LDAP_NAMES,
      source: 'polycom.md 3.6 H',
    },
    {
      name: 'dir.corp.attribute.3.label',
      value: '{ldap.number_attributes.1}',
      when: LDAP_NAMES,
      source: 'polycom.md 3.6 H',
    },
    {
      name: 'dir.corp.attribute.3.type',
      value: 'phone_number',
      when: { ...LDAP_NAMES, 'ldap.number_attributes.1': '*' },
      source: 'polycom.md 3.6 H',
    },
    {
      name: 'dir.corp.attribute.3.name',
      value: '{ldap.number_attributes.2}',
      when: LDAP_NAME,
      source: 'polycom.md 3.6 H',
    },
    {
      name: 'dir.corp.attribute.3.label',
      value: '{ldap.number_attributes.2}',
      when: LDAP_NAME,
      source: 'polycom.md 3.6 H',
    },
    {
      name: 'dir.corp.attribute.3.type',
      value: 'phone_number',
      when: { ...LDAP_NAME, 'ldap.number_attributes.2': '*' },
      source: 'polycom.md 3.6 H',
    },
    {
      name: 'dir.corp.attribute.4.name',
      value: '{ldap.number_attributes.2}',
      when: LDAP_NAMES,
      source: 'polycom.md 3.6 H',
    },
    {
      name: 'dir.corp.attribute.4.label',
      value: '{ldap.number_attributes.2}',
      when: LDAP_NAMES,
      source: 'polycom.md 3.6 H',
    },
    {
      name: 'dir.corp.attribute.4.type',
      value: 'phone_number',
      when: { ...LDAP_NAMES, 'ldap.number_attributes.2': '*' },
      source: 'polycom.md 3.6 H',
    },
  ],
}
