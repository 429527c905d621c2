import { z } from 'zod'
import { line } from '../../domain/text.js'

/** A registration holds for a week at most: whoever reports it refreshes it long before. */
const LONGEST_SECONDS = 7 * 24 * 3600

const report = z
  .object({
    user: line(64, 1).describe('SIP user name or extension number'),
    contact_address: line(512, 1).describe('e.g. sip:101@192.0.2.7:5060;transport=tls'),
    expires: z.int().min(0).max(LONGEST_SECONDS).describe('seconds it holds from now; 0 = it ended'),
    instance_id: line(256, 1).optional().describe('tells the devices of a user apart; the contact address if left out'),
    user_agent: line(256).default(''),
    application: line(128).default(''),
    ip: line(64).default(''),
    enable_push: z.boolean().default(false),
  })
  .transform(({ expires, instance_id, ...members }) => ({
    ...members,
    instance_id: instance_id ?? members.contact_address,
    seconds: expires,
  }))

/** What a registrar reports, one registration or many at once. */
export const registrationsShape = { items: z.array(report).min(1).max(1000) }
