import { progress, runTool } from './lib.mjs'

/**
 * Compiles what has changed since the last time; nx remembers the rest. HOST_SFLOW_BUILD=0 takes what is built: nx
 * removes and restores even what has not changed, under the feet of tests that run it at the same time.
 */
export async function run() {
  if (process.env.HOST_SFLOW_BUILD === '0') return 0
  const done = progress('building')
  const { code, output } = await runTool('nx', ['run-many', '-t', 'build', '--output-style=static'])
  if (code !== 0) console.error(output)
  done(code === 0 ? 'built' : 'FAILED')
  return code
}
