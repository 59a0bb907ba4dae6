import { readdirSync } from 'node:fs'
import { run as build } from './build.mjs'
import { root, runCommand } from './lib.mjs'

// One question per file; those without a question of their own are shared, or parts of the program that they are named
// after (poll-child.mjs).
const shared = new Set(['lib', 'samples', 'pcap'])
// Allocation is measured between two collections: the young generation must hold what is allocated meanwhile.
const flags = ['--expose-gc', '--max-semi-space-size=64']

/** Runs the benchmarks that are named, else all; what follows the names, from the first with a dash, is for them. */
export async function run(args) {
  const dash = args.findIndex((arg) => arg.startsWith('-'))
  const names = dash === -1 ? args : args.slice(0, dash)
  const options = args.slice(names.length)
  const files = readdirSync(`${root}tools/bench`)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => file.slice(0, -4))
  const all = files.filter(
    (name) => !shared.has(name) && !files.some((program) => name.startsWith(`${program}-`)),
  )
  const unknown = names.find((name) => !all.includes(name))
  if (unknown !== undefined) {
    console.error(`no benchmark "${unknown}"; there are: ${all.join(', ')}`)
    return 64
  }
  const built = await build()
  if (built !== 0) return built
  for (const name of names.length > 0 ? names : all) {
    const { code } = await runCommand(process.execPath, [...flags, `tools/bench/${name}.mjs`, ...options], {
      stdio: 'inherit',
    })
    if (code !== 0) return code
  }
  return 0
}
