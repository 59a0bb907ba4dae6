import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { hasCapability, linuxNetAvailable } from '../src/index.ts'

/** Why tests with network namespaces cannot run here; undefined when they can. */
export function namespacesImpossible(): string | undefined {
  const availability = linuxNetAvailable()
  if (!availability.available) return availability.reason
  if (process.getuid?.() !== 0) return 'needs root for network namespaces'
  if (!hasCapability('sys_admin') || !hasCapability('net_admin'))
    return 'needs CAP_SYS_ADMIN and CAP_NET_ADMIN'
  try {
    execFileSync('ip', ['-V'])
    return undefined
  } catch {
    return 'needs the program ip (iproute2)'
  }
}

export interface Namespace {
  readonly name: string
  /** Runs `ip` inside. */
  ip(command: string): string
  /** What `ip -j` prints inside. */
  json<Row>(command: string): Row[]
  remove(): void
}

let created = 0

/** A network namespace with a name of its own; loopback is up. */
export function createNamespace(): Namespace {
  created += 1
  const name = `hsf-net-${process.pid}-${created}`
  execFileSync('ip', ['netns', 'add', name])
  const ip = (command: string): string =>
    execFileSync('ip', ['-n', name, ...command.split(' ')], { encoding: 'utf8', stdio: 'pipe' })
  ip('link set lo up')
  return {
    name,
    ip,
    json: <Row>(command: string) => JSON.parse(ip(`-j ${command}`)) as Row[],
    remove: () => void execFileSync('ip', ['netns', 'del', name]),
  }
}

/** UDP datagrams received in a namespace, in a process of its own. */
export interface Receiver {
  readonly port: number
  /** Waits until `count` datagrams came; rejects after 5 s. */
  received(count: number): Promise<string[]>
  stop(): void
}

const receiverProgram = `
  const [family, address] = process.argv.slice(1)
  const socket = require('node:dgram').createSocket(family)
  socket.on('message', (data, from) => console.log(from.address + ' ' + data))
  socket.bind(0, address, () => console.log(socket.address().port))
`

/** Receives on an address inside a namespace. */
export async function receiveIn(
  namespace: string,
  family: 'udp4' | 'udp6',
  address: string,
): Promise<Receiver> {
  const command = ['netns', 'exec', namespace, process.execPath, '-e', receiverProgram, family, address]
  const child = spawn('ip', command, { stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const lines = async (count: number): Promise<string[]> => {
    const deadline = Date.now() + 5000
    while (output.split('\n').length - 1 < count) {
      if (Date.now() > deadline) throw new Error(`${count} lines expected, got: ${output}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    return output.split('\n').slice(0, -1)
  }
  const [port] = await lines(1)
  return {
    port: Number(port),
    received: async (count) => (await lines(count + 1)).slice(1),
    stop: () => void child.kill(),
  }
}

/** Builds a program of this folder and runs it in a process of its own; what it prints is JSON. */
export function runProgram<Result>(name: string, nodeFlags: readonly string[] = []): Result {
  const folder = mkdtempSync(join(tmpdir(), 'hsf-net-'))
  try {
    const program = join(folder, `${name}.mjs`)
    buildSync({
      entryPoints: [fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
    })
    // koffi is loaded at run time, from where this repository has it.
    const NODE_PATH = fileURLToPath(new URL('../../../node_modules', import.meta.url))
    const output = execFileSync(process.execPath, [...nodeFlags, program], {
      encoding: 'utf8',
      env: { ...process.env, NODE_PATH },
      timeout: 60_000,
    })
    return JSON.parse(output) as Result
  } finally {
    rmSync(folder, { recursive: true })
  }
}
