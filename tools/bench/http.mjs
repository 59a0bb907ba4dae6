// What does a request to a web server cost, with this agent in it, with what else users put there, and bare?
// npm run bench http -- --framework express --variant 'sflow 1 in 400' --rounds 60 --requests 5000
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { check } from './http-check.mjs'
import { cores, startLoad, startServer } from './http-children.mjs'
import { openCollector } from './http-collector.mjs'
import { chunks, interval, mean, median, shuffled } from './http-figures.mjs'
import { frameworks } from './http-frameworks.mjs'
import { variants } from './http-variants.mjs'
import { machine, quick, table } from './lib.mjs'

const { values: options } = parseArgs({
  options: {
    framework: { type: 'string', multiple: true, default: Object.keys(frameworks) },
    variant: { type: 'string', multiple: true, default: Object.keys(variants) },
    rounds: { type: 'string', default: quick ? '2' : '30' },
    requests: { type: 'string' },
    // What the optimizing compiler and the layout of memory make of a process differs from one start to the next by
    // more than is to be measured here: a process is one observation, however many turns it has.
    'rounds-per-process': { type: 'string', default: quick ? '1' : '5' },
  },
})
const ROUNDS = Number(options.rounds)
/** Of a turn: about as long for each framework. */
const requestsOf = (framework) => Number(options.requests ?? (quick ? 500 : turns[framework]))
const turns = { 'node:http': 10_000, fastify: 8000, express: 3000 }
const ROUNDS_PER_PROCESS = Number(options['rounds-per-process'])
// In several turns: what is compiled while the first connections are open is thrown away when they close.
// Of 1 in 400 requests, enough are sampled by then for V8 to have made up its mind about them: servers run for months.
const WARM_UP_TURNS = quick ? 1 : 5
const PATHS = Array.from({ length: 100 }, (_, i) => `/users/${100 + i}?fields=id,name`)

for (const [given, known] of [
  [options.framework, frameworks],
  [options.variant, variants],
])
  for (const name of given)
    if (known[name] === undefined)
      throw new Error(`no "${name}"; there are: ${Object.keys(known).join(', ')}`)

machine(cpus())
console.log(
  cores === undefined
    ? 'servers and client share the cores'
    : `servers on core ${cores.server}, client on core ${cores.client}`,
)
const folder = mkdtempSync(join(tmpdir(), 'host-sflow-bench-'))
const collector = await openCollector()
const load = startLoad()
// Servers that have had their turns wait for their next poll.
const checks = []
try {
  for (const framework of options.framework) print(framework, await measure(framework))
  await Promise.all(checks)
} finally {
  load.end()
  collector.close()
  rmSync(folder, { recursive: true, force: true })
}

/** Turns of each variant, in the order of rounds. */
async function measure(framework) {
  const names = Object.keys(variants).filter(
    (name) => variants[name].for.includes(framework) && (name === 'bare' || options.variant.includes(name)),
  )
  const found = new Map(names.map((name) => [name, []]))
  for (let round = 0; round < ROUNDS; round += ROUNDS_PER_PROCESS) {
    progress(`${framework}: ${round} of ${ROUNDS} rounds`)
    const servers = await startServers(framework, names)
    for (let i = round; i < Math.min(round + ROUNDS_PER_PROCESS, ROUNDS); i++)
      for (const server of shuffled(servers))
        found.get(server.variant).push(await turn(server, requestsOf(framework)))
    for (const server of servers) retire(server)
  }
  progress('')
  return found
}

/** Warm ones. */
async function startServers(framework, names) {
  const servers = []
  for (const variant of shuffled(names)) {
    const server = await startServer({ framework, variant, folder, collector: `127.0.0.1:${collector.port}` })
    servers.push(server)
    for (let i = 0; i < WARM_UP_TURNS; i++) await turn(server, requestsOf(framework))
  }
  return servers
}

function retire(server) {
  const checked = check(server, collector).finally(server.end)
  checks.push(checked)
  // Told at the end, by all of them.
  checked.catch(() => undefined)
}

function turn(server, requests) {
  server.requests += requests
  return load.ask({ pid: server.pid, port: server.port, requests, paths: PATHS })
}

function progress(text) {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${text}`)
  else if (text !== '') console.log(text)
}

function print(framework, found) {
  const bare = found.get('bare')
  const rows = [...found].map(([name, own]) => [
    name,
    mean(own.map(({ cpuUs }) => cpuUs)).toFixed(2),
    ...(own === bare ? ['', ''] : added(own.map(({ cpuUs }, i) => cpuUs - bare[i].cpuUs))),
    // Each turn has as many requests.
    (1 / mean(own.map(({ requestsPerS }) => 1 / requestsPerS))).toFixed(0),
    mean(own.map(({ p99Ms }) => p99Ms)).toFixed(2),
  ])
  table(
    `${framework}: ${ROUNDS} rounds of ${requestsOf(framework)} requests, ${Math.ceil(ROUNDS / ROUNDS_PER_PROCESS)} processes each`,
    ['', 'CPU us/request', 'added us (95 % interval)', 'median', 'requests/s', 'p99 ms'],
    rows,
  )
}

function added(differences) {
  // Rounds of the same processes are not independent of each other.
  const { mean: middle, half } = interval(chunks(differences, ROUNDS_PER_PROCESS).map(mean))
  const [low, high] = [middle - half, middle + half]
  return [`${middle.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`, median(differences).toFixed(2)]
}
