import { progress, runTool } from './lib.mjs'

/** Compiles what has changed since the last time; nx remembers the rest. */
export async function run() {
  const done = progress('building')
  const { code, output } = await runTool('nx', ['run-many', '-t', 'build', '--output-style=static'])
  if (code !== 0) console.error(output)
  done(code === 0 ? 'built' : 'FAILED')
  return code
}
