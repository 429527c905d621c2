import { z } from 'zod'
import { line } from '../../domain/text.js'

/** A year; more asks for trouble. */
const LONGEST_SECONDS = 365 * 24 * 3600

/** What jambonz asks when a client authenticates (docs.jambonz.org, webhook "Client Authentication"). */
export const authHookShape = {
  method: line(32, 1),
  realm: line(253, 1),
  username: line(256, 1),
  expires: z.number().min(0).max(LONGEST_SECONDS).optional().describe('seconds'),
  nonce: line(512, 1),
  uri: line(1024, 1),
  response: line(128, 1),
  scheme: line(32).optional(),
  algorithm: line(32).optional(),
  qop: line(32).optional(),
  cnonce: line(512).optional(),
  nc: line(32).optional(),
  source_address: line(64).optional().describe('of the client, where jambonz says it'),
}

export const authHookReply = z.object({ status: z.enum(['ok', 'fail']), message: z.string() })
