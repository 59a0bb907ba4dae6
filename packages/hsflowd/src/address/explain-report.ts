import { formatOrigin } from '../settings/origin.ts'
import type { Effective } from '../settings/settings.ts'
import { formatCidr } from './cidr.ts'
import { candidateLines, type Explanation } from './explain.ts'
import type { KeptAddress } from './kept.ts'
import { keepingRule, orderRule } from './rule-text.ts'
import { wishText } from './wish.ts'

/** What `hsflowd address` has found. */
export interface AddressFacts {
  readonly explanation: Explanation
  readonly effective: Effective
  /** Where the kept address is remembered. */
  readonly file: string
  readonly kept: KeptAddress | undefined
  /** The daemons that run now, and the address that each uses. */
  readonly running: readonly { readonly pid: number; readonly address: string }[]
}

interface Wished {
  readonly key: string
  readonly value: string
  readonly origin: string
}

function wishes({ settings, origins }: Effective): Wished[] {
  const origin = (key: string): string => {
    const found = origins.get(key)
    return found === undefined ? 'default' : formatOrigin(found)
  }
  const { agentIP, agent, agentCidr } = settings
  return [
    ...(agentIP === undefined ? [] : [{ key: 'agentIP', value: agentIP, origin: origin('agentIP') }]),
    ...(agent === undefined ? [] : [{ key: 'agent', value: agent, origin: origin('agent') }]),
    ...agentCidr.map((cidr, i) => ({
      key: 'agent.cidr',
      value: formatCidr(cidr),
      origin: origin(origins.has(`agent.cidr[${i}]`) ? `agent.cidr[${i}]` : 'agent.cidr'),
    })),
  ]
}

/** For `--json`; all of it with `--explain`. */
export function asJson(facts: AddressFacts, explain: boolean): unknown {
  const { explanation, effective, file, kept, running: agents } = facts
  const { candidates, address: chosen, device = null, reason, warning = null } = explanation
  const short = { address: chosen, device, reason, warning }
  if (!explain) return short
  return {
    ...short,
    candidates,
    settings: wishes(effective),
    kept: kept === undefined ? null : { ...describeKept(facts, kept), file },
    running: agents,
    rule: [...orderRule, ...keepingRule],
  }
}

function describeKept({ explanation, effective }: AddressFacts, kept: KeptAddress) {
  return {
    address: kept.address,
    device: kept.device,
    since: kept.since,
    here: explanation.candidates.some(({ address: each }) => each === kept.address),
    sameSettings: kept.wish === wishText(effective.settings),
  }
}

/** For `--explain`, line by line. */
export function asText(facts: AddressFacts): string[] {
  const { explanation, effective, running: agents } = facts
  const wished = wishes(effective)
  return [
    ...candidateLines(explanation),
    ...(explanation.warning === undefined ? [] : [` warning: ${explanation.warning}`]),
    ` kept: ${keptText(facts)}`,
    ...(wished.length === 0 ? [' settings: none about the agent address'] : []),
    ...wished.map(({ key, value, origin }) => ` settings: ${key} = ${value} (${origin})`),
    ...(effective.settings.dnsSd === undefined
      ? []
      : [' settings: DNS may say more (not asked here): hsflowd dns-sd --explain']),
    ...agents.map(
      ({ pid, address: used }) => ` running: process ${pid} uses ${used}${difference(used, explanation)}`,
    ),
    '',
    ...[...orderRule, ...keepingRule].map((line) => ` ${line}`),
  ]
}

const difference = (used: string, { address: chosen }: Explanation): string =>
  used === chosen ? '' : `: it has other settings (DNS, options), or waits for ${chosen} to last`

function keptText(facts: AddressFacts): string {
  const { kept, file } = facts
  if (kept === undefined) return `nothing so far (state: ${file})`
  const { here, sameSettings } = describeKept(facts, kept)
  const name = `${kept.address} of ${kept.device} since ${kept.since}`
  const remark = !sameSettings
    ? ', but the settings now wish for something else'
    : here
      ? ''
      : ', but this host does not have it now'
  return `${name}${remark} (state: ${file})`
}
