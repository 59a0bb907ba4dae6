// What does one full poll of hsflowd cost: every host record and every interface, encoded and sent?
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { machine, quick, table } from './lib.mjs'

const root = new URL('../../', import.meta.url).pathname
// Within the repository, where the bundle finds koffi.
mkdirSync(`${root}.cache`, { recursive: true })
const folder = mkdtempSync(`${root}.cache/bench-`)
const NAMESPACE = `hsf-bench-${process.pid}`
const VETH_PAIRS = 50
const [POLLS, POLLS_OF_MANY, COUNTED] = quick ? [20, 5, 5] : [3000, 1000, 200]

machine(cpus())
try {
  await bundle()
  const rows = []
  for (const { name, flags } of [
    { name: 'as the daemon runs (--no-opt)', flags: ['--no-opt'] },
    { name: 'with the optimizing compiler', flags: [] },
  ]) {
    const here = measure(flags)
    rows.push(figures(`${name}, ${here.interfaces} interfaces`, here))
    const many = measureInNamespace(flags)
    if (many === undefined) continue
    rows.push(figures(`${name}, ${many.interfaces} interfaces`, many))
    const perInterface = (many.cpuUs - here.cpuUs) / (many.interfaces - here.interfaces)
    rows.push(['  each further interface', '', perInterface.toFixed(1), '', ''])
  }
  table('a full poll, warm', ['', 'wall us', 'CPU us', 'heap bytes', 'datagrams'], rows)
  const calls = systemCalls()
  if (calls === undefined) console.log('\nsystem calls: not counted, strace is missing or not allowed')
  else table(`system calls of ${2 * COUNTED} polls`, ['', 'calls', 'per poll'], calls)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The daemon's own parts, bundled as it is, with a way in. */
async function bundle() {
  const contents = `
    export { openHost } from './host/host.ts'
    export { openStream } from './stream.ts'
    export { mergeSettings } from './settings/merge.ts'
    export { createCollectors, createLog, systemClock } from '@host-sflow/agent-runtime'`
  await build({
    stdin: { contents, resolveDir: `${root}packages/hsflowd/src`, loader: 'ts' },
    outfile: join(folder, 'hsflowd.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@host-sflow/source'],
    external: ['koffi', 'dtrace-provider', 'mv', 'safe-json-stringify', 'moment', 'source-map-support'],
    banner: {
      js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire('${root}package.json');`,
    },
    logLevel: 'error',
  })
}

function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 120_000 })
  if (status !== 0) throw new Error(`${command}: ${stderr}`)
  return stdout
}

function child(flags, polls) {
  return [
    '--expose-gc',
    '--max-semi-space-size=64',
    ...flags,
    `${root}tools/bench/poll-child.mjs`,
    join(folder, 'hsflowd.mjs'),
    `${polls}`,
  ]
}

function measure(flags) {
  return JSON.parse(run(process.execPath, child(flags, POLLS)))
}

function measureInNamespace(flags) {
  if (process.getuid?.() !== 0) return undefined
  try {
    run('ip', ['netns', 'add', NAMESPACE])
    run('ip', ['-n', NAMESPACE, 'link', 'set', 'lo', 'up'])
    const batch = join(folder, 'links')
    writeFileSync(
      batch,
      Array.from({ length: VETH_PAIRS }, (_, i) => `link add a${i} up type veth peer name b${i}`).join('\n'),
    )
    run('ip', ['-n', NAMESPACE, '-batch', batch])
    return JSON.parse(
      run('ip', ['netns', 'exec', NAMESPACE, process.execPath, ...child(flags, POLLS_OF_MANY)]),
    )
  } catch (error) {
    console.log(`not measured with many interfaces: ${error.message.trim()}`)
    return undefined
  } finally {
    spawnSync('ip', ['netns', 'del', NAMESPACE])
  }
}

function figures(name, { wallUs, cpuUs, heapBytes, datagrams }) {
  return [name, wallUs.toFixed(0), cpuUs.toFixed(0), heapBytes.toFixed(0), datagrams.toFixed(1)]
}

// The child polls twice as often as it is told: once to warm up. The difference of two runs is without start and end.
function systemCalls() {
  const count = (polls) => {
    const file = join(folder, 'strace')
    const { status } = spawnSync('strace', [
      '-f',
      '-c',
      '-o',
      file,
      process.execPath,
      ...child(['--no-opt'], polls),
    ])
    if (status !== 0) return undefined
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
    return new Map(
      lines.filter((cells) => /^\d+$/.test(cells[3])).map((cells) => [cells.at(-1), Number(cells[3])]),
    )
  }
  const [fewer, more] = [count(COUNTED), count(2 * COUNTED)]
  if (fewer === undefined || more === undefined || Object.keys(networkInterfaces()).length === 0)
    return undefined
  return [...more]
    .map(([name, calls]) => [name, calls - (fewer.get(name) ?? 0)])
    .filter(([name, calls]) => calls >= COUNTED / 10 && name !== 'total')
    .toSorted((a, b) => b[1] - a[1])
    .map(([name, calls]) => [name, calls, (calls / (2 * COUNTED)).toFixed(1)])
}
