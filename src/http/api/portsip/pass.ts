import { z } from 'zod'
import { notFound } from '../../../domain/errors.js'
import type { UpstreamReply } from '../../../domain/ports.js'
import { pageOf } from '../../../service/list.js'
import { type Call, type Route, route } from '../../route.js'
import { fieldsOf } from './lists.js'

/**
 * What an operation of the PBX answers where none is configured: the empty list of its envelope, 404 because nothing
 * has the id, 501 because only a PBX can do it, or what we know ourselves.
 */
export type Without = 'empty' | 'unknown' | 'unsupported' | ((call: Call) => Promise<unknown>)

/** A row of a table of operations that live in the PBX. */
export type PbxOperation = Omit<Route, 'handle'> & { readonly without: Without }

const NOTES = {
  empty: 'without a PBX an empty list',
  unknown: 'without a PBX 404',
  unsupported: 'without a PBX 501 NOT_SUPPORTED',
  ours: 'without a PBX kept by offhook',
}

/** Where a page cannot be told from our own, nothing in it may act. */
export const INERT = { 'X-Content-Type-Options': 'nosniff', 'Content-Security-Policy': "default-src 'none'; sandbox" }

/** The PBX's answer as ours. Where the contract has no content, a PBX that says so with 200 is taken at its word. */
export async function passedOn(reply: UpstreamReply, declared?: Route['reply']): Promise<Response> {
  const done = reply.status >= 200 && reply.status < 300
  if (done && declared?.status === 204) {
    await reply.body?.cancel()
    return new Response(null, { status: 204 })
  }
  const status = done && declared ? declared.status : reply.status
  return new Response(reply.body, { status, headers: { ...reply.headers, ...INERT } })
}

function empty({ reply: { schema } }: PbxOperation, { query, problems }: Call): object {
  const shape = schema instanceof z.ZodObject ? schema.shape : {}
  if (!('count' in shape)) return { items: [] }
  const item = shape.items instanceof z.ZodArray ? shape.items.element : undefined
  const fields = item instanceof z.ZodObject ? fieldsOf(item) : new Set<string>()
  const { count } = pageOf<object>([], query, { fields, searched: [], view: (record) => record }, problems)
  return { count, items: [] }
}

/** Operations that are passed on to the PBX, if there is one. */
export function pbxRoutes(operations: readonly PbxOperation[]): readonly Route[] {
  return operations.map((operation) => {
    const { without, ...declared } = operation
    return route({
      ...declared,
      summary: `${declared.summary}; ${NOTES[typeof without === 'string' ? without : 'ours']}`,
      passedOn: true,
      ...(without === 'unsupported' ? { liveOnly: 'Only a PBX can do this, and none is configured' } : {}),
      handle: async (call) => {
        const { services, actor, params, query, sent, problems } = call
        problems.throwIfAny()
        if (services.pbx.present || without === 'unsupported') {
          const method = declared.method === 'get' ? 'GET' : 'POST'
          const body = declared.body ? sent : undefined
          return passedOn(
            await services.pbx.ask(actor, { method, path: declared.path, params, query, body }),
            declared.reply,
          )
        }
        if (without === 'empty') return empty(operation, call)
        return without === 'unknown' ? notFound(declared.tag.toLowerCase()) : without(call)
      },
    })
  })
}
