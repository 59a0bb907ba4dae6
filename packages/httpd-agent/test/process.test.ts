// What the agent does to the process that it is in: nothing.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { openReceiver, type Receiver } from '../../../tools/rigs/receiver.ts'

const agentModule = new URL('../dist/index.js', import.meta.url).href
const register = fileURLToPath(new URL('../dist/register.js', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A program that is given as text; it must end by itself within 20 s. */
async function run(code: string, environment: Record<string, string>, args: string[] = []): Promise<Ended> {
  const directory = mkdtempSync(join(tmpdir(), 'sflow-process-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const child = spawn(process.execPath, [...args, '--input-type=module', '-e', code], {
    // No settings of this host, no state of other tests.
    env: {
      PATH: process.env['PATH'],
      HSFLOWD_AUTO: join(directory, 'none.auto'),
      XDG_RUNTIME_DIR: directory,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const [exitCode, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  return { code: exitCode, signal, stdout, stderr }
}

const server = (receiver: Receiver, after: string, requests = 3) => `
  import { createServer } from 'node:http'
  import { sflowHttp } from '${agentModule}'
  const agent = sflowHttp({ collectors: ['127.0.0.1:${receiver.port}'], polling: 300, sampling: 0 })
  const server = createServer((request, response) => response.end('ok')).listen(0, '127.0.0.1', async () => {
    await agent.ready
    const port = server.address().port
    for (let i = 0; i < ${requests}; i++)
      await (await fetch('http://127.0.0.1:' + port, { headers: { connection: 'close' } })).text()
    ${after}
  })`

const gets = (receiver: Receiver): number | undefined =>
  receiver.counters().at(-1)?.records['http_counters']?.['method_get_count'] as number | undefined

test.each([
  ['when it has nothing more to do', 'server.close()', 0],
  ['by process.exit()', 'process.exit(7)', 7],
  ['by an exception that nobody catches', "setTimeout(() => { throw new Error('of the application') })", 1],
  ['closed', 'server.close(); await agent.close()', 0],
])(
  'the process ends as it would without the agent, %s; its last counters are sent',
  async (_, after, code) => {
    const receiver = await openReceiver()
    const ended = await run(server(receiver, after), {})
    expect(ended).toMatchObject({ code, signal: null, stdout: '' })
    expect(ended.stderr).toMatch(code === 1 ? /Error: of the application/u : /^$/u)
    await receiver.until('the last counters', () => gets(receiver) === 3)
  },
)

test('a process that may only read the program is left alone, and its counters are sent', async () => {
  const receiver = await openReceiver()
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const isStable = major > 22 || (major === 22 && minor >= 13)
  const ended = await run(server(receiver, 'server.close()'), {}, [
    isStable ? '--permission' : '--experimental-permission',
    '--disable-warning=ExperimentalWarning',
    `--allow-fs-read=${fileURLToPath(new URL('..', import.meta.url))}*`,
  ])
  expect(ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' })
  await receiver.until('the last counters', () => gets(receiver) === 3)
})

test('a collector that is not there is not heard of', async () => {
  const receiver = await openReceiver()
  await receiver.close()
  const ended = await run(server(receiver, 'setTimeout(() => server.close(), 1500)'), {})
  expect(ended).toEqual({ code: 0, signal: null, stdout: '', stderr: '' })
})

test('it tells what goes on where it is asked to', async () => {
  const receiver = await openReceiver()
  const ended = await run(server(receiver, 'server.close()'), { NODE_DEBUG: 'sflow' })
  expect(ended.stderr).toContain(`no samples, counters every 300 s, to 127.0.0.1:${receiver.port}`)
})

test('where no hsflowd is, that is one line for who looks for it, and none for the others', async () => {
  const code = `
    import { createServer } from 'node:http'
    import { sflowHttp } from '${agentModule}'
    const agent = sflowHttp()
    const server = createServer().listen(0, async () => { await agent.ready; setTimeout(() => server.close(), 2500) })`
  const [quiet, told] = await Promise.all([run(code, {}), run(code, { NODE_DEBUG: 'sflow' })])
  expect(quiet).toEqual({ code: 0, signal: null, stdout: '', stderr: '' })
  expect(told.stderr.trim().split('\n')).toHaveLength(1)
  expect(told.stderr).toContain('none.auto')
})

test('a program that serves nothing is left alone', async () => {
  const code =
    'console.log(process.getActiveResourcesInfo().filter((name) => !/Pipe|TTY|CloseReq/.test(name)).join())'
  const ended = await run(code, { SFLOW_COLLECTORS: '127.0.0.1:9' }, ['--import', register])
  expect(ended).toEqual({ code: 0, signal: null, stdout: '\n', stderr: '' })
})

test('who runs the program can switch it off, whatever its code says', async () => {
  const receiver = await openReceiver()
  const ended = await run(server(receiver, 'server.close()'), { SFLOW_ENABLED: '0' })
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(receiver.received).toHaveLength(0)
})
