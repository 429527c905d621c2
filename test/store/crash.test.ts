import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { openStore, storeFiles, tempDir } from './workbench.js'

const CHILD = new URL('./crash-child.ts', import.meta.url).pathname
const SETS = process.env.OFFHOOK_TEST_LONG ? 50 : 2
const ROUNDS = 5

/** Runs the writers, kills them some time after their first acknowledgement, and returns every one they printed. */
async function crash(dir: string, foldBytes: number, longestMs: number): Promise<[writer: number, count: number][]> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, dir, String(foldBytes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const closed = once(child, 'close')
  await Promise.race([once(child.stdout, 'data'), closed])
  await new Promise((resolve) => setTimeout(resolve, Math.random() * longestMs))
  child.kill('SIGKILL')
  expect(await closed).toEqual([null, 'SIGKILL'])
  const lines = Buffer.concat(chunks).toString().split('\n')
  // What follows the last newline may be half a line.
  return lines.slice(0, -1).map((line) => line.split(' ').map(Number) as [number, number])
}

/** Kills and reopens one data directory again and again. Returns the names of the store's files after each kill. */
async function rounds(foldBytes: number, longestMs: number): Promise<string[][]> {
  const dir = await tempDir()
  const floor = new Map<number, number>()
  const found: string[][] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const acknowledged = await crash(dir, foldBytes, longestMs)
    expect(acknowledged.length).toBeGreaterThan(0)
    for (const [writer, count] of acknowledged) floor.set(writer, Math.max(floor.get(writer) ?? 0, count))
    found.push(await storeFiles(dir))

    const store = await openStore(dir)
    for (const [writer, count] of floor) {
      const kept = await store.get('groups', `g${writer}`)
      expect(Number(kept?.name), `writer ${writer}`).toBeGreaterThanOrEqual(count)
    }
    const groups = await store.all('groups')
    const users = await store.all('users')
    expect(users.map((user) => `g${user.id.slice(1)} ${user.display_name}`).sort()).toEqual(
      groups.map(({ id, name }) => `${id} ${name}`).sort(),
    )
    for (const user of users) expect(user.sip_password.reveal()).toBe(`secret ${user.display_name}`)
    // Each writer has one change under way at most, so a count cannot have run ahead of what was acknowledged.
    for (const { id, name } of groups) {
      const writer = Number(id.slice(1))
      expect(Number(name), id).toBeLessThanOrEqual((floor.get(writer) ?? 0) + 1)
      floor.set(writer, Number(name))
    }
    await store.close()
    expect((await storeFiles(dir)).filter((name) => name.endsWith('.tmp'))).toEqual([])
  }
  return found
}

describe.each(Array.from({ length: SETS }, (_, n) => n + 1))('kill -9 during 200 concurrent writes, set %i', (_set) => {
  it('loses no acknowledged write', async () => {
    await rounds(1 << 30, 300)
  }, 120_000)

  it('loses none while the journal is being folded', async () => {
    const found = await rounds(50_000, 1500)
    const folding = found.filter((names) => names.filter((name) => name.startsWith('journal.')).length > 1)
    expect(folding.length).toBeGreaterThan(0)
  }, 120_000)
})
