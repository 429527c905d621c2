import { z } from 'zod'
import {
  cdrChanges,
  cdrItem,
  cdrRead,
  messageRead,
  recordingItem,
  recordingRead,
} from '../../../dialects/portsip/calls.js'
import { done, listQuery, listReply } from './lists.js'
import { type PbxOperation, pbxRoutes } from './pass.js'

const needs = 'user'
const ok = (schema: z.ZodType, description: string) => ({ status: 200 as const, description, schema })
const token = z.object({ token: z.string() })

const operations: readonly PbxOperation[] = [
  {
    method: 'get',
    path: '/user/cdrs',
    tag: 'Call records',
    summary: 'Own call records',
    needs,
    query: listQuery,
    reply: listReply(cdrItem, 'Call records'),
    without: 'empty',
  },
  {
    method: 'get',
    path: '/user/cdrs/{id}',
    tag: 'Call records',
    summary: 'One call record',
    needs,
    reply: ok(cdrRead, 'The call record'),
    without: 'unknown',
  },
  {
    method: 'post',
    path: '/user/cdrs/sync_tokens',
    tag: 'Call records',
    summary: 'A token that stands for a time to hear of changes from',
    needs,
    query: {
      date_from: z.iso.datetime({ offset: true, error: 'must be an RFC 3339 time such as 2017-07-21T17:32:28Z' }),
    },
    reply: { status: 201, description: 'The token', schema: token },
    without: 'unsupported',
  },
  {
    method: 'post',
    path: '/user/cdrs/sync_tokens/{token}/diff',
    tag: 'Call records',
    summary: 'What changed since the token, and the next token',
    needs,
    reply: ok(cdrChanges, 'The changes'),
    without: 'unsupported',
  },
  {
    method: 'get',
    path: '/user/external_messages',
    tag: 'Messages',
    summary: 'Own text messages',
    needs,
    query: listQuery,
    reply: listReply(messageRead, 'Messages'),
    without: 'empty',
  },
  {
    method: 'get',
    path: '/user/external_messages/{id}',
    tag: 'Messages',
    summary: 'One message',
    needs,
    reply: ok(messageRead, 'The message'),
    without: 'unknown',
  },
  {
    method: 'get',
    path: '/user/recordings',
    tag: 'Recordings',
    summary: 'Own call recordings',
    needs,
    query: listQuery,
    reply: listReply(recordingItem, 'Recordings'),
    without: 'empty',
  },
  {
    method: 'get',
    path: '/user/recordings/{id}',
    tag: 'Recordings',
    summary: 'One recording, with where its file is',
    needs,
    reply: ok(recordingRead, 'The recording'),
    without: 'unknown',
  },
  {
    method: 'post',
    path: '/user/recordings/{id}/destroy',
    tag: 'Recordings',
    summary: 'Delete a recording',
    needs,
    reply: done,
    without: 'unsupported',
  },
]

/** What was said and recorded. */
export const callRoutes = pbxRoutes(operations)
