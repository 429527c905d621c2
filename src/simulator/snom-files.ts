import { toPem } from './certificates.js'
import { install, versionInUrl } from './firmware.js'
import type { Answer, Visit } from './personality.js'
import { parseSnom, parseSnomFirmware } from './snom-config.js'
import { showUrl } from './urls.js'

/** `<setting-files>` below `<setting-files>` are followed so far. */
const MAX_DEPTH = 3

/** A file that was asked for. */
export interface Loaded {
  readonly name: string
  readonly answer: Answer
}

/** Asks for a file and, after it, for the files its `<setting-files>` name, depth first. */
export async function load(
  visit: Visit,
  name: string,
  url: string,
  expand: (url: string) => string,
  depth = 0,
): Promise<Loaded[]> {
  const answer = await visit.get(url, { as: name })
  const loaded = [{ name, answer }]
  if (!answer.body) return loaded
  let files: readonly string[] = []
  try {
    files = parseSnom(answer.body).files
  } catch {
    // A broken file leads nowhere; it is reported when it is applied.
  }
  for (const file of depth < MAX_DEPTH ? files.map(expand) : []) {
    const more = await load(visit, file, file, expand, depth + 1)
    for (const { answer: missing } of more.slice(0, 1)) if (!missing.body) visit.problem(missing.failure)
    loaded.push(...more)
  }
  return loaded
}

/** Certificates given by address come after all XML files (snom.md 2.1). */
export async function fetchCertificates(visit: Visit, urls: readonly string[]): Promise<void> {
  for (const url of urls) {
    const answer = await visit.get(url)
    const pem = answer.body && toPem(answer.body)
    if (pem) visit.memory.data.authorities[url] = pem
    else visit.problem(answer.failure || `${showUrl(url)} is no certificate`)
  }
}

/** Follows `firmware_status`; only `auto_update` installs what it names (snom.md 3.5). */
export async function upgrade(visit: Visit, expand: (url: string) => string): Promise<string[]> {
  const { data } = visit.memory
  const status = expand(data.settings.firmware_status ?? '')
  if (status === '') return []
  const answer = await visit.get(status)
  if (!answer.body) {
    visit.problem(answer.failure)
    return []
  }
  try {
    const [url] = parseSnomFirmware(answer.body)
    const version = url === undefined ? undefined : versionInUrl(url)
    if (!url || version === data.firmware || data.settings.update_policy !== 'auto_update') return []
    const image = await visit.get(expand(url))
    if (!image.body) throw new Error(`names firmware that is missing: ${image.failure}`)
    return install(visit.memory, image.body, version)
  } catch (error) {
    visit.problem(`${showUrl(status)} ${(error as Error).message}`)
    return []
  }
}
