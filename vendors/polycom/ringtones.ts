import type { SectionRows } from '../../src/domain/vendor.js'

/** Ring classes have names since release 4 and numbers before it (polycom.md 3.2 H). */
const NAMED = { from: '4' } as const
const NUMBERED = { below: '4' } as const

const AUTO = { auto_answer_alert_info: '*' } as const
const EXTERNAL = { external_ringtone: '*' } as const
const QUEUE = { queue_ringtone: '*' } as const

const ALERT = 'voIpProt.SIP.alertInfo'

/**
 * How a call rings by its Alert-Info. No sheet names the texts of each PBX: `alert-internal`, `alert-external` and
 * `alert-group` are those of snom.md 3.7, so that one PBX rings all makes.
 */
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
      value: 'alert-internal',
      when: { ringtone: '*' },
      firmware: NAMED,
      source: 'polycom.md 3.2 H name, text snom.md 3.7',
    },
    {
      name: `${ALERT}.2.class`,
      value: 'default',
      when: { ringtone: '*' },
      firmware: NAMED,
      source: 'polycom.md 3.2 H',
    },
    {
      name: `${ALERT}.3.value`,
      value: 'alert-external',
      when: EXTERNAL,
      firmware: NAMED,
      source: 'polycom.md 3.2 H name, text snom.md 3.7',
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
      name: `${ALERT}.4.value`,
      value: 'alert-group',
      when: QUEUE,
      firmware: NAMED,
      source: 'polycom.md 3.2 H name, text snom.md 3.7',
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
  ],
}
