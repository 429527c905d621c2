import type { SectionRows } from '../../src/domain/vendor.js'
import { NULL } from './null.js'

/*
 * One section per way of naming keys, chosen by traits of the model (the older ones are in `memory-rows.ts`); a position
 * that a section's map does not know has no parameter under that name.
 */

export const keys: SectionRows = {
  id: 'keys',
  title: 'Line keys and BLF',
  each: 'key',
  when: { 'model.memory': null, 'model.key_line': null },
  rows: [
    {
      name: 'linekey.{k}.type',
      value: '{kind.type}',
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'linekey.{k}.line',
      value: '{kind.line}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'linekey.{k}.value',
      value: '{kind.value}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'linekey.{k}.label',
      value: '{kind.label}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'linekey.{k}.extension',
      value: '{kind.extension}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P!: pickup code from V83',
    },
    {
      name: 'linekey.{k}.pickup_value',
      value: '{kind.pickup}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P!: pickup code up to V82',
    },
  ],
}

export const moduleKeys: SectionRows = {
  id: 'module_keys',
  title: 'Expansion modules',
  each: 'key',
  when: { 'model.page_key': null },
  rows: [
    {
      name: 'expansion_module.{key.module}.key.{k}.type',
      value: '{kind.type}',
      when: { 'key.module': '*' },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'expansion_module.{key.module}.key.{k}.line',
      value: '{kind.line}',
      absent: NULL,
      when: { 'key.module': '*' },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'expansion_module.{key.module}.key.{k}.value',
      value: '{kind.value}',
      absent: NULL,
      when: { 'key.module': '*' },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'expansion_module.{key.module}.key.{k}.label',
      value: '{kind.label}',
      absent: NULL,
      when: { 'key.module': '*' },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'expansion_module.{key.module}.key.{k}.extension',
      value: '{kind.extension}',
      absent: NULL,
      when: { 'key.module': '*' },
      source: 'yealink.md 3.3 P!: pickup code from V83',
    },
    {
      name: 'expansion_module.{key.module}.key.{k}.pickup_value',
      value: '{kind.pickup}',
      absent: NULL,
      when: { 'key.module': '*' },
      source: 'yealink.md 3.3 P!: pickup code up to V82',
    },
  ],
}

/** EXP20: key 21 turns the page, all others are free. */
export const moduleKeysPaged: SectionRows = {
  id: 'module_keys_paged',
  title: 'Expansion modules',
  each: 'key',
  when: { 'model.page_key': '21' },
  rows: [
    {
      name: 'expansion_module.{key.module}.key.{k|exp20}.type',
      value: '{kind.type}',
      when: { 'key.module': '*' },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'expansion_module.{key.module}.key.{k|exp20}.line',
      value: '{kind.line}',
      absent: NULL,
      when: { 'key.module': '*' },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'expansion_module.{key.module}.key.{k|exp20}.value',
      value: '{kind.value}',
      absent: NULL,
      when: { 'key.module': '*' },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'expansion_module.{key.module}.key.{k|exp20}.label',
      value: '{kind.label}',
      absent: NULL,
      when: { 'key.module': '*' },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'expansion_module.{key.module}.key.{k|exp20}.extension',
      value: '{kind.extension}',
      absent: NULL,
      when: { 'key.module': '*' },
      source: 'yealink.md 3.3 P!: pickup code from V83',
    },
    {
      name: 'expansion_module.{key.module}.key.{k|exp20}.pickup_value',
      value: '{kind.pickup}',
      absent: NULL,
      when: { 'key.module': '*' },
      source: 'yealink.md 3.3 P!: pickup code up to V82',
    },
    {
      name: 'expansion_module.{key.module}.key.21.type',
      value: '37',
      when: { 'key.module': '*', k: '21' },
      source: 'yealink.md 3.3 P! D: the page key; 37 = switch page (tan)',
    },
  ],
}
