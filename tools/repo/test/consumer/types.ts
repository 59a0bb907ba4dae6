// Compiled by pack.test.ts as a user's program: the types of each library hold, and none of them is `any`.
import { createAgent, parseCollector, type Agent, type CollectorSpec } from '@host-sflow/agent-runtime'
import { parseSharedFile, type SharedSettings } from '@host-sflow/config-share'
import { linuxNetAvailable, openRtnetlink, type Link } from '@host-sflow/linux-net'
import { decodeDatagram, hostCpu, type Datagram } from '@host-sflow/sflow-encoder'

export const datagram: Datagram = decodeDatagram(new Uint8Array(0))
export const collector: CollectorSpec = parseCollector('127.0.0.1')
export const links: Link[] = linuxNetAvailable().available ? openRtnetlink().links() : []

export function settings(text: string): SharedSettings | null {
  const parsed = parseSharedFile(text)
  if (parsed.state === 'invalid' || parsed.content.state === 'silent') return null
  return parsed.content.settings
}

export function agent(log: Parameters<typeof createAgent>[0]['log']): Agent {
  const created = createAgent({
    identity: { agentAddress: '192.0.2.1', subAgentId: 1 },
    destination: { send: () => undefined, size: 1 },
    log,
  })
  created.addPoller({
    name: 'cpu',
    dataSource: { class: 2, index: 1 },
    intervalMs: 20_000,
    collect: () => [{ row: hostCpu, fields: { load_one: 0.5 } }],
  })
  return created
}

// @ts-expect-error: a structure is no number
export const row: number = hostCpu
// @ts-expect-error: a sequence number is no text
export const sequence: string = datagram.sequence_number
// @ts-expect-error: a port is no text
export const port: string = collector.port
// @ts-expect-error: settings are no text
export const wrong: string = settings('')
