import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')

/** Who may import whom: a folder imports only folders of lower rank, or itself. */
const RANKS: Readonly<Record<string, number>> = {
  'src/domain': 0,
  'src/catalogue': 1,
  'src/dialects': 1,
  'src/store': 1,
  'src/render': 1,
  'src/security': 1,
  'src/simulator': 1,
  'src/service': 2,
  'src/http': 3,
  'src/sip': 3,
  'src/tftp': 3,
  'src/upstream': 3,
  'src/rps': 3,
  'src/follow': 3,
  'src/cli': 4,
}

/** The simulator judges the server, so it shares nothing with it but the domain. */
const ONLY_DOMAIN = new Set(['src/simulator'])

/** Who may read a secret's text: what writes phones' files, seals, hashes, signs or compares, and no one else. */
const REVEALERS = [
  'src/cli/ca.ts',
  'src/cli/follow.ts',
  'src/cli/main.ts',
  'src/cli/remote.ts',
  'src/dialects/jambonz/client.ts',
  'src/dialects/netsapiens/user.ts',
  'src/dialects/portsip/dect.ts',
  'src/dialects/portsip/phone.ts',
  'src/dialects/portsip/user.ts',
  'src/dialects/yay/user.ts',
  'src/follow/proof.ts',
  'src/http/api/offhook/operators.ts',
  'src/http/api/offhook/redirects.ts',
  'src/http/api/offhook/second-factor.ts',
  'src/http/api/portsip/blobs.ts',
  'src/http/api/portsip/login.ts',
  'src/render/facts.ts',
  'src/render/skeleton.ts',
  'src/rps/credentials.ts',
  'src/security/certificate.ts',
  'src/security/credentials.ts',
  'src/security/file-encryption.ts',
  'src/security/ha1.ts',
  'src/security/sip-digest.ts',
  'src/security/tls.ts',
  'src/security/totp.ts',
  'src/service/address.ts',
  'src/service/auth.ts',
  'src/service/check-settings.ts',
  'src/service/install.ts',
  'src/service/login-check.ts',
  'src/service/operators.ts',
  'src/service/pbx.ts',
  'src/service/redirect-worker.ts',
  'src/service/second-factors.ts',
  'src/service/server.ts',
  'src/service/users.ts',
  'src/sip/digest.ts',
  'src/store/codec.ts',
  'src/upstream/client.ts',
]

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name)
    return statSync(join(root, path)).isDirectory() ? filesBelow(path) : path.endsWith('.ts') ? [path] : []
  })
}

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

const IMPORT = /(?:import|export)\s+(type\s+)?(?:[^'"]*?\s+from\s+)?['"](\.[^'"]+)['"]|new URL\(['"](\.[^'"]+)['"]/g

/** The relative imports of a source text, as paths from the project's root. */
function importsOf(file: string, text: string): Import[] {
  return [...text.matchAll(IMPORT)].map(([, type, path, url]) => ({
    from: file,
    to: relative(root, resolve(root, dirname(file), path ?? url ?? '')).replace(/\.js$/, '.ts'),
    typeOnly: type !== undefined,
  }))
}

const folderOf = (file: string): string =>
  file
    .split('/')
    .slice(0, file.startsWith('src/') ? 2 : 1)
    .join('/')

/** What an import breaks; undefined when it is allowed. */
function broken({ from, to, typeOnly }: Import): string | undefined {
  const [here, there] = [folderOf(from), folderOf(to)]
  if (here === there) return undefined
  if (here === 'vendors') {
    return there === 'src/domain' && typeOnly
      ? undefined
      : `${from}: vendors may import only types from src/domain, not ${to}`
  }
  if (there === 'vendors') return here === 'src/catalogue' ? undefined : `${from}: only the catalogue knows vendors`
  const rank = RANKS[here]
  const other = RANKS[there]
  if (rank === undefined) return `${from}: folder ${here} has no rank`
  if (other === undefined) return `${from}: imports ${to}, a folder without rank`
  if (ONLY_DOMAIN.has(here) && there !== 'src/domain') return `${from}: ${here} may import only src/domain, not ${to}`
  if (there === 'src/store' && rank > 2 && here !== 'src/cli') return `${from}: only service talks to the store`
  return other < rank ? undefined : `${from}: ${here} may not import ${there} (${to})`
}

const sources = [...filesBelow('src'), ...filesBelow('vendors')]
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8')

describe('imports run one way', () => {
  it.each(sources)('%s', (file) => {
    expect(importsOf(file, textOf(file)).map(broken).filter(Boolean)).toEqual([])
  })

  it.each([
    ['src/domain/x.ts', "import { a } from '../service/users.js'", 'src/domain may not import src/service'],
    ['src/render/x.ts', "import { a } from '../catalogue/index.js'", 'src/render may not import src/catalogue'],
    ['src/service/x.ts', "import { a } from '../http/app.js'", 'src/service may not import src/http'],
    ['src/http/x.ts', "import { a } from '../store/store.js'", 'only service talks to the store'],
    ['src/service/x.ts', "import { a } from '../../vendors/index.js'", 'only the catalogue knows vendors'],
    ['vendors/x.ts', "import { a } from '../src/domain/vendor.js'", 'only types'],
    ['src/simulator/x.ts', "import { a } from '../render/view.js'", 'may import only src/domain'],
    ['src/unranked/x.ts', "import { a } from '../domain/mac.js'", 'has no rank'],
  ])('a planted import is caught: %s %s', (file, text, reason) => {
    expect(importsOf(file, text).map(broken)[0]).toContain(reason)
  })
})

describe('vendors are data', () => {
  it.each(filesBelow('vendors'))('%s holds no function', (file) => {
    expect(textOf(file)).not.toMatch(/=>|\bfunction\s*\w*\(|\bclass\s+\w+|process\.|node:/)
  })
})

describe('secrets', () => {
  it('are revealed only by the files on the list', () => {
    const revealing = sources.filter((file) => /\.reveal\(\)/.test(textOf(file))).sort()
    expect(revealing).toEqual(REVEALERS)
  })

  it.each(sources.filter((file) => file !== 'src/cli/config.ts' && file !== 'src/cli/main.ts'))(
    '%s does not read the environment',
    (file) => {
      expect(textOf(file)).not.toMatch(/process\.env/)
    },
  )
})

describe('calls to others', () => {
  it('go the one way out that judges addresses', () => {
    const calling = sources.filter((file) => /(?<![.#\w]|async )fetch\(|from 'undici'/.test(textOf(file)))
    // The TFTP server is handed a function of that name: it asks the provisioning service.
    expect(calling).toEqual(['src/security/outgoing.ts', 'src/tftp/server.ts'])
    const requests = sources.filter((file) =>
      /import (?:http|\{[^}]*\brequest\b[^}]*\}) from 'node:http'/.test(textOf(file)),
    )
    // Commands that talk to the server, by hand, and the phone that stands in for a real one.
    expect(requests).toEqual(['src/cli/remote.ts', 'src/simulator/transport.ts'])
  })
})

describe('layout', () => {
  it('has a folder of templates for every vendor', () => {
    const vendors = readdirSync(join(root, 'vendors'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
    const templates = readdirSync(join(root, 'templates'))
    expect(templates.sort()).toEqual(vendors.map((entry) => entry.name).sort())
  })

  it('keeps facts apart from what they judge: plain JSON, which can import nothing', () => {
    const facts = readdirSync(join(root, 'fixtures'), { withFileTypes: true })
      .map((entry) => join('fixtures', entry.name, 'facts'))
      .filter((folder) => existsSync(join(root, folder)))
    expect(facts.length).toBeGreaterThanOrEqual(3)
    expect(
      facts.flatMap((folder) => readdirSync(join(root, folder))).filter((name) => !name.endsWith('.json')),
    ).toEqual([])
  })

  it('exports by name only', () => {
    expect(sources.filter((file) => /export default/.test(textOf(file)))).toEqual([])
  })
})
