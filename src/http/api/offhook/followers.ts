import { z } from 'zod'
import {
  followerChangeShape,
  followerRead,
  newFollowerShape,
  readFollower,
  readRun,
  runRead,
  runShape,
} from '../../../dialects/offhook/followers.js'
import type { FollowerChange, FollowerDraft, TriedRun } from '../../../service/followers.js'
import { dryRunReply, readDryRun } from '../../dry-run.js'
import { type Call, type Route, route } from '../../route.js'
import { created, done, itemsReply } from '../portsip/lists.js'

const tag = 'Followers'
const USERS = ['user_management.users'] as const
/** Whoever says where a follower reads makes this server send requests there. */
const TENANTS = ['system.tenant'] as const

const triedReply = dryRunReply.extend({ run: runRead.describe('What the run would come to') })
const readTried = ({ phones, run }: TriedRun): z.infer<typeof triedReply> => ({
  ...readDryRun(phones),
  run: readRun(run),
})

const draftOf = ({ body }: Pick<Call<typeof newFollowerShape>, 'body'>) => body as Partial<FollowerDraft>

export const followerRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/followers',
    tag,
    summary: 'Systems whose users are followed, and how that last went',
    needs: USERS,
    reply: itemsReply(followerRead, 'Followers'),
    handle: async ({ services, actor }) => ({ items: (await services.followers.list(actor)).map(readFollower) }),
  }),
  route({
    method: 'post',
    path: '/followers',
    tag,
    summary: 'Follow the users of another system: they are kept there and change here as they change there',
    needs: TENANTS,
    body: newFollowerShape,
    example: {
      name: 'Head office',
      system: 'netsapiens',
      url: 'https://pbx.example.com/ns-api/v2',
      account: 'example.com',
      secret: 'nss_2f6d1c',
      interval_minutes: 15,
    },
    reply: created,
    dryRun: {
      reply: triedReply,
      handle: async (call) => readTried(await call.services.followers.tryNew(call.actor, draftOf(call), call.problems)),
    },
    handle: async (call) => ({
      id: (await call.services.followers.create(call.actor, draftOf(call), call.problems)).id,
    }),
  }),
  route({
    method: 'get',
    path: '/followers/{id}',
    tag,
    summary: 'A follower, how far its run is and what it could not take over; its secret is never shown',
    needs: USERS,
    reply: { status: 200, description: 'The follower', schema: followerRead },
    handle: async ({ services, actor, params }) => readFollower(await services.followers.get(actor, params.id ?? '')),
  }),
  route({
    method: 'post',
    path: '/followers/{id}',
    tag,
    summary: 'Change a follower; another url needs its secret anew and the permission to make followers',
    needs: USERS,
    body: followerChangeShape,
    reply: done,
    handle: ({ services, actor, params, body, problems }) =>
      services.followers.update(actor, params.id ?? '', body as FollowerChange, problems),
  }),
  route({
    method: 'post',
    path: '/followers/{id}/run',
    tag,
    summary: 'Look at the other system now; the follower shows how far it is',
    needs: USERS,
    body: runShape,
    reply: { status: 202, description: 'It begins; the follower as it is before', schema: followerRead },
    dryRun: {
      reply: triedReply,
      handle: async ({ services, actor, params, body, problems }) => {
        problems.throwIfAny()
        return readTried(await services.followers.tryRun(actor, params.id ?? '', body.may_vanish))
      },
    },
    handle: async ({ services, actor, params, body, problems }) => {
      problems.throwIfAny()
      return readFollower(await services.followers.run(actor, params.id ?? '', body.may_vanish))
    },
  }),
  route({
    method: 'post',
    path: '/followers/{id}/destroy',
    tag,
    summary: 'Follow no longer: the users stay as they are and are kept here from now on',
    needs: USERS,
    reply: { status: 200, description: 'How many users are kept here now', schema: z.object({ count: z.int() }) },
    handle: async ({ services, actor, params }) => ({
      count: await services.followers.remove(actor, params.id ?? ''),
    }),
  }),
]
