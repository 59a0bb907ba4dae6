import { run as build } from './build.mjs'
import { showTool } from './lib.mjs'
import { installSystemPackages } from './system-packages.mjs'

/** What takes too long for every change: thousands of changes of settings (HOST_SFLOW_SOAK_CHANGES of them). */
export async function run(args) {
  const built = await build()
  if (built !== 0) return built
  await installSystemPackages()
  const env = { ...process.env, HOST_SFLOW_SOAK: '1' }
  const { code } = await showTool('vitest', ['run', '--project', 'soak', ...args], { env })
  return code
}
