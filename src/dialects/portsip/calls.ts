import { z } from 'zod'

const text = z.string().nullable()
const time = z.string().nullable()
const number = z.number().nullable()

const call = {
  caller: text,
  caller_domain: text,
  caller_display_name: text,
  callee: text,
  callee_domain: text,
  callee_display_name: text,
  started_at: time,
  rang_at: time,
  answered_at: time,
  ended_at: time,
  call_id: text,
  direction: z.enum(['INBOUND_CALL', 'OUTBOUND_CALL', 'EXTENSION_CALL', 'INBOUND_OUTBOUND_CALL']).nullable(),
  end_reason: z
    .enum([
      'CALLER_DISCONNECTED',
      'CALLEE_DISCONNECTED',
      'BLIND_TRANSFER_COMPLETED',
      'CONSULT_TRANSFER_COMPLETED',
      'REPLACED',
      'REFERRED',
      'REDIRECTED',
      'CANCELLED',
    ])
    .nullable(),
  reroute_reason: z.enum(['TRANSFER', 'OVERFLOW']).nullable(),
  status_code: number,
  destination: text,
  outbound_caller_id: text,
  did_cid: text,
  trunk: text,
  service_number: text,
  user_data: text,
}

/** A call record in a list (api-portsip.md ch. 11.1). */
export const cdrItem = z.object({ id: z.string(), ...call, duration: number })
/** A call record by itself: the contract has it as an object under `items`. */
export const cdrRead = z.object({ items: z.object({ ...call, cost: number, billed_account: text }) })

const { caller, callee, started_at, answered_at, ended_at, outbound_caller_id, did_cid, trunk, status_code } = call
export const cdrChanges = z.object({
  token: z.string(),
  items: z.array(
    z.object({
      id: z.string(),
      change_type: z.enum(['CREATED', 'UPDATED', 'DELETED']),
      items: z.array(
        z.object({
          caller,
          callee,
          started_at,
          answered_at,
          ended_at,
          outbound_caller_id,
          did_cid,
          trunk,
          status_code,
        }),
      ),
    }),
  ),
})

export const messageRead = z.object({
  id: z.string(),
  config_id: text,
  sender: text,
  sender_name: text,
  receiver: text,
  receiver_name: text,
  channel_name: text,
  channel_number: text,
  brand: text,
  did: text,
  msg_type: z.enum(['UNKNOWN', 'SMS', 'WHATSAPP']),
  direction: z.enum(['IN', 'OUT']),
  content: text,
  reason: text,
  delivery: z.enum(['ERR', 'SENT', 'RECV', 'DELIVERED']),
  provider_msg_id: text,
  created_at: time,
})

export const recordingItem = z.object({ id: z.string(), caller: text, callee: text, started_at: time, ended_at: time })
/** A recording by itself: the contract has it as a list of one. */
export const recordingRead = z.object({
  items: z.array(
    z.object({
      caller: text,
      callee: text,
      started_at: time,
      ended_at: time,
      duration: number,
      file_name: text,
      file_size: number,
      file_url: text,
    }),
  ),
})
