// What must hold before a release: the list of packages is written, and none of them has a serious advisory.
import { execFileSync, spawnSync } from 'node:child_process'
import { verdictOf } from './audit.mjs'

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

execFileSync(process.execPath, ['scripts/sbom.mjs'], { stdio: 'inherit' })
const { stdout } = spawnSync(npm, ['audit', '--omit=dev', '--json'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
const { passed, words } = verdictOf(stdout)
console.log(`audit: ${words}`)
process.exit(passed ? 0 : 1)
