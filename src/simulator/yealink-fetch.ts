import type { Mac } from '../domain/mac.js'
import type { Answer, Visit } from './personality.js'
import { joinUrl } from './urls.js'
import { parseBoot } from './yealink-config.js'

/** What one go at the server brought. */
export interface Fetched {
  /** Files in the order they apply. */
  readonly files: readonly string[]
  readonly boot: string | null
  readonly changed: boolean
  readonly answered: boolean
  readonly why: string
}

interface Got {
  readonly name: string
  readonly answer: Answer
}

function summary(got: readonly Got[], boot: string | null): Fetched {
  const last = got.at(-1)
  return {
    files: got.filter(({ name, answer }) => answer.body && name !== boot).map(({ name }) => name),
    boot,
    changed: got.some(({ answer }) => answer.body && !answer.unchanged),
    answered: last?.answer.body !== undefined,
    why: last?.answer.failure ?? '',
  }
}

/**
 * Asks for the files in the phone's order (yealink.md 1.2): a boot file replaces the common and the MAC file; an
 * address that names a file is that file.
 * @throws Error when a boot file cannot be read
 */
export async function fetchFiles(visit: Visit, mac: Mac, code: string, model: string): Promise<Fetched> {
  const get = async (name: string, url: string): Promise<Got> => ({ name, answer: await visit.get(url, { as: name }) })
  const includesOf = async (boot: Got, url: string): Promise<Fetched> => {
    const got = [boot]
    for (const file of parseBoot(boot.answer.body ?? Buffer.alloc(0), model).includes) {
      got.push(await get(file, new URL(file, url).href))
    }
    return summary(got, boot.name)
  }
  const named = /\/([^/?]+\.(?:cfg|boot))(?:\?.*)?$/.exec(visit.base)?.[1]
  if (named !== undefined) {
    const got = await get(named, visit.base)
    return got.answer.body && named.endsWith('.boot') ? includesOf(got, visit.base) : summary([got], null)
  }
  for (const name of [`${mac}.boot`, 'y000000000000.boot']) {
    const boot = await get(name, joinUrl(visit.base, name))
    if (boot.answer.body) return includesOf(boot, joinUrl(visit.base, name))
  }
  const got: Got[] = []
  for (const name of [`y${code.padStart(12, '0')}.cfg`, `${mac}.cfg`]) {
    got.push(await get(name, joinUrl(visit.base, name)))
  }
  return summary(got, null)
}
