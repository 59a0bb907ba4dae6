// Servers of the tests, each a process of its own, with the agent or without.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { bundleProgram } from '../../../../tools/rigs/bundle.ts'
import { makeCertificate } from '../../../../tools/rigs/certificate.ts'
import { scratch } from '../../../../tools/rigs/program.ts'

export type Kind = 'express' | 'express4' | 'fastify' | 'koa' | 'hono' | 'http' | 'https' | 'http2' | 'https2'

export interface ServerOptions {
  /** The settings file of its agent. */
  readonly settings: string
  /** See `servers/serve.mjs`; a free one unless told. */
  readonly port?: string
  /** Variables beside. */
  readonly env?: Readonly<Record<string, string>>
  /** What starts it; it must become the program (exec). */
  readonly prefix?: readonly string[]
}

export interface Running {
  readonly pid: number
  readonly port: number
  readonly url: string
  /** Lines of JSON that it wrote to stdout. */
  readonly said: Readonly<Record<string, unknown>>[]
  readonly stderr: () => string
  readonly tell: (line: string) => void
  readonly kill: (signal: NodeJS.Signals) => void
  readonly ended: Promise<{ code: number | null; signal: string | null }>
}

const SERVERS = fileURLToPath(new URL('servers', import.meta.url))
const REGISTER = fileURLToPath(new URL('../../src/register.ts', import.meta.url))
const children = new Set<ChildProcess>()
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

let bundle: Promise<string> | undefined
/** The program for `node --import`, bundled as it is published. */
export const registerProgram = (): Promise<string> => (bundle ??= bundleRegister())

async function bundleRegister(): Promise<string> {
  const file = join(scratch(), 'register.mjs')
  await bundleProgram(REGISTER, file)
  return file
}

let certificate: string | undefined
/** A directory with `key.pem` and `cert.pem` of one day. */
function certificateDirectory(): string {
  if (certificate !== undefined) return certificate
  const directory = scratch()
  makeCertificate(directory)
  return (certificate = directory)
}

const isSecure = (kind: Kind): boolean => kind === 'https' || kind === 'https2'

/** Starts a server whose agent comes with `--import`: nothing of its own code knows of it. */
export async function startServer(kind: Kind, options: ServerOptions): Promise<Running> {
  const { settings, port = '0', env = {}, prefix = [] } = options
  const args = ['--import', await registerProgram(), join(SERVERS, 'serve.mjs'), kind, port]
  const running = await run([...prefix, process.execPath, ...args], {
    HSFLOWD_AUTO: settings,
    ...(isSecure(kind) && { TEST_CERTIFICATE: certificateDirectory() }),
    ...env,
  })
  return { ...running, url: `${isSecure(kind) ? 'https' : 'http'}://127.0.0.1:${running.port}` }
}

/** Starts a program of `servers/`, and waits until it tells its port. */
export function startProgram(
  name: string,
  nodeArgs: readonly string[],
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Running> {
  return run([process.execPath, ...nodeArgs, join(SERVERS, name), ...args], env)
}

async function run(command: readonly string[], env: Readonly<Record<string, string>>): Promise<Running> {
  const [program, ...args] = command
  const child = spawn(program!, args, {
    // Its group of processes is not that of another test.
    env: { PATH: process.env['PATH'], XDG_RUNTIME_DIR: scratch(), ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  children.add(child)
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  // It may be gone already.
  child.stdin.on('error', () => undefined)
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('close', (code, signal) => {
      children.delete(child)
      resolve({ code, signal })
    })
  })
  const said: Record<string, unknown>[] = []
  const lines = createInterface(child.stdout)
  lines.on('line', (line) => said.push(JSON.parse(line) as Record<string, unknown>))
  const over = ended.then(() => {
    throw new Error(`${command.join(' ')} has ended: ${stderr}`)
  })
  over.catch(() => undefined)
  while (!said.some((line) => 'port' in line)) await Promise.race([once(lines, 'line'), over])
  const port = Number(said.find((line) => 'port' in line)!['port'])
  return {
    pid: child.pid!,
    port,
    url: `http://127.0.0.1:${port}`,
    said,
    stderr: () => stderr,
    tell: (line) => void child.stdin.write(`${line}\n`),
    kill: (signal) => void child.kill(signal),
    ended,
  }
}
