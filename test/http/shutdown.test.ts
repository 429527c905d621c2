import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import { startTestServer } from '../support/server.js'

/** More than the system keeps between two sockets, so that the server is still sending when it is told to stop. */
const IMAGE = Buffer.alloc(48 * 1024 * 1024, 'firmware image ')

it('a fetch that is under way when the server is stopped gets its last byte, a new one no answer', async () => {
  const server = await startTestServer()
  const content = (async function* () {
    yield IMAGE
  })()
  const draft = { name: 'T46U.rom', kind: 'firmware', vendor: 'yealink' } as const
  await server.services.assets.create(server.actor, draft, content, new Problems())
  const phone = await server.phone('001565e20001', 'yealink', 'T46U')
  const port = Number(new URL(server.base).port)

  const socket = connect(port, '127.0.0.1')
  const ended = new Promise<void>((resolve, reject) => socket.once('close', () => resolve()).once('error', reject))
  socket.write(`GET ${server.path(phone, 'T46U.rom')} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
  const chunks: Buffer[] = []
  await new Promise<void>((resolve) => {
    socket.once('data', (chunk: Buffer) => {
      chunks.push(chunk)
      socket.pause()
      resolve()
    })
  })

  const stopped = server.stop()
  const late = await new Promise<string>((resolve) => {
    const refused = connect(port, '127.0.0.1')
    refused.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
    refused.once('close', () => resolve('closed'))
    refused.once('connect', () => refused.end('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'))
  })
  expect(late).toBe('ECONNREFUSED')

  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.resume()
  await Promise.all([ended, stopped])
  const answer = Buffer.concat(chunks)
  const body = answer.subarray(answer.indexOf('\r\n\r\n') + 4)
  expect(answer.subarray(0, 15).toString()).toBe('HTTP/1.1 200 OK')
  expect(body.equals(IMAGE)).toBe(true)
})
