import type { SectionRows } from '../../src/domain/vendor.js'
import { NULL } from './null.js'

/* Keys of phones with memory keys beside or instead of line keys, or with accounts counted from 0. */

/** T32G: keys count accounts from 0. */
export const keysFromZero: SectionRows = {
  id: 'keys_from_zero',
  title: 'Line keys and BLF',
  each: 'key',
  when: { 'model.memory': null, 'model.key_line': 'zero' },
  rows: [
    {
      name: 'linekey.{k}.type',
      value: '{kind.type}',
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'linekey.{k}.line',
      value: '{kind.line|from_zero}',
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

/** T26P. */
export const keysAfterThree: SectionRows = {
  id: 'keys_after_three',
  title: 'Line keys and memory keys',
  each: 'key',
  when: { 'model.memory': '3' },
  rows: [
    {
      name: 'linekey.{k|first_3}.type',
      value: '{kind.type}',
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'linekey.{k|first_3}.line',
      value: '{kind.line}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'linekey.{k|first_3}.value',
      value: '{kind.value}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'linekey.{k|first_3}.label',
      value: '{kind.label}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'linekey.{k|first_3}.extension',
      value: '{kind.extension}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P!: pickup code from V83',
    },
    {
      name: 'linekey.{k|first_3}.pickup_value',
      value: '{kind.pickup}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P!: pickup code up to V82',
    },
    {
      name: 'memorykey.{k|after_3}.type',
      value: '{kind.type}',
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'memorykey.{k|after_3}.line',
      value: '{kind.line}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'memorykey.{k|after_3}.value',
      value: '{kind.value}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'memorykey.{k|after_3}.label',
      value: '{kind.label}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'memorykey.{k|after_3}.extension',
      value: '{kind.extension}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P!: pickup code from V83',
    },
    {
      name: 'memorykey.{k|after_3}.pickup_value',
      value: '{kind.pickup}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P!: pickup code up to V82',
    },
  ],
}

/** T28P. */
export const keysAfterSix: SectionRows = {
  id: 'keys_after_six',
  title: 'Line keys and memory keys',
  each: 'key',
  when: { 'model.memory': '6', 'model.key_line': null },
  rows: [
    {
      name: 'linekey.{k|first_6}.type',
      value: '{kind.type}',
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'linekey.{k|first_6}.line',
      value: '{kind.line}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'linekey.{k|first_6}.value',
      value: '{kind.value}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'linekey.{k|first_6}.label',
      value: '{kind.label}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'linekey.{k|first_6}.extension',
      value: '{kind.extension}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P!: pickup code from V83',
    },
    {
      name: 'linekey.{k|first_6}.pickup_value',
      value: '{kind.pickup}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P!: pickup code up to V82',
    },
    {
      name: 'memorykey.{k|after_6}.type',
      value: '{kind.type}',
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'memorykey.{k|after_6}.line',
      value: '{kind.line}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'memorykey.{k|after_6}.value',
      value: '{kind.value}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'memorykey.{k|after_6}.label',
      value: '{kind.label}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'memorykey.{k|after_6}.extension',
      value: '{kind.extension}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P!: pickup code from V83',
    },
    {
      name: 'memorykey.{k|after_6}.pickup_value',
      value: '{kind.pickup}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P!: pickup code up to V82',
    },
  ],
}

/** T38G. */
export const keysAfterSixFromZero: SectionRows = {
  id: 'keys_after_six_from_zero',
  title: 'Line keys and memory keys',
  each: 'key',
  when: { 'model.memory': '6', 'model.key_line': 'zero' },
  rows: [
    {
      name: 'linekey.{k|first_6}.type',
      value: '{kind.type}',
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'linekey.{k|first_6}.line',
      value: '{kind.line|from_zero}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'linekey.{k|first_6}.value',
      value: '{kind.value}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'linekey.{k|first_6}.label',
      value: '{kind.label}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'linekey.{k|first_6}.extension',
      value: '{kind.extension}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P!: pickup code from V83',
    },
    {
      name: 'linekey.{k|first_6}.pickup_value',
      value: '{kind.pickup}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P!: pickup code up to V82',
    },
    {
      name: 'memorykey.{k|after_6}.type',
      value: '{kind.type}',
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'memorykey.{k|after_6}.line',
      value: '{kind.line|from_zero}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'memorykey.{k|after_6}.value',
      value: '{kind.value}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'memorykey.{k|after_6}.label',
      value: '{kind.label}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'memorykey.{k|after_6}.extension',
      value: '{kind.extension}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P!: pickup code from V83',
    },
    {
      name: 'memorykey.{k|after_6}.pickup_value',
      value: '{kind.pickup}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P!: pickup code up to V82',
    },
  ],
}

/** CP960. */
export const memoryKeys: SectionRows = {
  id: 'memory_keys',
  title: 'Memory keys',
  each: 'key',
  when: { 'model.memory': '0' },
  rows: [
    {
      name: 'memorykey.{k}.type',
      value: '{kind.type}',
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'memorykey.{k}.line',
      value: '{kind.line}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'memorykey.{k}.value',
      value: '{kind.value}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'memorykey.{k}.label',
      value: '{kind.label}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P',
    },
    {
      name: 'memorykey.{k}.extension',
      value: '{kind.extension}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P!: pickup code from V83',
    },
    {
      name: 'memorykey.{k}.pickup_value',
      value: '{kind.pickup}',
      absent: NULL,
      when: { 'key.module': null },
      source: 'yealink.md 3.3 P!: pickup code up to V82',
    },
  ],
}
