import type { ParameterRow, SectionRows } from '../../src/domain/vendor.js'
import { NULL } from './null.js'

/** Five places; a book that was taken away disappears, and a phone without a user has none. */
export const phonebooks: SectionRows = {
  id: 'phonebooks',
  title: 'Directories',
  rows: [
    {
      name: 'features.remote_phonebook.enable',
      value: '1',
      when: { 'phonebooks.1': '*' },
      source: 'yealink.md 3.4 P: names of callers',
    },
    {
      name: 'remote_phonebook.data.1.url',
      value: '{phonebooks.1}',
      absent: NULL,
      covers: ['phonebooks'],
      source: 'yealink.md 3.4 P',
    },
    {
      name: 'remote_phonebook.data.1.name',
      value: '{phonebooks.1.name}',
      absent: NULL,
      source: 'yealink.md 3.4 P',
    },
    {
      name: 'remote_phonebook.data.2.url',
      value: '{phonebooks.2}',
      absent: NULL,
      source: 'yealink.md 3.4 P',
    },
    {
      name: 'remote_phonebook.data.2.name',
      value: '{phonebooks.2.name}',
      absent: NULL,
      source: 'yealink.md 3.4 P',
    },
    {
      name: 'remote_phonebook.data.3.url',
      value: '{phonebooks.3}',
      absent: NULL,
      source: 'yealink.md 3.4 P',
    },
    {
      name: 'remote_phonebook.data.3.name',
      value: '{phonebooks.3.name}',
      absent: NULL,
      source: 'yealink.md 3.4 P',
    },
    {
      name: 'remote_phonebook.data.4.url',
      value: '{phonebooks.4}',
      absent: NULL,
      source: 'yealink.md 3.4 P',
    },
    {
      name: 'remote_phonebook.data.4.name',
      value: '{phonebooks.4.name}',
      absent: NULL,
      source: 'yealink.md 3.4 P',
    },
    {
      name: 'remote_phonebook.data.5.url',
      value: '{phonebooks.5}',
      absent: NULL,
      source: 'yealink.md 3.4 P',
    },
    {
      name: 'remote_phonebook.data.5.name',
      value: '{phonebooks.5.name}',
      absent: NULL,
      source: 'yealink.md 3.4 P',
    },
  ],
}

export const ldap: SectionRows = {
  id: 'ldap',
  title: 'LDAP directory',
  when: { 'ldap.host': '*', 'phone.state': 'used' },
  rows: [
    { name: 'ldap.enable', value: '1', source: 'yealink.md 3.4 P tan' },
    { name: 'ldap.host', value: '{ldap.host}', source: 'yealink.md 3.4 P tan' },
    { name: 'ldap.port', value: '{ldap.port}', source: 'yealink.md 3.4 P tan' },
    { name: 'ldap.tls_mode', value: '{ldap.tls|ldap_tls}', absent: '0', source: 'yealink.md 3.4 P tan' },
    { name: 'ldap.base', value: '{ldap.base}', source: 'yealink.md 3.4 P tan' },
    { name: 'ldap.user', value: '{ldap.user}', source: 'yealink.md 3.4 P tan' },
    { name: 'ldap.password', value: '{ldap.password}', source: 'yealink.md 3.4 P tan' },
    { name: 'ldap.name_filter', value: '{ldap.name_filter}', source: 'yealink.md 3.4 P tan' },
    { name: 'ldap.number_filter', value: '{ldap.number_filter}', source: 'yealink.md 3.4 P tan' },
    { name: 'ldap.name_attr', value: '{ldap.name_attributes}', source: 'yealink.md 3.4 P tan' },
    { name: 'ldap.numb_attr', value: '{ldap.number_attributes}', source: 'yealink.md 3.4 P tan' },
    { name: 'ldap.display_name', value: '{ldap.display_name}', source: 'yealink.md 3.4 P tan' },
    { name: 'ldap.max_hits', value: '{ldap.max_hits}', source: 'yealink.md 3.4 P tan' },
  ],
}

const offRows: readonly ParameterRow[] = [
  { name: 'ldap.enable', value: '0', source: 'yealink.md 3.4 P tan' },
  { name: 'ldap.host', value: NULL, source: 'yealink.md 3.4 P tan, 2 P' },
  { name: 'ldap.user', value: NULL, source: 'yealink.md 3.4 P tan, 2 P' },
  { name: 'ldap.password', value: NULL, source: 'yealink.md 3.4 P tan, 2 P' },
  { name: 'ldap.base', value: NULL, source: 'yealink.md 3.4 P tan, 2 P' },
]

export const noLdap: SectionRows = {
  id: 'no_ldap',
  title: 'No LDAP directory',
  when: { 'ldap.host': null, 'phone.state': 'used' },
  rows: offRows,
}

/** Whatever the tenant has, a phone without a user must not search it. */
export const clearedLdap: SectionRows = {
  id: 'cleared_ldap',
  title: 'No LDAP directory',
  when: { 'phone.state': 'cleared' },
  rows: offRows,
}
