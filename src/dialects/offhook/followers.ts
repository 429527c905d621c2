import { z } from 'zod'
import {
  FOLLOWED_SYSTEM_IDS,
  type Follower,
  type FollowerRun,
  RUN_OUTCOMES,
  systemFacts,
} from '../../domain/follower.js'
import { line, webUrl } from '../../domain/text.js'
import { foreignSecret } from './shapes.js'

/** A week. */
const LONGEST_MINUTES = 7 * 24 * 60

const system = z.enum(FOLLOWED_SYSTEM_IDS)
const text = z.string().nullable()

const followerShape = {
  name: line(64, 1),
  url: webUrl.describe("What stands before the paths of the system's API"),
  account: line(256, 1)
    .nullable()
    .optional()
    .describe('Yay: reseller; jambonz: AccountSid; NetSapiens and PortSIP: domain; OpenTACT: UUID of the connection'),
  user: line(256, 1).nullable().optional().describe('Name of the login; null = the secret is a token'),
  secret: foreignSecret(4096).describe('Token or password; never shown'),
  interval_minutes: z.int().min(1).max(LONGEST_MINUTES).nullable().optional().describe('null = only when asked'),
  enabled: z.boolean().optional(),
}

export const newFollowerShape = { ...followerShape, system }

export const followerChangeShape = {
  ...followerShape,
  name: followerShape.name.optional(),
  url: followerShape.url.optional(),
  secret: followerShape.secret.optional().describe('Needed with another url'),
}

export const runShape = {
  may_vanish: z
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe(
      'How many users this run may disable because they are gone or switched off there, where it would rather stop',
    ),
}

export const runRead = z.object({
  outcome: z
    .enum(RUN_OUTCOMES)
    .describe('stopped = the answer was doubted or somebody changed the follower; failed = it could not be read'),
  reason: text,
  started_at: z.string(),
  finished_at: text,
  total: z.int().describe('Users there'),
  done: z.int().describe('Users looked at so far'),
  created: z.int(),
  updated: z.int(),
  enabled: z.int().describe('Came back'),
  disabled: z.int().describe('Are gone there'),
  same: z.int(),
  conflicts: z.int().describe('Users who are not, or not wholly, here as they are there'),
  listed: z
    .array(
      z.object({
        key: z.string().describe('Their id there'),
        title: z.string(),
        reason: z.string(),
        taken: z.boolean().describe('true = only a member was left out'),
      }),
    )
    .describe('The first conflicts'),
})

export const followerRead = z.object({
  id: z.string(),
  name: z.string(),
  system,
  title: z.string(),
  url: z.string(),
  account: text,
  user: text,
  interval_minutes: z.int().nullable(),
  enabled: z.boolean(),
  next_at: text.describe('When it is looked next; null = when asked'),
  failures: z.int().describe('In a row'),
  may_vanish: z.int().nullable(),
  run: runRead.nullable().describe('The present run, else the last'),
  created_at: z.string(),
})

export const readRun = ({ listed, ...run }: FollowerRun): z.infer<typeof runRead> => ({
  ...run,
  listed: listed.map((conflict) => ({ ...conflict })),
})

/** A follower as a reader sees it: without its secret. */
export function readFollower(follower: Follower): z.infer<typeof followerRead> {
  const { tenant_id: _tenant, secret: _secret, run, ...members } = follower
  return { ...members, title: systemFacts(follower.system).title, run: run && readRun(run) }
}
