// Under the host's own hsflowd: an edit of hsflowd.conf is in force in the web server, and hsflowd tells of it.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { until } from '../../../tools/rigs/child.ts'
import { programOf, scratch } from '../../../tools/rigs/program.ts'
import { openReceiver, type Receiver } from '../../../tools/rigs/receiver.ts'
import { lastCounts, onlySource, onlyStream, requestsOf } from './support/collected.ts'
import { startServer } from './support/server.ts'
import { AGENT_IP } from './support/settings.ts'

const hsflowd = programOf(join(import.meta.dirname, '../../hsflowd'), 'hsflowd')

interface Conf {
  readonly collector: Receiver
  readonly sampling: number
  readonly polling: number
}

const conf = ({ collector, sampling, polling }: Conf): string => `sflow {
  agentIP = ${AGENT_IP}
  polling = 300
  sampling = 100000
  sampling.http = ${sampling}
  polling.http = ${polling}
  collector { ip = 127.0.0.1 udpport = ${collector.port} }
}
`

/** What the web server has sent there; the streams of hsflowd and its doctor are others (design.md §4). */
const ofServer = ({ received }: Receiver): Receiver['received'] =>
  received.filter(({ datagram }) => datagram.sub_agent_id < 100_000)

it('follows hsflowd.conf as it is edited, and shows up in status and doctor', async () => {
  const [first, second] = [await openReceiver(), await openReceiver()]
  const directory = scratch()
  const config = join(directory, 'hsflowd.conf')
  const settings = join(directory, 'hsflowd.auto')
  const place = ['-f', config, '-o', settings]
  const env = { STATE_DIRECTORY: directory }
  writeFileSync(config, conf({ collector: first, sampling: 1, polling: 1 }))
  const daemon = hsflowd(place, { env })
  await daemon.logged('revision 1')

  const server = await startServer('express', { settings, env: { SFLOW_POLING: '5' } })
  await first.until('the first counters', () => ofServer(first).length > 0)
  await fetch(server.url)
  await first.until('a sample', () => requestsOf(ofServer(first)).length === 1)
  expect(onlySource(ofServer(first)).id).toBe(`3:${server.port}`)

  writeFileSync(config, conf({ collector: second, sampling: 0, polling: 1 }))
  await second.until('counters', () => ofServer(second).length > 0)
  await fetch(server.url)
  const { id } = onlyStream(ofServer(first))
  await second.until('both requests', () => Number(lastCounts(ofServer(second))?.method_get_count) === 2)
  expect(onlyStream(ofServer(second)).id).toBe(id)
  expect(requestsOf(ofServer(second))).toEqual([])

  // The status files of both are written every 2 s at most.
  const told = async (command: string): Promise<string> => {
    const asked = hsflowd([command, ...place], { env })
    await asked.ended
    return asked.stdout()
  }
  const status = await until('the second revision in the status', 10_000, async () => {
    const text = await told('status')
    return /httpd-agent .* revision 2 /.test(text) ? text : undefined
  })
  const row = status.split('\n').find((line) => line.includes('httpd-agent'))!
  expect(row).toContain(String(server.pid))
  expect(row).toContain('an option cannot be used: SFLOW_POLING')
  const findings = await told('doctor')
  expect(findings).toContain(`httpd-agent process ${server.pid} (revision 2)`)
  expect(findings).toContain('SFLOW_POLING: there is no such variable, did you mean SFLOW_POLLING?')

  // It goes on without its hsflowd.
  await daemon.stop()
  const before = ofServer(second).length
  await second.until('counters after its end', () => ofServer(second).length > before + 1)
  expect(onlyStream(ofServer(second)).faults).toEqual([])
  server.kill('SIGKILL')
})
