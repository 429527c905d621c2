/**
 * What an answer of `npm audit --json` means for a release. An answer without counts is no answer: it fails, because
 * nobody knows.
 */
export function verdictOf(text) {
  let counts
  try {
    counts = JSON.parse(text).metadata?.vulnerabilities
  } catch {
    // Not JSON: said below.
  }
  if (typeof counts?.high !== 'number' || typeof counts.critical !== 'number')
    return { passed: false, words: 'the registry gave no answer, so nothing is known; run it where it can be asked' }
  const serious = counts.high + counts.critical
  const words = `${serious} high or critical, ${counts.total ?? 0} advisories in all`
  return { passed: serious === 0, words }
}
