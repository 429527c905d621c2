import { describe, expect, it, vi } from 'vitest'
import { Looking } from '../../src/service/looking.js'
import { inNameOf, presentOrigin } from '../../src/service/origin.js'

describe('what looks for work', () => {
  it('works in nobody’s name, whoever woke it, at once and later', async () => {
    const names: unknown[] = []
    const looking = new Looking({
      look: async () => {
        names.push(presentOrigin())
        return 0
      },
      onError: (error) => void names.push(error),
      again: 0,
      failed: 0,
    })
    const ann = { kind: 'user', user_id: 'ann', name: null, source: '192.0.2.1', operation: 'POST /users' } as const
    await inNameOf(ann, async () => looking.wake())
    await vi.waitFor(() => expect(names.length).toBeGreaterThan(2))
    await looking.stop()
    expect(names.slice(0, 3)).toEqual([undefined, undefined, undefined])
  })
})
