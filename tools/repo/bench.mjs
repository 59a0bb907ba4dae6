import { readdirSync } from 'node:fs'
import { run as build } from './build.mjs'
import { root, runCommand } from './lib.mjs'

// One question per file; those without a question of their own are shared.
const shared = new Set(['lib.mjs', 'samples.mjs', 'pcap.mjs', 'poll-child.mjs'])
// Allocation is measured between two collections: the young generation must hold what is allocated meanwhile.
const flags = ['--expose-gc', '--max-semi-space-size=64']

/** Runs the benchmarks that are named, else all. */
export async function run(names) {
  const all = readdirSync(`${root}tools/bench`)
    .filter((file) => file.endsWith('.mjs') && !shared.has(file))
    .map((file) => file.slice(0, -4))
  const unknown = names.find((name) => !all.includes(name))
  if (unknown !== undefined) {
    console.error(`no benchmark "${unknown}"; there are: ${all.join(', ')}`)
    return 64
  }
  const built = await build()
  if (built !== 0) return built
  for (const name of names.length > 0 ? names : all) {
    const { code } = await runCommand(process.execPath, [...flags, `tools/bench/${name}.mjs`], {
      stdio: 'inherit',
    })
    if (code !== 0) return code
  }
  return 0
}
