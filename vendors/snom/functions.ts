import type { SectionRows } from '../../src/domain/vendor.js'
import { DESK } from './families.js'
import { BOTH, CHOSEN, USER } from './perms.js'

/** `idx` counts from 0 (snom.md 3.3 A). Every attribute is written, so that nothing of an old key stays. */
const key = { idx: '{key.index}', context: '{kind.context}', label: '[{kind.label}]', lp: 'on' }

const KEY = 'snom.md 2.3, 3.2, 3.3 A'

export const keys: SectionRows = {
  id: 'keys',
  title: 'Line keys and BLF',
  each: 'key',
  when: DESK,
  rows: [
    {
      name: 'fkey',
      value: '{kind.text}',
      absent: '{kind.fallback}',
      when: { 'kind.unused': null },
      // Its key dials the code, which the plan fills in.
      covers: ['group_pickup_code'],
      attributes: { ...key, ...CHOSEN },
      source: KEY,
    },
  ],
}

const EMPTY = 'snom.md 3.3 A: all keys, so that old values vanish'
const OVERWRITTEN: SectionRows['rows'] = [
  { name: 'fkey', value: '{kind.text}', when: { 'kind.unused': '*' }, attributes: { ...key, ...BOTH }, source: EMPTY },
]

/** Unused keys stand apart: these rows follow from their place alone and need not be made anew for each phone. */
export const unusedKeys: SectionRows = {
  id: 'unused_keys',
  title: 'Unused keys',
  each: 'key',
  when: { ...DESK, 'provisioning.protect_user_changes': 'false' },
  rows: OVERWRITTEN,
}

export const protectedKeys: SectionRows = {
  id: 'protected_keys',
  title: 'Keys left to the user',
  each: 'key',
  when: { ...DESK, 'provisioning.protect_user_changes': 'true', 'phone.state': 'used' },
  rows: [
    {
      name: 'fkey',
      value: '{kind.text}',
      when: { 'kind.unused': '*' },
      attributes: { ...key, ...USER },
      source: EMPTY,
    },
  ],
}

/** A phone without a user keeps no keys, whatever the last one changed. */
export const clearedKeys: SectionRows = {
  id: 'cleared_keys',
  title: 'Keys of the last user',
  each: 'key',
  when: { ...DESK, 'provisioning.protect_user_changes': 'true', 'phone.state': 'cleared' },
  rows: OVERWRITTEN,
}

/** A phone has four soft keys. */
const FOUR = { k: ['1', '2', '3', '4'] }

export const softkeys: SectionRows = {
  id: 'softkeys',
  title: 'Soft keys',
  each: 'softkey',
  when: DESK,
  rows: [
    {
      name: 'gui_fkey{k}',
      value: '{kind.text}',
      absent: '{kind.fallback}',
      when: { ...FOUR, 'model.softkeys': 'gui' },
      attributes: CHOSEN,
      source: 'snom.md 3.2, 8.7 A W T',
    },
    {
      name: 'gui_fkey{k}',
      value: '{kind.text}',
      absent: '{kind.fallback}',
      when: { ...FOUR, 'model.softkeys': 'context' },
      firmware: { below: '10' },
      attributes: CHOSEN,
      source: 'snom.md 3.2, 4 A W',
    },
    {
      name: 'context_key',
      value: '{kind.text}',
      absent: '{kind.fallback}',
      when: { ...FOUR, 'model.softkeys': 'context' },
      firmware: { from: '10' },
      attributes: { idx: '{key.index}', ...CHOSEN },
      source: 'snom.md 3.2, 4 A W',
    },
    {
      name: 'context_key_label',
      value: '{kind.label}',
      absent: '',
      when: { ...FOUR, 'model.softkeys': 'context' },
      firmware: { from: '10' },
      attributes: { idx: '{key.index}', ...CHOSEN },
      source: 'B W (D8xx template)',
    },
  ],
}

const GUI = { 'model.softkeys': 'gui' }
const CONTEXT = { 'model.softkeys': 'context' }

const BLANK = "snom.md 3.2, 8.7: T's word for an empty one; what the phone would have shown is in no source"

/** A soft key that was taken away: the phone would keep it. */
export const goneSoftkeys: SectionRows = {
  id: 'gone_softkeys',
  title: 'Soft keys taken away',
  each: 'gone_softkey',
  when: { ...DESK, 'phone.state': 'used' },
  rows: [
    { name: 'gui_fkey{k}', value: 'keyevent none', when: { ...FOUR, ...GUI }, attributes: CHOSEN, source: BLANK },
    {
      name: 'gui_fkey{k}',
      value: 'keyevent none',
      when: { ...FOUR, ...CONTEXT },
      firmware: { below: '10' },
      attributes: CHOSEN,
      source: BLANK,
    },
    {
      name: 'context_key',
      value: 'keyevent none',
      when: { ...FOUR, ...CONTEXT },
      firmware: { from: '10' },
      attributes: { idx: '{key.index}', ...CHOSEN },
      source: BLANK,
    },
    {
      name: 'context_key_label',
      value: '',
      when: { ...FOUR, ...CONTEXT },
      firmware: { from: '10' },
      attributes: { idx: '{key.index}', ...CHOSEN },
      source: BLANK,
    },
  ],
}
const NEUTRAL = 'snom.md 8.7 A T: keys of the phone itself, because its factory ones are in no source'

/** A soft key of the last user may dial a number; what stands here instead belongs to nobody. */
export const clearedSoftkeys: SectionRows = {
  id: 'cleared_softkeys',
  title: 'Soft keys of the last user',
  when: { ...DESK, 'phone.state': 'cleared' },
  rows: [
    { name: 'gui_fkey1', value: 'keyevent F_CALL_LIST', when: GUI, attributes: BOTH, source: NEUTRAL },
    {
      name: 'gui_fkey1',
      value: 'keyevent F_CALL_LIST',
      when: CONTEXT,
      firmware: { below: '10' },
      attributes: BOTH,
      source: NEUTRAL,
    },
    {
      name: 'context_key',
      value: 'keyevent F_CALL_LIST',
      when: CONTEXT,
      firmware: { from: '10' },
      attributes: { idx: '0', ...BOTH },
      source: NEUTRAL,
    },
    {
      name: 'context_key_label',
      value: '',
      when: CONTEXT,
      firmware: { from: '10' },
      attributes: { idx: '0', ...BOTH },
      source: NEUTRAL,
    },
    { name: 'gui_fkey2', value: 'keyevent F_SETTINGS', when: GUI, attributes: BOTH, source: NEUTRAL },
    {
      name: 'gui_fkey2',
      value: 'keyevent F_SETTINGS',
      when: CONTEXT,
      firmware: { below: '10' },
      attributes: BOTH,
      source: NEUTRAL,
    },
    {
      name: 'context_key',
      value: 'keyevent F_SETTINGS',
      when: CONTEXT,
      firmware: { from: '10' },
      attributes: { idx: '1', ...BOTH },
      source: NEUTRAL,
    },
    {
      name: 'context_key_label',
      value: '',
      when: CONTEXT,
      firmware: { from: '10' },
      attributes: { idx: '1', ...BOTH },
      source: NEUTRAL,
    },
    { name: 'gui_fkey3', value: 'keyevent F_REDIRECT', when: GUI, attributes: BOTH, source: NEUTRAL },
    {
      name: 'gui_fkey3',
      value: 'keyevent F_REDIRECT',
      when: CONTEXT,
      firmware: { below: '10' },
      attributes: BOTH,
      source: NEUTRAL,
    },
    {
      name: 'context_key',
      value: 'keyevent F_REDIRECT',
      when: CONTEXT,
      firmware: { from: '10' },
      attributes: { idx: '2', ...BOTH },
      source: NEUTRAL,
    },
    {
      name: 'context_key_label',
      value: '',
      when: CONTEXT,
      firmware: { from: '10' },
      attributes: { idx: '2', ...BOTH },
      source: NEUTRAL,
    },
    { name: 'gui_fkey4', value: 'keyevent F_REDIAL', when: GUI, attributes: BOTH, source: NEUTRAL },
    {
      name: 'gui_fkey4',
      value: 'keyevent F_REDIAL',
      when: CONTEXT,
      firmware: { below: '10' },
      attributes: BOTH,
      source: NEUTRAL,
    },
    {
      name: 'context_key',
      value: 'keyevent F_REDIAL',
      when: CONTEXT,
      firmware: { from: '10' },
      attributes: { idx: '3', ...BOTH },
      source: NEUTRAL,
    },
    {
      name: 'context_key_label',
      value: '',
      when: CONTEXT,
      firmware: { from: '10' },
      attributes: { idx: '3', ...BOTH },
      source: NEUTRAL,
    },
  ],
}
