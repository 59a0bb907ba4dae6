// A sub-agent of the test's own, of the parts that every sub-agent is made of: it follows the shared file, and sends a
// stream of its own where the file says.
import { createAgent, createCollectors, createLog, TICK_MS } from '@host-sflow/agent-runtime'
import { followSharedFile, type SharedSettings } from '@host-sflow/config-share'
import { hostMemory } from '@host-sflow/sflow-encoder'

export const SUB_AGENT_ID = 4711

export interface SubAgent {
  /** What is in force; null: silence, undefined: nothing was read yet. */
  readonly settings: () => SharedSettings | null | undefined
  readonly stop: () => Promise<void>
}

/** `namespace`: its collectors are in that network namespace. */
export function startSubAgent(file: string, namespace?: string): SubAgent {
  const log = createLog({ name: 'sub-agent', format: 'json', write: () => undefined })
  const collectors = createCollectors({ specs: [], log })
  const agent = createAgent({
    identity: { agentAddress: '192.0.2.1', subAgentId: SUB_AGENT_ID },
    destination: collectors,
    log,
  })
  const record = { row: hostMemory, fields: { mem_total: 1 } }
  agent.addPoller({
    name: 'service',
    dataSource: { class: 3, index: 11_211 },
    intervalMs: TICK_MS,
    collect: () => [record],
  })
  let settings: SharedSettings | null | undefined
  const follower = followSharedFile({
    paths: [file],
    onChange({ content }) {
      settings = content.state === 'settings' ? content.settings : null
      collectors.set(
        (settings?.collectors ?? []).map(({ address, port }) => ({ host: address, port, namespace })),
      )
    },
  })
  agent.start()
  return {
    settings: () => settings,
    async stop() {
      await follower.stop()
      agent.stop()
      await collectors.close()
    },
  }
}
