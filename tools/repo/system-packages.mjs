import { aptAllowed, debianPackages, missingPackages, requirePackages } from '../rigs/apt.mjs'
import { progress } from './lib.mjs'

/**
 * Installs at once what the tests with real components would install one after another. Where that is not possible,
 * the tests that need something say so and are skipped.
 */
export async function installSystemPackages() {
  const missing = await missingPackages(Object.values(debianPackages).flat())
  if (missing.length === 0 || !(await aptAllowed()).ok) return
  const done = progress(`installing Debian packages for the tests: ${missing.join(' ')}`)
  const result = await requirePackages(missing)
  done(result.ok ? 'done' : 'FAILED (the tests that need them will be skipped)')
  if (!result.ok) console.error(result.reason)
}
