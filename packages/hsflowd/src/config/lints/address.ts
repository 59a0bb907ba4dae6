import { isIP } from 'node:net'
import type { Lint } from './lint.ts'

/** The lowest number that no other agent of a host uses (design.md §4). */
const FIRST_OF_HSFLOWD = 100_000

/** Settings of the agent's identity that have no effect, or that another agent has. */
export const lintAddress: Lint = function* ({ values }, line) {
  for (const name of ['agent', 'agent.cidr'] as const)
    if (values.agentIP !== undefined && values[name] !== undefined)
      yield {
        path: name,
        message: `"${name}" has no effect: "agentIP" (line ${line('agentIP')}) says the address`,
      }
  const { agent, subAgentId } = values
  if (agent !== undefined && isIP(agent) !== 0)
    yield {
      path: 'agent',
      message: `"agent" is the name of a network device: of an address write agentIP = ${agent}`,
    }
  if (subAgentId !== undefined && subAgentId < FIRST_OF_HSFLOWD)
    yield {
      path: 'subAgentId',
      message:
        `other agents of this host may send as ${subAgentId} (ports of services, JVMs, memcached, web servers): ` +
        `a number from ${FIRST_OF_HSFLOWD} on is safe`,
    }
}
