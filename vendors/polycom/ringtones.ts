import type { SectionRows } from '../../src/domain/vendor.js'

/** Ring classes have names since release 4 and numbers before it (polycom.md 3.2 H). */
const NAMED = { from: '4' } as const
const NUMBERED = { below: '4' } as const

const AUTO = { auto_answer_alert_info: '*' } as const
const EXTERNAL = { 'external_ringtone.chosen': 'true' } as const
const QUEUE = { 'queue_ringtone.chosen': 'true' } as const

/** The vendor's guides list which sampled audio file each ringer plays; a public configuration replaces 2 and 3 so. */
const SAMPLED = "vendor's administrator guides SIP 2.2 p. A-28, CX5500 1.1 p. 296 D; a public configuration R"

const ALERT = 'voIpProt.SIP.alertInfo'

/** How a call rings by what the PBX says about it in Alert-Info. */
export const ringtones: SectionRows = {
  id: 'ringtones',
  title: 'Ringing by Alert-Info',
  rows: [
    { name: `${ALERT}.1.value`, value: '{auto_answer_alert_info}', source: 'polycom.md 3.2 H' },
    { name: `${ALERT}.1.class`, value: 'autoAnswer', when: AUTO, firmware: NAMED, source: 'polycom.md 3.2 H' },
    {
      name: `${ALERT}.1.class`,
      value: '4',
      when: AUTO,
      firmware: NUMBERED,
      source: 'polycom.md 3.2 H: 4 = Ring Answer, the one number it gives',
    },
    // A call marked internal rings as the account does.
    {
      name: `${ALERT}.2.value`,
      value: '{alert.internal}',
      when: { 'ringtone.chosen': 'true' },
      firmware: NAMED,
      source: 'polycom.md 3.2 H; the text is of the PBX',
    },
    {
      name: `${ALERT}.2.class`,
      value: 'default',
      when: { 'ringtone.chosen': 'true' },
      firmware: NAMED,
      source: 'polycom.md 3.2 H',
    },
    {
      name: `${ALERT}.3.value`,
      value: '{alert.external}',
      when: EXTERNAL,
      firmware: NAMED,
      source: 'polycom.md 3.2 H; the text is of the PBX',
    },
    { name: `${ALERT}.3.class`, value: 'external', when: EXTERNAL, firmware: NAMED, source: 'polycom.md 3.2 H' },
    { name: 'se.rt.external.type', value: 'ring', when: EXTERNAL, firmware: NAMED, source: 'polycom.md 3.2 H' },
    {
      name: 'se.rt.external.ringer',
      value: '{external_ringtone|class_ringer}',
      firmware: NAMED,
      source: 'polycom.md 3.2 H: ringer1 to ringer24',
    },
    {
      name: 'se.rt.external.ringer',
      value: 'ringer17',
      when: { 'external_ringtone.url': '*' },
      firmware: NAMED,
      source: SAMPLED,
    },
    {
      name: `${ALERT}.4.value`,
      value: '{alert.queue}',
      when: QUEUE,
      firmware: NAMED,
      source: 'polycom.md 3.2 H; the text is of the PBX',
    },
    {
      name: `${ALERT}.4.class`,
      value: 'custom1',
      when: QUEUE,
      firmware: NAMED,
      source: 'polycom.md 3.2 H: queues have none of their own; custom1 to custom17 are free',
    },
    { name: 'se.rt.custom1.name', value: 'Queue', when: QUEUE, firmware: NAMED, source: 'polycom.md 3.2 H' },
    { name: 'se.rt.custom1.type', value: 'ring', when: QUEUE, firmware: NAMED, source: 'polycom.md 3.2 H' },
    {
      name: 'se.rt.custom1.ringer',
      value: '{queue_ringtone|class_ringer}',
      firmware: NAMED,
      source: 'polycom.md 3.2 H: ringer1 to ringer24',
    },
    {
      name: 'se.rt.custom1.ringer',
      value: 'ringer16',
      when: { 'queue_ringtone.url': '*' },
      firmware: NAMED,
      source: SAMPLED,
    },
    // Sound files 2, 3 and 4 are what the ringers 15, 16 and 17 play from the factory; said, so that it stays so.
    { name: 'saf.2', value: '{ringtone.url}', firmware: NAMED, source: SAMPLED },
    {
      name: 'se.pat.ringer.ringer15.inst.1.value',
      value: '2',
      when: { 'ringtone.url': '*' },
      firmware: NAMED,
      source: SAMPLED,
    },
    { name: 'saf.3', value: '{queue_ringtone.url}', firmware: NAMED, source: SAMPLED },
    {
      name: 'se.pat.ringer.ringer16.inst.1.value',
      value: '3',
      when: { 'queue_ringtone.url': '*' },
      firmware: NAMED,
      source: SAMPLED,
    },
    { name: 'saf.4', value: '{external_ringtone.url}', firmware: NAMED, source: SAMPLED },
    {
      name: 'se.pat.ringer.ringer17.inst.1.value',
      value: '4',
      when: { 'external_ringtone.url': '*' },
      firmware: NAMED,
      source: SAMPLED,
    },
  ],
}
