import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Problems } from '../../src/domain/errors.js'
import type { Phone } from '../../src/domain/model.js'
import { createSealer } from '../../src/security/seal.js'
import { silent } from '../../src/store/log.js'
import { openServedFiles } from '../../src/store/served-files.js'
import { startTestServer, type TestServer } from '../support/server.js'

const filesIn = (dir: string) =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(dir, name)).isFile())
const fingerprint = (n: number) => n.toString(16).padStart(64, '0').split('').reverse().join('')

describe('bodies on disk', () => {
  const sealer = createSealer(Buffer.alloc(32, 7))
  let dir: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'offhook-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))
  const open = (limit = 1e6) => openServedFiles(dir, sealer, limit, silent)

  it('are the latest of a phone and file, also after a restart, and never in clear', async () => {
    const files = await open()
    await files.put('p1', 'A.cfg', fingerprint(1), Buffer.from('account.1.password = hidden'))
    await files.put('p1', 'A.cfg', fingerprint(2), Buffer.from('account.1.password = hidden too'))
    await files.put('p1', 'b.xml', fingerprint(3), Buffer.from('other'))
    expect(filesIn(dir)).toHaveLength(2)
    const again = await open()
    expect(again.bytes).toBe(files.bytes)
    expect(String(await again.get('p1', 'a.cfg'))).toBe('account.1.password = hidden too')
    expect(again.has('p1', 'a.cfg', fingerprint(2))).toBe(true)
    expect(again.has('p1', 'a.cfg', fingerprint(1))).toBe(false)
    for (const name of filesIn(dir)) expect(readFileSync(join(dir, name), 'latin1')).not.toContain('hidden')
  })

  it('are bounded in bytes; the oldest goes', async () => {
    const files = await open(2000)
    for (let n = 0; n < 50; n++) await files.put(`p${n}`, 'a.cfg', fingerprint(n), Buffer.from(`body ${n}`))
    expect(files.bytes).toBeLessThanOrEqual(2000)
    expect(filesIn(dir).reduce((sum, name) => sum + statSync(join(dir, name)).size, 0)).toBe(files.bytes)
    expect(await files.get('p0', 'a.cfg')).toBeUndefined()
    expect(String(await files.get('p49', 'a.cfg'))).toBe('body 49')
  })

  it('that a crash tore are absent, and what it left behind goes', async () => {
    const files = await open()
    await files.put('p1', 'a.cfg', fingerprint(1), Buffer.from('whole'))
    const [name = ''] = filesIn(dir)
    truncateSync(join(dir, name), 20)
    writeFileSync(join(dir, 'p1', 'b.cfg@0000000000000000.tmp'), 'half')
    const again = await open()
    expect(await again.get('p1', 'a.cfg')).toBeUndefined()
    expect(filesIn(dir)).toEqual([])
    expect(again.bytes).toBe(0)
  })

  it('of a phone go together', async () => {
    const files = await open()
    for (const phone of ['p1', 'p12']) await files.put(phone, 'a.cfg', fingerprint(1), Buffer.from(phone))
    await files.forget('p1')
    expect(await files.get('p1', 'a.cfg')).toBeUndefined()
    expect(String(await files.get('p12', 'a.cfg'))).toBe('p12')
  })

  it.each(['../p', '', 'a/b'])('refuse %j as a phone', async (id) => {
    await expect((await open()).put(id, 'a.cfg', fingerprint(1), Buffer.from('x'))).rejects.toThrow('id')
  })
})

describe('what a phone was served last', () => {
  let server: TestServer
  let phone: Phone
  beforeAll(async () => {
    server = await startTestServer()
    phone = await server.phone('805ec0aabbcc', 'yealink', 'T46U', {
      lines: [{ user_id: (await server.user('101')).id }],
    })
  })
  afterAll(() => server.remove())
  const fetchFile = async () => (await fetch(`${server.base}${server.path(phone, '805ec0aabbcc.cfg')}`)).text()
  const kept = async () => String(await server.services.served.bodyOf(phone.id, '805ec0aabbcc.cfg'))

  it('is what it got, at once and once it is written, until it gets another', async () => {
    expect(await server.services.served.bodyOf(phone.id, '805ec0aabbcc.cfg')).toBeUndefined()
    const first = await fetchFile()
    expect(await kept()).toBe(first)
    await server.services.served.flush()
    expect(await kept()).toBe(first)
    await server.services.phones.update(server.actor, phone.id, { overrides: { 'x.y': 'z' } }, new Problems())
    expect(await kept()).toBe(first)
    const second = await fetchFile()
    expect(second).not.toBe(first)
    expect(await kept()).toBe(second)
  })

  it('is what it got also in a rush, when bodies find no room and are made again', async () => {
    const { served, phones } = server.services
    await served.flush()
    served.offer('another', 'large.bin', fingerprint(9), Buffer.alloc(16 * 1024 * 1024))
    await phones.update(server.actor, phone.id, { overrides: { 'x.y': 'rush' } }, new Problems())
    const got = await fetchFile()
    expect(got).toContain('rush')
    expect(await kept()).toBe(got)
    await served.flush()
    expect(await kept()).toBe(got)
    await phones.update(server.actor, phone.id, { overrides: { 'x.y': 'later' } }, new Problems())
    expect(await kept()).toBe(got)
  })

  it('is not told where a body found no room and the phone would get another one by now', async () => {
    const { served, phones } = server.services
    await fetchFile()
    await served.flush()
    const before = await kept()
    served.offer('another', 'large.bin', fingerprint(8), Buffer.alloc(16 * 1024 * 1024))
    await phones.update(server.actor, phone.id, { overrides: { 'x.y': 'missed' } }, new Problems())
    await fetchFile()
    await phones.update(server.actor, phone.id, { overrides: { 'x.y': 'last' } }, new Problems())
    expect(await kept()).toBe(before)
    await served.flush()
    expect(await kept()).toBe(before)
  })

  it('goes with the phone, written or not', async () => {
    await server.services.phones.update(server.actor, phone.id, { overrides: { 'x.y': 'unwritten' } }, new Problems())
    await fetchFile()
    await server.services.phones.remove(server.actor, phone.id)
    await server.services.served.flush()
    expect(filesIn(join(server.dir, 'served')).filter((name) => name.startsWith(phone.id))).toEqual([])
  })
})
