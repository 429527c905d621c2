import type { SectionRows } from '../../src/domain/vendor.js'
import { NULL } from './null.js'

export const softkeys: SectionRows = {
  id: 'softkeys',
  title: 'Soft keys',
  each: 'softkey',
  rows: [
    { name: 'programablekey.{k}.type', value: '{kind.type}', source: 'yealink.md 3.3 P: one m' },
    { name: 'programablekey.{k}.value', value: '{kind.value}', absent: NULL, source: 'yealink.md 3.3 P' },
    { name: 'programablekey.{k}.label', value: '{kind.label}', absent: NULL, source: 'yealink.md 3.3 P' },
    { name: 'programablekey.{k}.pickup_value', value: '{kind.pickup}', source: 'yealink.md 9.6 P fixture' },
    { name: 'programablekey.{k}.extension', value: '{kind.pickup}', source: 'yealink.md 3.3 P!: pickup code from V83' },
  ],
}

/** Soft keys nobody chose show what the factory put there. */
export const freeSoftkeys: SectionRows = {
  id: 'free_softkeys',
  title: 'Soft keys as from the factory',
  when: { 'model.form': 'desk' },
  rows: [
    { name: 'programablekey.1.type', value: NULL, when: { 'softkey.1': null }, source: 'yealink.md 3.3 P, 2 P wz' },
    { name: 'programablekey.1.value', value: NULL, when: { 'softkey.1': null }, source: 'yealink.md 3.3 P, 2 P wz' },
    { name: 'programablekey.1.label', value: NULL, when: { 'softkey.1': null }, source: 'yealink.md 3.3 P, 2 P wz' },
    { name: 'programablekey.2.type', value: NULL, when: { 'softkey.2': null }, source: 'yealink.md 3.3 P, 2 P wz' },
    { name: 'programablekey.2.value', value: NULL, when: { 'softkey.2': null }, source: 'yealink.md 3.3 P, 2 P wz' },
    { name: 'programablekey.2.label', value: NULL, when: { 'softkey.2': null }, source: 'yealink.md 3.3 P, 2 P wz' },
    { name: 'programablekey.3.type', value: NULL, when: { 'softkey.3': null }, source: 'yealink.md 3.3 P, 2 P wz' },
    { name: 'programablekey.3.value', value: NULL, when: { 'softkey.3': null }, source: 'yealink.md 3.3 P, 2 P wz' },
    { name: 'programablekey.3.label', value: NULL, when: { 'softkey.3': null }, source: 'yealink.md 3.3 P, 2 P wz' },
    { name: 'programablekey.4.type', value: NULL, when: { 'softkey.4': null }, source: 'yealink.md 3.3 P, 2 P wz' },
    { name: 'programablekey.4.value', value: NULL, when: { 'softkey.4': null }, source: 'yealink.md 3.3 P, 2 P wz' },
    { name: 'programablekey.4.label', value: NULL, when: { 'softkey.4': null }, source: 'yealink.md 3.3 P, 2 P wz' },
  ],
}
