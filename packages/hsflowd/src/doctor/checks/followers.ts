import { counted } from '@host-sflow/agent-runtime'
import { followed } from '../../status/render.ts'
import { ok, skip, warn, type Check, type Finding } from '../check.ts'

/** The other agents of this host: whether they do what the shared file says. */
export const followers: Check = {
  name: 'other agents',
  run({ status: { followers: all, written } }) {
    if (all.length === 0)
      return [
        skip(
          'none has told of itself: those of users outside of the group hsflowd cannot, those of others (C, Java, ...) do not',
        ),
      ]
    const findings: Finding[] = []
    const good = all.filter(({ behind }) => !behind)
    if (good.length > 0)
      findings.push(ok(good.map((each) => `${nameOf(each.agent)} (${followed(each)})`).join(', ')))
    for (const { agent, behind } of all)
      if (behind)
        findings.push(
          warn(
            `${nameOf(agent)} is behind: it has revision ${agent.settings?.revision}, the file ${written?.revision}`,
            `see why it cannot read the file in its log, or restart it`,
          ),
        )
    for (const { agent } of all)
      if (agent.lastError !== undefined)
        findings.push(
          warn(
            `${nameOf(agent)}: ${agent.lastError}`,
            `see its log, and: hsflowd status (${counted(agent.collectors.length, 'collector')})`,
          ),
        )
    return findings
  },
}

const nameOf = ({ name, pid }: { readonly name: string; readonly pid: number }): string =>
  `${name} process ${pid}`
