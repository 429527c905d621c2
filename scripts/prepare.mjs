// Installs and builds what is missing or stale, and only then: `npm start` and `npm test` work alone in a fresh clone.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const STAMP = 'node_modules/.offhook-lock'
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

// Not `npm ci`: it refuses a lock file that lacks optional packages for platforms the registry did not offer.
const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')
if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== lock) {
  execFileSync(npm, ['install', '--no-save', '--ignore-scripts', '--no-fund', '--no-audit'], {
    stdio: ['ignore', 2, 2],
  })
  writeFileSync(STAMP, lock)
}

const newest = (path) =>
  statSync(path).isDirectory()
    ? Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
    : statSync(path).mtimeMs
const built = existsSync('dist/main.js') ? statSync('dist/main.js').mtimeMs : 0
if (built < Math.max(...['src', 'vendors', 'scripts', 'package-lock.json'].map(newest))) {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: ['ignore', 2, 2] })
}
