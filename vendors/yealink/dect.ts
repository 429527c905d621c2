import type { SectionRows } from '../../src/domain/vendor.js'
import { NULL } from './null.js'

export const base: SectionRows = {
  id: 'base',
  title: 'DECT base',
  when: { 'model.form': 'dect' },
  rows: [
    {
      name: 'static.auto_provision.handset_configured.enable',
      value: '1',
      source: 'yealink.md 4 DECT P wz: the base configures its handsets',
    },
  ],
}

/** One handset per account, of the same number. */
export const handsets: SectionRows = {
  id: 'handsets',
  title: 'Handsets',
  each: 'line',
  when: { 'model.form': 'dect' },
  rows: [
    { name: 'handset.{n}.name', value: '{line.label}', absent: '{line.user}', source: 'yealink.md 4 DECT P wz' },
    { name: 'handset.{n}.incoming_lines', value: '{n}', source: 'yealink.md 4 DECT P wz' },
    { name: 'handset.{n}.dial_out_lines', value: '{n}', source: 'yealink.md 4 DECT P wz' },
    { name: 'handset.{n}.dial_out_default_line', value: '{n}', source: 'yealink.md 4 DECT P wz' },
  ],
}

/** Handsets whose account nobody uses forget its name and may use no line. */
export const freeHandsets: SectionRows = {
  id: 'free_handsets',
  title: 'Handsets without a line',
  each: 'unused_line',
  when: { 'model.form': 'dect' },
  rows: [
    { name: 'handset.{n}.name', value: NULL, source: 'yealink.md 4 DECT P wz' },
    { name: 'handset.{n}.incoming_lines', value: NULL, source: 'yealink.md 4 DECT P wz' },
    { name: 'handset.{n}.dial_out_lines', value: NULL, source: 'yealink.md 4 DECT P wz' },
    { name: 'handset.{n}.dial_out_default_line', value: NULL, source: 'yealink.md 4 DECT P wz' },
  ],
}
