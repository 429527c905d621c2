import { describe, expect, it } from 'vitest'
import type { OffhookEvent } from '../../src/domain/event.js'
import { type Actor, PERMISSIONS } from '../../src/domain/permission.js'
import { Events, type NumberedEvent, OF_SERVER } from '../../src/service/events.js'

const ports = { now: () => new Date('2026-01-01T00:00:00Z'), random: () => Buffer.alloc(0) }
const events = (epoch = 1, errors: unknown[] = []) => new Events(ports, epoch, (error) => void errors.push(error))

const actor = (members: Partial<Actor> = {}): Actor => ({
  tenant_id: 't1',
  user_id: null,
  permissions: new Set(['phone_system.view_only']),
  ...members,
})
const event = (members: Partial<OffhookEvent> = {}): OffhookEvent => ({
  kind: 'phone.state',
  tenant_id: 't1',
  needs: ['phone_system.view_only', 'phone_system.full_access'],
  data: {},
  ...members,
})

describe('events', () => {
  it.each([
    ['one of the permissions', actor(), event(), true],
    ['none of the permissions', actor({ permissions: new Set(['general.meeting']) }), event(), false],
    ['another tenant', actor({ tenant_id: 't2' }), event(), false],
    ['of the server, without every permission', actor(), event({ tenant_id: OF_SERVER }), false],
    ['of the server', actor({ permissions: new Set(PERMISSIONS) }), event({ tenant_id: OF_SERVER }), true],
  ])('are told by tenant and permission: %s', (_what, who, what, told) => {
    const hub = events()
    const heard: NumberedEvent[] = []
    hub.subscribe(who, (one) => void heard.push(one))
    hub.emit(what)
    expect(heard).toHaveLength(told ? 1 : 0)
    expect(hub.since(0, who).events).toHaveLength(told ? 1 : 0)
  })

  it('have numbers that rise, also from start to start', () => {
    const ids: number[] = []
    for (const epoch of [1, 2]) {
      const hub = events(epoch)
      hub.subscribe(actor(), ({ id }) => void ids.push(id))
      for (let n = 0; n < 3; n++) hub.emit(event())
    }
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
    expect(ids).toHaveLength(6)
  })

  it('are told again from where a listener was, and whether that is all', () => {
    const hub = events(2)
    const start = hub.last
    for (let n = 0; n < 30_000; n++) hub.emit(event({ data: { n } }))
    const missed = hub.since(hub.last - 3, actor())
    expect(missed.complete).toBe(true)
    expect(missed.events.map(({ data }) => data.n)).toEqual([29_997, 29_998, 29_999])
    const two = hub.since(hub.last - 3, actor(), 2)
    expect([two.events.length, two.upTo]).toEqual([2, hub.last - 1])
    const all = hub.since(start, actor())
    expect(all.complete).toBe(false)
    expect(all.events.length).toBeLessThanOrEqual(20_000)
    expect(all.events.length).toBeGreaterThanOrEqual(10_000)
    expect(hub.since(5, actor()).complete).toBe(false)
    expect(hub.since(hub.last, actor())).toEqual({ events: [], complete: true, upTo: hub.last })
  })

  it('go on when a listener fails or leaves', () => {
    const errors: unknown[] = []
    const hub = events(1, errors)
    const heard: number[] = []
    hub.subscribe(actor(), () => {
      throw new Error('broken listener')
    })
    const subscription = hub.subscribe(actor(), ({ id }) => void heard.push(id))
    hub.emit(event())
    subscription.end()
    hub.emit(event())
    expect(heard).toHaveLength(1)
    expect(errors).toHaveLength(2)
  })
})
