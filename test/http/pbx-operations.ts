/** Every operation of the contract that lives in the PBX, as its clients call it; `ID` stands for a user of ours. */
export interface PbxRow {
  readonly operation: string
  readonly path: string
  readonly body?: Readonly<Record<string, unknown>>
  /** Documented success. */
  readonly status: 200 | 201 | 204
  /** Members of a documented answer, at the top and in its first item. */
  readonly members?: string
  readonly item?: string
  /** What is answered when there is no PBX. */
  readonly without: 'empty' | 404 | 501 | 'kept'
}

const CALL =
  'caller caller_domain caller_display_name callee callee_domain callee_display_name started_at rang_at answered_at ended_at call_id direction end_reason reroute_reason status_code destination outbound_caller_id did_cid trunk service_number user_data'
const MESSAGE =
  'id config_id sender sender_name receiver receiver_name channel_name channel_number brand did msg_type direction content reason delivery provider_msg_id created_at'
const MEETING =
  'id extension_number mode control height width bitrate framerate layout subject language capacity admin_pin room_pin enable_recording enable_prompt timezone created_at scheduled_start_at scheduled_end_at internal_invitees external_invitees close_on_nobody outbound_caller_ids ownership custom_options'
const PARTICIPANT = 'id display_name muted chairman position'

const meeting = { mode: 'AUDIO', subject: 'Weekly', timezone: 'Asia/Shanghai' }
const act = (path: string, body?: PbxRow['body']): PbxRow => ({
  operation: `POST ${path.replace('/m1', '/{id}').replace('/p1', '/{participant_id}')}`,
  path,
  ...(body ? { body } : {}),
  status: 204,
  without: 501,
})

export const PBX_ROWS: readonly PbxRow[] = [
  {
    operation: 'GET /user/cdrs',
    path: '/user/cdrs',
    status: 200,
    members: 'count items',
    item: `id ${CALL} duration`,
    without: 'empty',
  },
  {
    operation: 'GET /user/cdrs/{id}',
    path: '/user/cdrs/c1',
    status: 200,
    members: 'items',
    item: `${CALL} cost billed_account`,
    without: 404,
  },
  {
    operation: 'POST /user/cdrs/sync_tokens',
    path: '/user/cdrs/sync_tokens?date_from=2017-07-21T17:32:28Z',
    status: 201,
    members: 'token',
    without: 501,
  },
  {
    operation: 'POST /user/cdrs/sync_tokens/{token}/diff',
    path: '/user/cdrs/sync_tokens/RQ2dX9ZC7VuWlVpXXvad2dL3lyhjnN-7eOw95wXymoo./diff',
    status: 200,
    members: 'token items',
    item: 'id change_type items',
    without: 501,
  },
  {
    operation: 'GET /user/external_messages',
    path: '/user/external_messages',
    status: 200,
    members: 'count items',
    item: MESSAGE,
    without: 'empty',
  },
  {
    operation: 'GET /user/external_messages/{id}',
    path: '/user/external_messages/x1',
    status: 200,
    members: MESSAGE,
    without: 404,
  },
  {
    operation: 'GET /user/recordings',
    path: '/user/recordings',
    status: 200,
    members: 'count items',
    item: 'id caller callee started_at ended_at',
    without: 'empty',
  },
  {
    operation: 'GET /user/recordings/{id}',
    path: '/user/recordings/r1',
    status: 200,
    members: 'items',
    item: 'caller callee started_at ended_at duration file_name file_size file_url',
    without: 404,
  },
  { operation: 'POST /user/recordings/{id}/destroy', path: '/user/recordings/r1/destroy', status: 204, without: 501 },
  {
    operation: 'GET /user/meetings',
    path: '/user/meetings',
    status: 200,
    members: 'count items',
    item: MEETING,
    without: 'empty',
  },
  {
    operation: 'POST /user/meetings',
    path: '/user/meetings',
    body: meeting,
    status: 201,
    members: 'id extension_number',
    without: 501,
  },
  {
    operation: 'GET /user/meetings/{id}',
    path: '/user/meetings/m1',
    status: 200,
    members: `${MEETING} domain sbc_host sbc_port token`,
    without: 404,
  },
  act('/user/meetings/m1', { subject: 'Monthly', capacity: 20 }),
  act('/user/meetings/m1/destroy'),
  {
    operation: 'GET /user/meetings/{id}/status',
    path: '/user/meetings/m1/status',
    status: 200,
    members: 'status locked muted recording',
    without: 404,
  },
  ...['mute', 'unmute', 'lock', 'unlock', 'start', 'stop', 'start_recording', 'stop_recording'].map((what) =>
    act(`/user/meetings/m1/${what}`),
  ),
  {
    operation: 'GET /user/meetings/{id}/participants',
    path: '/user/meetings/m1/participants',
    status: 200,
    members: 'items',
    item: PARTICIPANT,
    without: 'empty',
  },
  act('/user/meetings/m1/participants/layout', { items: ['p1', 'p2'] }),
  act('/user/meetings/m1/participants/invite', { number: '102' }),
  {
    operation: 'GET /user/meetings/{id}/participants/{participant_id}',
    path: '/user/meetings/m1/participants/p1',
    status: 200,
    members: PARTICIPANT,
    without: 404,
  },
  act('/user/meetings/m1/participants/p1/mute'),
  act('/user/meetings/m1/participants/p1/unmute'),
  act('/user/meetings/m1/participants/p1/chairman'),
  act('/user/meetings/m1/participants/p1/position', { position: -1 }),
  act('/user/meetings/m1/participants/p1/destroy'),
  {
    operation: 'GET /user/call_queues',
    path: '/user/call_queues',
    status: 200,
    members: 'items',
    item: 'id name extension_number',
    without: 'empty',
  },
  {
    operation: 'GET /user/ring_groups',
    path: '/user/ring_groups',
    status: 200,
    members: 'items',
    item: 'id name extension_number',
    without: 'empty',
  },
  {
    operation: 'GET /user/outbound_caller_ids',
    path: '/user/outbound_caller_ids',
    status: 200,
    members: 'items',
    item: 'provider_id caller_id description',
    without: 'empty',
  },
  {
    operation: 'POST /user/call_queues/{id}/agent',
    path: '/user/call_queues/q1/agent',
    body: { status: 'LUNCH' },
    status: 204,
    without: 'kept',
  },
  {
    operation: 'GET /user/call_queues/{id}/agent',
    path: '/user/call_queues/q1/agent',
    status: 200,
    members: 'extension_number display_name skill_level status',
    without: 'kept',
  },
  { operation: 'GET /user/balance', path: '/user/balance', status: 200, members: 'balance', without: 'kept' },
  {
    operation: 'GET /users/{id}/call_queues',
    path: '/users/ID/call_queues',
    status: 200,
    members: 'items',
    item: 'id name extension_number',
    without: 'empty',
  },
  {
    operation: 'POST /users/{id}/call_queues/{queue_id}/agent',
    path: '/users/ID/call_queues/q2/agent',
    body: { status: 'BREAK' },
    status: 204,
    without: 'kept',
  },
  {
    operation: 'GET /users/{id}/call_queues/{queue_id}/agent',
    path: '/users/ID/call_queues/q2/agent',
    status: 200,
    members: 'extension_number display_name skill_level status',
    without: 'kept',
  },
  {
    operation: 'POST /users/{id}/balance',
    path: '/users/ID/balance',
    body: { balance: 12.5 },
    status: 204,
    without: 'kept',
  },
  { operation: 'GET /users/{id}/balance', path: '/users/ID/balance', status: 200, members: 'balance', without: 'kept' },
]
