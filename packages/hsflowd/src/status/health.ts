import { ageMs, duration } from '@host-sflow/agent-runtime'
import type { SeenAgent } from './seen.ts'

/** A status is written every 10 s at least; this old, the process hangs or cannot write. */
const STALE_MS = 30_000
/** Names may need so long at the start. */
const START_MS = 30_000

/** What is wrong with a hsflowd that runs; nothing: it is healthy. */
export function problemsOf(agent: SeenAgent, nowMs: number): string[] {
  const problems: string[] = []
  // Also when the clock has been set back meanwhile.
  const age = Math.abs(ageMs(agent.writtenAt, nowMs))
  if (!(age <= STALE_MS))
    problems.push(`its status is ${duration(age)} old: it hangs, or cannot write ${agent.file}`)
  if (agent.details?.reload?.successful === false)
    problems.push('the configuration could not be read again: the settings before it are in force')
  const starting = (agent.process?.uptimeMs ?? Infinity) < START_MS
  const usable = agent.collectors.some(({ state }) => state === 'open' || (starting && state === 'resolving'))
  if (agent.collectors.length > 0 && !usable)
    problems.push(
      `no collector can be sent to (${agent.collectors.map(({ collector, state }) => `${collector}: ${state}`).join(', ')})`,
    )
  // To be told to be silent (off) is no trouble; not to be told anything is.
  const dnsSd = agent.details?.dnsSd?.['state']
  if (agent.collectors.length === 0 && !starting && (dnsSd === 'failed' || dnsSd === 'waiting'))
    problems.push('DNS does not say where to send: nothing is sent (see: hsflowd dns-sd --explain)')
  return problems
}
