import type { SectionRows } from '../../src/domain/vendor.js'

export const codecs: SectionRows = {
  id: 'codecs',
  title: 'Codecs in order of preference, all others off',
  each: 'line_codec',
  rows: [
    {
      name: 'account.{n}.codec.{codec.name}.enable',
      value: '{codec.state|state}',
      covers: ['codecs'],
      source: 'yealink.md 3.2 P',
    },
    { name: 'account.{n}.codec.{codec.name}.priority', value: '{codec.rank}', absent: '0', source: 'yealink.md 3.2 P' },
    {
      name: 'account.{n}.codec.opus.para',
      value: 'opus-wb',
      when: { 'codec.name': 'opus', 'codec.state': 'on' },
      source: 'yealink.md 3.2 P',
    },
    {
      name: 'account.{n}.codec.{codec.name|slot_long}.enable',
      value: '{codec.state|state}',
      when: { 'model.slots': 'long' },
      firmware: { below: '82' },
      source: 'yealink.md 3.2 D A81',
    },
    {
      name: 'account.{n}.codec.{codec.name|slot_long}.payload_type',
      value: '{codec.name|slot_name}',
      when: { 'model.slots': 'long' },
      firmware: { below: '82' },
      source: 'yealink.md 3.2 D A81',
    },
    {
      name: 'account.{n}.codec.{codec.name|slot_long}.priority',
      value: '{codec.rank}',
      absent: '0',
      when: { 'model.slots': 'long' },
      firmware: { below: '82' },
      source: 'yealink.md 3.2 D A81',
    },
    {
      name: 'account.{n}.codec.{codec.name|slot_long}.rtpmap',
      value: '{codec.name|slot_rtpmap}',
      when: { 'model.slots': 'long' },
      firmware: { below: '82' },
      source: 'yealink.md 3.2 D A81',
    },
    {
      name: 'account.{n}.codec.{codec.name|slot_short}.enable',
      value: '{codec.state|state}',
      when: { 'model.slots': 'short' },
      firmware: { below: '82' },
      source: 'yealink.md 3.2 D A81',
    },
    {
      name: 'account.{n}.codec.{codec.name|slot_short}.payload_type',
      value: '{codec.name|slot_name}',
      when: { 'model.slots': 'short' },
      firmware: { below: '82' },
      source: 'yealink.md 3.2 D A81',
    },
    {
      name: 'account.{n}.codec.{codec.name|slot_short}.priority',
      value: '{codec.rank}',
      absent: '0',
      when: { 'model.slots': 'short' },
      firmware: { below: '82' },
      source: 'yealink.md 3.2 D A81',
    },
    {
      name: 'account.{n}.codec.{codec.name|slot_short}.rtpmap',
      value: '{codec.name|slot_rtpmap}',
      when: { 'model.slots': 'short' },
      firmware: { below: '82' },
      source: 'yealink.md 3.2 D A81',
    },
  ],
}

/** What a factory-new phone may offer beside the codecs people choose from. */
export const otherCodecs: SectionRows = {
  id: 'other_codecs',
  title: 'Codecs nobody can choose, off',
  each: 'line',
  rows: [
    { name: 'account.{n}.codec.g723_63.enable', value: '0', source: 'yealink.md 3.2 P' },
    { name: 'account.{n}.codec.g722_1_24kpbs.enable', value: '0', source: 'yealink.md 3.2 P wz: kpbs is the spelling' },
    { name: 'account.{n}.codec.g722_1c_24kpbs.enable', value: '0', source: 'yealink.md 3.2 P wz' },
    { name: 'account.{n}.codec.g722_1c_32kpbs.enable', value: '0', source: 'yealink.md 3.2 P wz' },
    { name: 'account.{n}.codec.g722_1c_48kpbs.enable', value: '0', source: 'yealink.md 3.2 P wz' },
    { name: 'account.{n}.codec.ilbc_13_33kbps.enable', value: '0', source: 'yealink.md 3.2 P' },
    { name: 'account.{n}.codec.ilbc_15_2kbps.enable', value: '0', source: 'yealink.md 3.2 P' },
    {
      name: 'account.{n}.codec.4.enable',
      value: '0',
      when: { 'model.slots': 'long' },
      firmware: { below: '82' },
      source: 'yealink.md 3.2 D A81: slot 4 = G723_63',
    },
  ],
}
