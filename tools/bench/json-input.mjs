// What does a JSON message cost the daemon, from the bytes of the socket or pipe to the sample? Beside it: JSON.parse of
// the same bytes, which any reader of JSON in Node pays.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compare, machine, table } from './lib.mjs'

const root = new URL('../../', import.meta.url).pathname
const [, , bundle] = process.argv
if (bundle === undefined) await parent()
else await measure()

async function parent() {
  machine(cpus())
  mkdirSync(`${root}.cache`, { recursive: true })
  const folder = mkdtempSync(`${root}.cache/bench-`)
  try {
    const file = join(folder, 'json-input.mjs')
    await bundleInput(file)
    for (const { name, flags } of [
      { name: 'as the daemon runs (--no-opt)', flags: ['--no-opt'] },
      { name: 'with the optimizing compiler', flags: [] },
    ]) {
      const args = [...flags, fileURLToPath(import.meta.url), file]
      const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        encoding: 'utf8',
        timeout: 120_000,
      })
      if (status !== 0) throw new Error(stderr)
      table(
        `JSON messages, ${name}`,
        ['', 'ns per message', 'lowest', 'highest', 'messages/s'],
        JSON.parse(stdout),
      )
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The daemon's own parts, bundled as it is. */
async function bundleInput(outfile) {
  const { build } = await import('esbuild')
  const contents = `
    export { openApps } from './apps.ts'
    export { createFeedback } from './feedback.ts'
    export { createInput } from './input.ts'
    export { createScanner } from './scanner.ts'
    export { createAgent, createLog, systemClock } from '@host-sflow/agent-runtime'`
  await build({
    stdin: { contents, resolveDir: `${root}packages/hsflowd/src/modules/json`, loader: 'ts' },
    outfile,
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

async function measure() {
  const { openApps, createFeedback, createInput, createScanner, createAgent, createLog, systemClock } =
    await import(bundle)
  const log = createLog({ name: 'bench', levels: { level: 'error', components: {} } })

  /** An input of its own for each contender, at a sampling rate. */
  async function open(sampling) {
    const settings = () => ({ sampling, polling: 0, applications: [], datagramBytes: 1400, off: false })
    const identity = { agentAddress: '192.0.2.1', subAgentId: 100_000 }
    const agent = createAgent({ identity, destination: { size: 1, send() {} }, log })
    const state = { path: '', read: async () => undefined, write: async () => undefined }
    const feedback = createFeedback(log, systemClock)
    const apps = await openApps({ agent, state, clock: systemClock, log, settings })
    return createInput({ agent, apps, clock: systemClock, random: Math.random, settings, feedback })
  }

  const bytes = (message) => Buffer.from(JSON.stringify(message))
  const flow = bytes({
    flow_sample: {
      app_name: 'shop',
      service_port: 8080,
      sampling_rate: 1,
      app_operation: { operation: 'order.put', status: 0, req_bytes: 250, resp_bytes: 4000, uS: 2500 },
      app_initiator: { actor: 'customer' },
      extended_socket_ipv4: {
        protocol: 6,
        local_ip: '10.0.0.1',
        remote_ip: '10.0.0.9',
        local_port: 8080,
        remote_port: 51_000,
      },
    },
  })
  const metric = bytes({
    rtmetric: {
      datasource: 'build-7',
      queue: { type: 'gauge32', value: 12 },
      load: { type: 'gaugeFloat', value: 0.25 },
    },
  })
  const perBatch = 32

  const parse = (message) => (count) => {
    let sum = 0
    for (let i = 0; i < count; i++) sum += Object.keys(JSON.parse(message.toString('utf8'))).length
    if (sum !== count) throw new Error('nothing was parsed')
  }
  const datagrams = (input, message) => (count) => {
    for (let i = 0; i < count; i++) {
      input.datagram(message)
      if (i % perBatch === 0) input.endBatch()
    }
  }
  const pipe = Buffer.concat(Array.from({ length: 100 }, () => Buffer.concat([flow, Buffer.from('\n')])))
  const scanner = createScanner()
  const scan = (take) => (count) => {
    for (let i = 0; i < count; i++) {
      scanner.push(pipe)
      for (let found = scanner.next(); found !== undefined; found = scanner.next()) take(found)
    }
  }
  const fromPipe = await open(1_000_000)
  const rows = compare([
    { name: `JSON.parse of a flow_sample (${flow.length} bytes)`, run: parse(flow) },
    { name: 'the flow_sample, not sampled', run: datagrams(await open(1_000_000), flow) },
    { name: 'the flow_sample, 1 in 400', run: datagrams(await open(400), flow) },
    { name: 'the flow_sample, each sampled', run: datagrams(await open(1), flow) },
    { name: 'the flow_sample found in the bytes of the FIFO', per: 100, run: scan(() => undefined) },
    {
      name: 'the same, with its message, not sampled',
      per: 100,
      run: scan((message) => fromPipe.message(message)),
    },
    { name: `JSON.parse of an rtmetric (${metric.length} bytes)`, run: parse(metric) },
    { name: 'the rtmetric', run: datagrams(await open(1), metric) },
  ])
  console.log(
    JSON.stringify(
      rows.map(({ name, ns, low, high }) => [
        name,
        ...[ns, low, high].map((value) => value.toFixed(0)),
        Math.round(1e9 / ns).toLocaleString('en'),
      ]),
    ),
  )
  // Timers of the inputs would go on.
  process.exit(0)
}
