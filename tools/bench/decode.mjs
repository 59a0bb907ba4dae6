// How fast is decoding with every field of every record made available and summed, beside what one could use instead?
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { datagramJson, decodeDatagram } from '@host-sflow/sflow-encoder'
import { compare, machine, quick, table } from './lib.mjs'
import { writePcap } from './pcap.mjs'
import { datagramOf, samples } from './samples.mjs'

/** Adds up every number, the length of every text and of all bytes: no field is left unread. */
function sum(value) {
  switch (typeof value) {
    case 'number':
      return value
    case 'bigint':
      return Number(value)
    case 'string':
      return value.length
    default:
  }
  if (value === null || value === undefined) return 0
  if (value instanceof Uint8Array) return value.length + value[0]
  let total = 0
  if (Array.isArray(value)) for (let i = 0; i < value.length; i++) total += sum(value[i])
  else for (const key in value) if (key !== 'row') total += sum(value[key])
  return total
}

// What a program that knows its records does: it reads their fields by name.
function sumFlow({ samples: list }) {
  let total = 0
  for (const { fields: f } of list) {
    total +=
      f.sequence_number + f.source_id.class + f.source_id.index + f.sampling_rate + f.sample_pool + f.drops
    total += f.input.format + f.input.value + f.output.format + f.output.value
    for (const { fields: r } of f.records)
      total += r.protocol + r.frame_length + r.stripped + r.header.length + r.header[0]
  }
  return total
}

machine(cpus())
let sink = 0
for (const [name, sample] of Object.entries(samples)) {
  const datagram = datagramOf(sample)
  const decoded = decodeDatagram(datagram)
  const per = decoded.samples.length
  const json = datagramJson(decoded)
  const to = Buffer.alloc(2048)
  const repeat = (step) => (count) => {
    for (let i = 0; i < count; i++) sink += step()
  }
  const contenders = [
    { name: 'decode and sum every field', per, run: repeat(() => sum(decodeDatagram(datagram))) },
    {
      name: 'decode and print a JSON line',
      per,
      run: repeat(() => datagramJson(decodeDatagram(datagram)).length),
    },
    { name: 'Buffer.copy of the same bytes', per, run: repeat(() => datagram.copy(to)) },
    { name: 'JSON.parse of the equivalent JSON', per, run: repeat(() => JSON.parse(json).samples.length) },
  ]
  if (name.startsWith('flow'))
    contenders.unshift({
      name: 'decode and sum by name',
      per,
      run: repeat(() => sumFlow(decodeDatagram(datagram))),
    })
  table(
    `decode: ${name} (${per} in a datagram of ${datagram.length} bytes)`,
    ['', 'ns per sample', 'lowest', 'highest', 'samples/s'],
    compare(contenders).map(({ name: what, ns, low, high }) => [
      what,
      ns.toFixed(1),
      low.toFixed(1),
      high.toFixed(1),
      Math.round(1e9 / ns).toLocaleString('en'),
    ]),
  )
}
if (sink === 0) throw new Error('nothing was decoded')

const folder = mkdtempSync(join(tmpdir(), 'host-sflow-bench-'))
try {
  programs(folder)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

// User and system time of the programs that have ended, in steps of 10 ms (proc(5): cutime, cstime).
function childCpuMs() {
  const fields = readFileSync('/proc/self/stat', 'latin1')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[13]) + Number(fields[14])) * 10
}

function programs(place) {
  const datagram = datagramOf(samples['flow sample, 128-byte header'])
  const per = decodeDatagram(datagram).samples.length
  const datagrams = quick ? 30 : 30_000
  const capture = join(place, 'flow.pcap')
  writeFileSync(capture, writePcap(datagram, datagrams))
  writeFileSync(
    join(place, 'sfacctd.conf'),
    `pcap_savefile: ${capture}\nplugins: print\naggregate: src_host, dst_host\nprint_output: json\n` +
      `print_output_file: ${join(place, 'sfacctd.json')}\nprint_refresh_time: 600\n`,
  )
  const sflow = new URL('../sflow/bin/sflow.js', import.meta.url).pathname
  const all = [
    ['sflow decode --format json', process.execPath, [sflow, 'decode', capture, '--format', 'json']],
    ['sflow decode --format line', process.execPath, [sflow, 'decode', capture, '--format', 'line']],
    [
      'sflow decode --format sflowtool',
      process.execPath,
      [sflow, 'decode', capture, '--format', 'sflowtool'],
    ],
    [
      'tshark -T fields',
      'tshark',
      ['-r', capture, '-d', 'udp.port==6343,sflow', '-T', 'fields', '-e', 'sflow.flow_sample.sampling_rate'],
    ],
    ['sfacctd from the same pcap', 'sfacctd', ['-f', join(place, 'sfacctd.conf')]],
  ]
  const rows = all.map(([name, command, args]) => {
    const before = childCpuMs()
    const started = process.hrtime.bigint()
    const { error, status } = spawnSync(command, args, {
      stdio: 'ignore',
      timeout: 120_000,
      env: { ...process.env, TZ: 'UTC' },
    })
    const wallMs = Number(process.hrtime.bigint() - started) / 1e6
    if (error !== undefined || status !== 0)
      return [name, '-', '-', `not measured: ${error?.code ?? `exit ${status}`}`]
    const cpuMs = childCpuMs() - before
    return [
      name,
      wallMs.toFixed(0),
      cpuMs.toFixed(0),
      Math.round((datagrams * per * 1000) / cpuMs).toLocaleString('en'),
    ]
  })
  table(
    `whole programs, start included: ${datagrams * per} flow samples from one pcap`,
    ['', 'wall ms', 'CPU ms', 'samples per CPU s'],
    rows,
  )
}
