import { z } from 'zod'
import { JOB_ACTIONS, type JobStep, STEP_STATES, type StepState } from '../../domain/job.js'
import { type Mac, printMac } from '../../domain/mac.js'
import { clock, host, line } from '../../domain/text.js'

const daily = z.strictObject({ from: clock, to: clock })
const names = (max: number) => z.array(line(64, 1)).min(1).max(max).optional()

/** A campaign, or an event in the life of phones. */
export const jobShape = {
  action: z.enum(JOB_ACTIONS),
  selection: z
    .strictObject({
      macs: names(10_000),
      vendors: names(20),
      models: names(200),
      group_ids: names(200),
      out_of_date: z.boolean().optional(),
    })
    .optional()
    .describe('Members narrow each other; without any, every phone of the tenant. What changes records needs macs.'),
  window: daily.optional().describe('Only at this time of day, in the zone of the tenant'),
  batch_size: z.int().min(1).max(1000).optional().describe('Phones told and waited for at a time'),
  rate: z.int().min(1).max(1000).optional().describe('NOTIFYs a second, within those of the tenant'),
  pilots: z.boolean().optional().describe('One phone of each vendor first, the rest once it has fetched'),
  sip_domain: host.optional().describe('sip_domain: the new domain'),
  user_id: line(64, 1).optional().describe('move: who sits on line 1 from now on'),
  mac: line(32, 1).optional().describe('replace: the new phone'),
  model: line(64, 1).optional().describe('replace: its model, where that is another one of the vendor'),
}

const stepCounts = z.object(
  Object.fromEntries(STEP_STATES.map((state) => [state, z.int()])) as Record<StepState, z.ZodInt>,
)

export const jobRead = z.object({
  id: z.string(),
  action: z.enum(JOB_ACTIONS),
  mac: z.string().nullable().describe('null = several phones'),
  automatic: z.boolean().describe('Nobody asked: files had changed'),
  state: z
    .enum(['wanted', 'paused', 'cancelled', 'done'])
    .describe('done: every phone has fetched or registered since, accepted the reboot, or was given up'),
  reason: z.string().nullable().describe('Why it paused by itself'),
  phones: z.int(),
  sent: z.int().describe('Phones that were sent a NOTIFY'),
  fetched: z.int(),
  failed: z.int(),
  left: z.int().describe('Phones for which nothing is done yet'),
  counts: stepCounts.describe('Phones by what is known of them'),
  window: daily.nullable(),
  batch_size: z.int().nullable(),
  pilots: z.boolean(),
  rate: z.int().nullable(),
  finished_at: z.string().nullable(),
  created_at: z.string(),
})

interface Viewed {
  readonly job: {
    readonly id: string
    readonly action: (typeof JOB_ACTIONS)[number]
    readonly automatic: boolean
    readonly held: { readonly reason: string | null } | null
    readonly window: z.infer<typeof daily> | null
    readonly batch: number | null
    readonly pilots: boolean
    readonly rate: number | null
    readonly finished_at: string | null
    readonly created_at: string
  }
  readonly state: z.infer<typeof jobRead>['state']
  readonly mac: Mac | null
  readonly phones: number
  readonly sent: number
  readonly counts: Readonly<Record<StepState, number>>
}

export const readJob = ({ job, state, mac, phones, sent, counts }: Viewed): z.infer<typeof jobRead> => ({
  id: job.id,
  action: job.action,
  mac: mac && printMac(mac),
  automatic: job.automatic,
  state,
  reason: job.held?.reason ?? null,
  phones,
  sent,
  fetched: counts.fetched,
  failed: counts.failed,
  left: counts.waiting,
  counts,
  window: job.window,
  batch_size: job.batch,
  pilots: job.pilots,
  rate: job.rate,
  finished_at: job.finished_at,
  created_at: job.created_at,
})

export const stepRead = z.object({
  mac: z.string(),
  state: z.enum(STEP_STATES),
  attempts: z.int(),
  changed_at: z.string().nullable().describe('When the record was changed, where that is the job'),
  told_at: z.string().nullable(),
  next_at: z.string().nullable().describe('When it is looked at next; null = nothing is to be done'),
  status: z.int().nullable().describe('Of the SIP answer'),
  reason: z.string().nullable().describe('What it waits for, or why it failed'),
  advice: z.string().nullable().describe('What is left to be done by hand'),
})

export const readStep = (step: JobStep): z.infer<typeof stepRead> => ({
  mac: printMac(step.mac),
  state: step.state,
  attempts: step.attempts,
  changed_at: step.changed_at,
  told_at: step.told_at,
  next_at: step.due_at,
  status: step.status,
  reason: step.reason,
  advice: step.advice,
})
