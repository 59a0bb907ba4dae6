import { counted, findStateDirectory, peekState } from '@host-sflow/agent-runtime'
import { readCandidates } from '../../address/candidates.ts'
import { nameElection } from '../../address/elect.ts'
import { explainElection } from '../../address/explain.ts'
import { KEPT_FILE, parseKept, type KeptAddress } from '../../address/kept.ts'
import { ok, warn, type Check } from '../check.ts'

const EXPLAIN = 'hsflowd address --explain'

/** The address that names this agent to collectors. */
export const address: Check = {
  name: 'address',
  async run({ effective, host, status }) {
    const { settings } = await effective()
    const election = explainElection(readCandidates(host), settings, await kept())
    const others = counted(election.candidates.length, 'candidate')
    const text = `${nameElection(election)} (${election.reason}); ${others}, see: ${EXPLAIN}`
    const running = status.hsflowd?.agentAddress
    if (election.warning !== undefined)
      return [warn(`${text}; ${election.warning}`, 'set agentIP, agent or agent.cidr')]
    if (running !== undefined && running !== election.address)
      return [
        warn(
          `${text}; but the running hsflowd is ${running}`,
          `restart hsflowd with the settings given here, or see why: ${EXPLAIN}`,
        ),
      ]
    return [ok(text)]
  },
}

async function kept(): Promise<KeptAddress | undefined> {
  for (const directory of [await findStateDirectory(), '/var/lib/hsflowd']) {
    const value = await peekState(directory, KEPT_FILE)
    if (value !== undefined) return parseKept(value)
  }
  return undefined
}
