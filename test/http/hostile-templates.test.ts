import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Tracking } from '../../src/service/tracked.js'
import { type Api, startApi } from '../support/api.js'

const YEALINK = '001565aabb01'
const SNOM = '000413aabb01'
const FETCHES = process.env.OFFHOOK_TEST_LONG ? 200 : 20

const each = (inner: string): string => '{{#each @root.lines}}'.repeat(30) + inner + '{{/each}}'.repeat(30)
const HEAD = '#!version:1.0.0.1\n'
/** Fine with one line, without end with sixteen: what a trial may miss and a phone finds. */
const SLOW = `${HEAD}{{#if lines.[1]}}${each('')}{{/if}}`

let api: Api
beforeAll(async () => {
  const dir = mkdtempSync(join(tmpdir(), 'offhook-'))
  // As an administrator puts it there by hand, past the trial.
  mkdirSync(join(dir, 'templates/yealink'), { recursive: true })
  writeFileSync(join(dir, 'templates/yealink/phone.hbs'), SLOW)
  api = await startApi({ OFFHOOK_DATA_DIR: dir })
  const user = await api.newUser('101')
  const lines = [{ user_id: user }, { user_id: user }]
  await api.post('/phones', { mac: YEALINK, vendor: 'yealink', model: 'T46U', lines })
  await api.post('/phones', { mac: SNOM, vendor: 'snom', model: 'D785', lines })
})
afterAll(() => api.server.remove())

async function fetchFile(mac: string, file: string): Promise<{ status: number; text: string }> {
  const { url } = (await api.get(`/phones/${mac}`)).body
  const response = await fetch(`${api.server.base}${new URL(file, String(url)).pathname}`)
  return { status: response.status, text: await response.text() }
}

describe('a template that would never end', () => {
  it(`costs its phones a 503 and other phones nothing, ${FETCHES} times at once`, async () => {
    const bad = Array.from({ length: FETCHES }, () => fetchFile(YEALINK, `${YEALINK}.cfg`))
    const good = Array.from({ length: FETCHES }, () => fetchFile(SNOM, `snomD785-${SNOM.toUpperCase()}.htm`))
    for (const { status, text } of await Promise.all(good)) expect([status, text.length > 1000]).toEqual([200, true])
    for (const answer of await Promise.all(bad)) expect(answer).toEqual({ status: 503, text: 'try again later\n' })
  })

  it('tells the log why and leaves no watch behind', async () => {
    const released: string[] = []
    const { track } = Tracking.prototype
    const spy = vi.spyOn(Tracking.prototype, 'track').mockImplementation(function (this: Tracking) {
      const tracker = track.call(this)
      const release = tracker.release.bind(tracker)
      tracker.release = () => {
        released.push('yes')
        release()
      }
      return tracker
    })
    expect((await fetchFile(YEALINK, `${YEALINK}.cfg`)).status).toBe(503)
    spy.mockRestore()
    expect(released.length).toBeGreaterThan(0)
    expect(api.server.log.join('')).toMatch(
      /template yealink\/phone\.hbs (?:is stopped: it takes more than \d+ ms|rests)/,
    )
  })

  it('shows as a failing phone and in its preview', async () => {
    const answer = await api.get(`/phones/${YEALINK}`)
    expect(answer.status).toBe(200)
    const preview = await api.get(`/phones/${YEALINK}/files/${YEALINK}.cfg`)
    expect([preview.status, preview.text]).toEqual([501, expect.stringContaining('template yealink/phone.hbs')])
  })
})

describe('a hostile template that is sent to the server', () => {
  it.each([
    ['never ends', each('x'), 'it takes more than'],
    ['calls itself', '{{> phone}}', 'call stack'],
    [
      'makes a gigabyte',
      `{{#each sections.keys.rows}}{{#each @root.sections.keys.rows}}${'y'.repeat(200_000)}{{/each}}{{/each}}`,
      '',
    ],
    ['looks for the constructor', '{{phone.mac.constructor.constructor}}', 'not defined'],
    ['prints', '{{log phone.mac}}', 'unknown helper log'],
  ])('and %s is refused, and phones are served meanwhile', async (_what, text, words) => {
    const content = text.replaceAll('@root.lines', '@root.sections')
    const asked = api.post('/templates/phones/snom.phone.hbs', { content: `<?xml version="1.0"?>\n${content}` })
    expect((await fetchFile(SNOM, `snomD785-${SNOM.toUpperCase()}.htm`)).status).toBe(200)
    const answer = await asked
    expect([answer.status, answer.fields]).toEqual([400, ['content']])
    expect(answer.text).toContain(words)
    expect((await api.get('/templates/phones/snom.phone.hbs')).body.is_custom).toBe(false)
    expect((await fetchFile(SNOM, `snomD785-${SNOM.toUpperCase()}.htm`)).status).toBe(200)
  })
})
