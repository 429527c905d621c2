import type { z } from 'zod'
import {
  inviteShape,
  meetingItem,
  meetingMade,
  meetingRead,
  meetingShape,
  meetingState,
  newMeetingShape,
  participantRead,
  positionShape,
  tilesShape,
} from '../../../dialects/portsip/meeting.js'
import type { Shape } from '../../route.js'
import { done, itemsReply, listQuery, listReply } from './lists.js'
import { type PbxOperation, pbxRoutes, type Without } from './pass.js'

const common = { tag: 'Meetings', needs: 'user' } as const
const meeting = '/user/meetings/{id}'
const participant = `${meeting}/participants/{participant_id}`

const read = (path: string, summary: string, schema: z.ZodType, without: Without): PbxOperation => ({
  ...common,
  method: 'get',
  path,
  summary,
  reply: { status: 200, description: summary, schema },
  without,
})
const act = (path: string, summary: string, body?: Shape): PbxOperation => ({
  ...common,
  method: 'post',
  path,
  summary,
  ...(body ? { body } : {}),
  reply: done,
  without: 'unsupported',
})

const operations: readonly PbxOperation[] = [
  {
    ...common,
    method: 'get',
    path: '/user/meetings',
    summary: 'Own meetings',
    query: listQuery,
    reply: listReply(meetingItem, 'Meetings'),
    without: 'empty',
  },
  {
    ...common,
    method: 'post',
    path: '/user/meetings',
    summary: 'Create a meeting',
    body: newMeetingShape,
    reply: { status: 201, description: 'Created', schema: meetingMade },
    without: 'unsupported',
  },
  read(meeting, 'One meeting', meetingRead, 'unknown'),
  act(meeting, 'Change a meeting', meetingShape),
  act(`${meeting}/destroy`, 'Delete a meeting'),
  read(`${meeting}/status`, 'What a meeting does now', meetingState, 'unknown'),
  act(`${meeting}/mute`, 'Mute all'),
  act(`${meeting}/unmute`, 'Unmute all'),
  act(`${meeting}/lock`, 'Let nobody else in'),
  act(`${meeting}/unlock`, 'Let others in again'),
  act(`${meeting}/start`, 'Start a meeting'),
  act(`${meeting}/stop`, 'Stop a meeting'),
  act(`${meeting}/start_recording`, 'Start to record'),
  act(`${meeting}/stop_recording`, 'Stop to record'),
  {
    ...common,
    method: 'get',
    path: `${meeting}/participants`,
    summary: 'Who is in',
    reply: itemsReply(participantRead, 'Participants'),
    without: 'empty',
  },
  // These two stand before the paths that would take their last word for a participant's id.
  act(`${meeting}/participants/layout`, 'Order the tiles', tilesShape),
  act(`${meeting}/participants/invite`, 'Call somebody in', inviteShape),
  read(participant, 'One participant', participantRead, 'unknown'),
  act(`${participant}/mute`, 'Mute a participant'),
  act(`${participant}/unmute`, 'Unmute a participant'),
  act(`${participant}/chairman`, 'Hand the meeting over to a participant'),
  act(`${participant}/position`, 'Place the tile of a participant', positionShape),
  act(`${participant}/destroy`, 'Remove a participant from the meeting'),
]

/** Meetings in the PBX: 23 operations. */
export const meetingRoutes = pbxRoutes(operations)
