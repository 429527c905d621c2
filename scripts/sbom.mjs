// Writes the CycloneDX list of what a release runs with, from the lock file alone: no registry is asked.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const read = (file) => JSON.parse(readFileSync(file, 'utf8'))

/** `name@version` of everything in the lock file that production needs. */
function needed() {
  const packages = Object.entries(read('package-lock.json').packages).filter(([path, { dev }]) => path !== '' && !dev)
  return new Set(packages.map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`))
}

const file = process.argv[2] ?? 'dist/sbom.cdx.json'
// Not `--omit dev`: it also leaves out a production package that a tool for development may use too.
const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only']
const list = JSON.parse(execFileSync(npm, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }))
const wanted = needed()
const root = list.metadata.component['bom-ref']
list.components = list.components.filter((component) => wanted.has(component['bom-ref']))
list.dependencies = list.dependencies
  .filter(({ ref }) => ref === root || wanted.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((on) => wanted.has(on)) }))
// npm names the root by the folder it lies in.
list.metadata.component.name = read('package.json').name
mkdirSync(dirname(file), { recursive: true })
writeFileSync(file, `${JSON.stringify(list, null, 2)}\n`)
console.log(`${file}: ${list.components.length} packages`)
