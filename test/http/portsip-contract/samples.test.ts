import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { everySample } from '../../support/api.js'
import { faults } from '../../support/faults.js'
import { isBuilt, nameOf, World } from './world.js'

let world: World
const seen = new Map<number, Set<string>>()

beforeAll(async () => {
  world = await World.open()
})
afterAll(async () => {
  await world.api.server.remove()
  const chapters = [...new Set(everySample.map(({ chapter }) => chapter))].sort((a, b) => a - b)
  const counts = chapters.map((chapter) => {
    const all = everySample.filter((sample) => sample.chapter === chapter)
    return `chapter ${chapter}: ${seen.get(chapter)?.size ?? 0} of ${all.length}`
  })
  const missing = everySample.filter((sample) => !isBuilt(sample)).map(nameOf)
  console.log(`PortSIP samples that succeed: ${counts.join(', ')}\nnot built: ${missing.join(', ') || 'none'}`)
})

/** Chapters every operation of which has a route; a chapter that is built joins this list. */
const COMPLETE = [4, 6, 7, 8, 9, 10, 11]

/** What only an upstream PBX or a registrar knows: without one there is nothing to name or no one to ask. */
const FROM_ELSEWHERE =
  /\/(?:cdrs|external_messages|recordings|meetings|call_queues|business_contacts)\/|\/destroy_status$|\/meetings$/

/** Lists that may be empty because what is in them comes from elsewhere. */
const MAY_BE_EMPTY =
  /\/(?:status|cdrs|external_messages|recordings|meetings|call_queues|ring_groups|outbound_caller_ids|participants|global_holidays|diff)(?:$|\/)/

describe('the published samples', () => {
  it('are those of 144 operations', () => {
    expect(new Set(everySample.map(({ operation }) => operation)).size).toBe(144)
  })

  it.each(
    everySample.filter(({ chapter }) => COMPLETE.includes(chapter)).map((sample) => [nameOf(sample), sample] as const),
  )('%s has a route', (_name, sample) => expect(isBuilt(sample)).toBe(true))

  it.each(everySample.filter(isBuilt).map((sample) => [nameOf(sample), sample] as const))(
    '%s is answered as published',
    async (name, sample) => {
      const answer = await world.send(await world.prepare(sample))
      if (FROM_ELSEWHERE.test(name) && answer.status >= 400)
        return expect([403, 404, 501], answer.text).toContain(answer.status)
      expect([answer.status, answer.status === sample.status ? '' : answer.text]).toEqual([sample.status, ''])
      if (sample.reply === null) expect(answer.text).toBe('')
      else expect(faults(sample.reply, answer.body, '', MAY_BE_EMPTY.test(name))).toEqual([])
      seen.set(sample.chapter, (seen.get(sample.chapter) ?? new Set()).add(name))
    },
  )

  it.each([
    ['a missing member', { a: 1 }, {}, ['.a is missing']],
    ['another type', { a: 'x' }, { a: 1 }, ['.a is number, not string']],
    ['an empty list', { a: [{ b: 1 }] }, { a: [] }, ['.a is empty']],
    ['a member of a member', { a: [{ b: 1 }] }, { a: [{ b: 2 }, {}] }, ['.a[1].b is missing']],
    ['nothing in a list that is not shown', { a: [] }, { a: [{}] }, []],
    ['nothing where nothing is wrong', { a: 1, b: ['x'] }, { a: null, b: [], c: 3 }, []],
  ])('a judge finds %s', (_what, published, answered, found) => {
    expect(faults(published, answered, '', false)).toEqual(found)
  })
})
