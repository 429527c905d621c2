import type { SectionRows } from '../../src/domain/vendor.js'

/** Where an account registers, by its own server; the oldest dialect beside the next one, unknown names are ignored. */
export const servers: SectionRows = {
  id: 'servers',
  title: 'Where accounts register',
  each: 'line',
  when: { 'model.servers': null },
  rows: [
    {
      name: 'account.{n}.sip_server.1.address',
      value: '{registrar.host}',
      source: 'yealink.md 3.1 P',
    },
    {
      name: 'account.{n}.sip_server.1.port',
      value: '{registrar.port}',
      absent: '0',
      source: 'yealink.md 3.1 P: 0 with DNS SRV',
    },
    {
      name: 'account.{n}.sip_server.1.transport_type',
      value: '{transport|transport}',
      firmware: { from: '80' },
      source: 'yealink.md 3.1 P fus',
    },
    {
      name: 'account.{n}.transport',
      value: '{transport|transport}',
      firmware: { below: '80' },
      source: 'yealink.md 3.1 P wz v73',
    },
    {
      name: 'account.{n}.sip_server_host',
      value: '{registrar.host}',
      firmware: { below: '71' },
      source: 'yealink.md 3.1 C: T2x V70',
    },
    {
      name: 'account.{n}.sip_server_port',
      value: '{registrar.port}',
      absent: '0',
      firmware: { below: '71' },
      source: 'yealink.md 3.1 C: T2x V70',
    },
    {
      name: 'account.{n}.outbound_host',
      value: '{outbound_proxy.host}',
      firmware: { below: '71' },
      source: 'yealink.md 3.1 C: T2x V70',
    },
    {
      name: 'account.{n}.outbound_port',
      value: '{outbound_proxy.port}',
      firmware: { below: '71' },
      source: 'yealink.md 3.1 C: T2x V70',
    },
  ],
}

/** Bases whose accounts share servers through templates from V87. */
export const lateServers: SectionRows = {
  id: 'late_servers',
  title: 'Where accounts register',
  each: 'line',
  when: { 'model.servers': 'late' },
  rows: [
    {
      name: 'account.{n}.sip_server.1.address',
      value: '{registrar.host}',
      firmware: { below: '87' },
      source: 'yealink.md 3.1 P wz: W52P, W60B and W70B up to V85',
    },
    {
      name: 'account.{n}.sip_server.1.port',
      value: '{registrar.port}',
      absent: '0',
      firmware: { below: '87' },
      source: 'yealink.md 3.1 P: 0 with DNS SRV',
    },
    {
      name: 'account.{n}.sip_server.1.transport_type',
      value: '{transport|transport}',
      firmware: { from: '80', below: '87' },
      source: 'yealink.md 3.1 P fus',
    },
    {
      name: 'account.{n}.transport',
      value: '{transport|transport}',
      firmware: { below: '80' },
      source: 'yealink.md 3.1 P wz v73',
    },
    {
      name: 'template.{line.server}.name',
      value: '{registrar.host}',
      when: { 'line.server_new': 'true' },
      firmware: { from: '87' },
      source: 'yealink.md 4 DECT P wz',
    },
    {
      name: 'template.{line.server}.sip_server.1.address',
      value: '{registrar.host}',
      when: { 'line.server_new': 'true' },
      firmware: { from: '87' },
      source: 'yealink.md 4 DECT P wz',
    },
    {
      name: 'template.{line.server}.sip_server.1.port',
      value: '{registrar.port}',
      absent: '0',
      when: { 'line.server_new': 'true' },
      firmware: { from: '87' },
      source: 'yealink.md 4 DECT P wz',
    },
    {
      name: 'template.{line.server}.sip_server.1.transport_type',
      value: '{transport|transport}',
      when: { 'line.server_new': 'true' },
      firmware: { from: '87' },
      source: 'yealink.md 4 DECT P wz',
    },
    {
      name: 'account.{n}.sip_server.template',
      value: '{line.server}',
      firmware: { from: '87' },
      source: 'yealink.md 4 DECT P wz',
    },
  ],
}

/** Bases whose accounts share servers through templates from V85. */
export const earlyServers: SectionRows = {
  id: 'early_servers',
  title: 'Where accounts register',
  each: 'line',
  when: { 'model.servers': 'early' },
  rows: [
    {
      name: 'account.{n}.sip_server.1.address',
      value: '{registrar.host}',
      firmware: { below: '85' },
      source: 'yealink.md 3.1 P, 4 DECT',
    },
    {
      name: 'account.{n}.sip_server.1.port',
      value: '{registrar.port}',
      absent: '0',
      firmware: { below: '85' },
      source: 'yealink.md 3.1 P: 0 with DNS SRV',
    },
    {
      name: 'account.{n}.sip_server.1.transport_type',
      value: '{transport|transport}',
      firmware: { from: '80', below: '85' },
      source: 'yealink.md 3.1 P fus',
    },
    {
      name: 'template.{line.server}.name',
      value: '{registrar.host}',
      when: { 'line.server_new': 'true' },
      firmware: { from: '85' },
      source: 'yealink.md 4 DECT P wz',
    },
    {
      name: 'template.{line.server}.sip_server.1.address',
      value: '{registrar.host}',
      when: { 'line.server_new': 'true' },
      firmware: { from: '85' },
      source: 'yealink.md 4 DECT P wz',
    },
    {
      name: 'template.{line.server}.sip_server.1.port',
      value: '{registrar.port}',
      absent: '0',
      when: { 'line.server_new': 'true' },
      firmware: { from: '85' },
      source: 'yealink.md 4 DECT P wz',
    },
    {
      name: 'template.{line.server}.sip_server.1.transport_type',
      value: '{transport|transport}',
      when: { 'line.server_new': 'true' },
      firmware: { from: '85' },
      source: 'yealink.md 4 DECT P wz',
    },
    {
      name: 'account.{n}.sip_server.template',
      value: '{line.server}',
      firmware: { from: '85' },
      source: 'yealink.md 4 DECT P wz',
    },
  ],
}
