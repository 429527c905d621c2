import { createServer } from 'node:http'
import { createServer as createSecure } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createCa, createServerIdentity } from '../src/security/ca.js'
import { tlsContextOptions } from '../src/security/tls.js'

// What node itself can do with the same bytes: one prebuilt Buffer, the URL not read.

let body = Buffer.alloc(0)
let bare304 = false

const listener = (_request: unknown, response: import('node:http').ServerResponse) => {
  if (bare304) response.writeHead(304).end()
  else response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': body.length }).end(body)
}

const { rsa, ecdsa } = await createServerIdentity(await createCa(), ['127.0.0.1'])
const http = createServer(listener).listen(0, '127.0.0.1')
const https = createSecure(tlsContextOptions([rsa, ecdsa]), listener).listen(0, '127.0.0.1')
const port = (server: { address(): unknown }) => (server.address() as AddressInfo).port

process.on('message', ({ id, job, argument }: { id: number; job: string; argument: never }) => {
  if (job === 'body') body = Buffer.alloc(argument, 'x')
  if (job === 'bare304') bare304 = argument
  process.send?.({ id, result: job === 'cpu' ? process.cpuUsage().user + process.cpuUsage().system : null })
})
process.on('disconnect', () => process.exit(0))
await new Promise((resolve) => setTimeout(resolve, 50))
process.send?.({ id: 0, result: { http: `http://127.0.0.1:${port(http)}`, https: `https://127.0.0.1:${port(https)}` } })
