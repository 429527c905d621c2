import { Secret } from '../../src/domain/secret.js'
import { openLowdbStore } from '../../src/store/lowdb.js'
import { group, sealerFor, user } from './records.js'

// 200 writers count upwards until the process is killed. Each commit changes two records alike, and is printed as
// `<writer> <count>` once it is acknowledged.
const [dir = '', foldBytes] = process.argv.slice(2)
const store = await openLowdbStore({
  dir,
  sealer: sealerFor('test'),
  ...(foldBytes ? { foldBytes: Number(foldBytes) } : {}),
})

async function count(writer: number): Promise<never> {
  for (;;) {
    const done = await store.transact(async (tx) => {
      const before = await tx.get('groups', `g${writer}`)
      const name = String(Number(before?.name ?? 0) + 1)
      tx.put('groups', group(`g${writer}`, { name }))
      tx.put('users', user(writer, { display_name: name, sip_password: new Secret(`secret ${name}`) }))
      return name
    })
    process.stdout.write(`${writer} ${done}\n`)
  }
}

await Promise.all(Array.from({ length: 200 }, (_, writer) => count(writer)))
