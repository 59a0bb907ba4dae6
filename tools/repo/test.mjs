import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run as build } from './build.mjs'
import { progress, root, showTool } from './lib.mjs'
import { installNode, otherNodes } from './node-versions.mjs'
import { installSystemPackages } from './system-packages.mjs'

/**
 * Everything: unit tests, tests with real components, and the unit tests again on the other Node versions.
 * Ends with one line of figures, after the reason of each skipped test.
 */
export async function run(args) {
  const built = await build()
  if (built !== 0) return built
  await installSystemPackages()
  const folder = mkdtempSync(join(tmpdir(), 'host-sflow-test-'))
  const results = []
  try {
    results.push(await vitest(folder, 'here', args))
    if (args.length === 0) for (const version of otherNodes) results.push(await onOtherNode(folder, version))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return report(results)
}

async function vitest(folder, name, args, env = process.env) {
  const outcome = join(folder, `${name}.json`)
  const reporters = ['--reporter=default', `--reporter=${root}tools/repo/outcome-reporter.mjs`]
  const { code } = await showTool('vitest', ['run', ...reporters, ...args], {
    env: { ...env, HOST_SFLOW_TEST_OUTCOME: outcome },
  })
  try {
    return { code, ...JSON.parse(readFileSync(outcome, 'utf8')) }
  } catch {
    console.error(`vitest ended with code ${code} before it could say what passed`)
    return { code: code || 1, passed: 0, failed: 1, skipped: [] }
  }
}

async function onOtherNode(folder, version) {
  const { path, reason } = await installNode(version)
  if (path === undefined)
    return { code: 0, passed: 0, failed: 0, skipped: [[`unit tests on Node ${version}`, reason]] }
  const done = progress(`unit tests on Node ${version}`)
  const env = { ...process.env, PATH: `${path}:${process.env.PATH}` }
  const result = await vitest(folder, `node-${version}`, ['--project', 'unit'], env)
  done(result.failed === 0 ? 'ok' : 'FAILED')
  return { ...result, skipped: result.skipped.map(([test, why]) => [`Node ${version}: ${test}`, why]) }
}

function report(results) {
  const sum = (pick) => results.reduce((total, result) => total + pick(result), 0)
  const skipped = results.flatMap((result) => result.skipped)
  if (skipped.length > 0) console.log('\nSkipped, and why:')
  for (const [test, reason] of skipped) console.log(`  ${test}\n    ${reason}`)
  console.log(`\n${sum((r) => r.passed)} passed, ${sum((r) => r.failed)} failed, ${skipped.length} skipped`)
  return results.some((result) => result.code !== 0 || result.failed > 0) ? 1 : 0
}
