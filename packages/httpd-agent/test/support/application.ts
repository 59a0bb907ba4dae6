// Programs as users write them, with the agent as it is published.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll } from 'vitest'
import { freeTcpPort, until } from '../../../../tools/rigs/child.ts'
import { scratch } from '../../../../tools/rigs/program.ts'

export interface ApplicationOptions {
  readonly folder: string
  readonly file: string
  readonly nodeArgs?: readonly string[]
  /** Another Node than that of the tests. */
  readonly node?: string
  /** Variables beside PATH and PORT. */
  readonly env: Readonly<Record<string, string>>
}

export interface Application {
  readonly port: number
  readonly url: string
  /** What it wrote to stdout and stderr. */
  readonly output: () => string
  /** SIGTERM; resolves with the exit code, or the signal that ended it. */
  readonly stop: () => Promise<number | string | null>
}

const children = new Set<ChildProcess>()
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
})

/** Starts a program that listens at PORT, and waits until it does. */
export async function startApplication(options: ApplicationOptions): Promise<Application> {
  const { folder, file, nodeArgs = [], node = process.execPath, env } = options
  const port = await freeTcpPort()
  const child = spawn(node, [...nodeArgs, file], {
    cwd: folder,
    // Whom it reports together with, and whose settings it follows, is not the machine's affair.
    env: { PATH: process.env['PATH'], XDG_RUNTIME_DIR: scratch(), PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const closed = once(child, 'close') as Promise<[number | null, string | null]>
  await until(`${file} listens`, 15_000, async () => {
    if (child.exitCode !== null) throw new Error(`${file} has ended: ${output}`)
    return (await accepts(port)) || undefined
  })
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    output: () => output,
    async stop() {
      child.kill()
      const [code, signal] = await closed
      children.delete(child)
      return code ?? signal
    },
  }
}

/** Whether somebody listens: no request, which would be counted. */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (accepted: boolean): void => {
      socket.destroy()
      resolve(accepted)
    }
    socket.once('connect', () => end(true)).once('error', () => end(false))
  })
}

/** Variables that make the agent send all that it has to a collector of the test, soon. */
export const toCollector = (port: number): Readonly<Record<string, string>> => ({
  SFLOW_COLLECTORS: `127.0.0.1:${port}`,
  SFLOW_AGENT_ADDRESS: '127.0.0.1',
  SFLOW_SAMPLING: '1',
  SFLOW_POLLING: '1',
  SFLOW_URI: 'template',
})
