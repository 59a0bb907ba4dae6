import { readdirSync } from 'node:fs'
import { run as build } from './build.mjs'
import { checkLayers } from './layers.mjs'
import { root, runSteps, runTool } from './lib.mjs'

export async function run() {
  const built = await build()
  if (built !== 0) return built
  const failed = await runSteps([
    ['format (prettier)', () => runTool('prettier', ['--check', '--log-level=warn', '.'])],
    ['lint (oxlint)', () => runTool('oxlint', ['--type-aware', '--deny-warnings'])],
    ['types (tsc)', () => runTool('tsc', ['-p', 'tsconfig.json'])],
    ['layers', checkLayers],
    ...published().map((folder) => [
      `package contents of ${folder} (publint)`,
      () => runTool('publint', [folder, '--strict']),
    ]),
  ])
  return failed === 0 ? 0 : 1
}

function published() {
  return [...readdirSync(`${root}packages`).map((name) => `packages/${name}`), 'tools/sflow']
}
