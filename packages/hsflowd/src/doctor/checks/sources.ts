import { counted, messageOf, milliseconds } from '@host-sflow/agent-runtime'
import type { Host } from '../../host/host.ts'
import { sourcesOf } from '../../sources/index.ts'
import type { Source } from '../../sources/source.ts'
import { fail, ok, warn, type Check, type Finding } from '../check.ts'

/** Every source of the host's sample, collected once. */
export const sources: Check = {
  name: 'sources',
  run({ host, notes }) {
    const results = sourcesOf(host.platform).map((source) => collect(host, source))
    const good = results.filter(({ error }) => error === undefined)
    const tookMs = results.reduce((sum, each) => sum + each.tookMs, 0)
    const interfaces = counted(host.network.links.size, 'interface')
    const names = good.map(({ name, tookMs: own }) => `${name} ${milliseconds(own)}`).join(', ')
    const findings: Finding[] = [
      ok(`${good.length}/${results.length} in ${milliseconds(tookMs)} ms (${names}); ${interfaces}`),
    ]
    for (const { error, fix, name } of results)
      if (error !== undefined) findings.push(fail(`${name}: ${error}`, fix))
    // That of the container has a check of its own, that of the UUID too.
    for (const { code, message, remedy } of notes)
      if (code !== 'HSF_HOST_CONTAINER' && code !== 'HSF_HOST_NO_UUID') findings.push(warn(message, remedy))
    return findings
  },
}

interface Result {
  readonly name: string
  readonly tookMs: number
  readonly error: string | undefined
  readonly fix: string
}

function collect(host: Host, { name, open }: Source): Result {
  const startedAtMs = host.nowMs()
  let error: string | undefined
  let fix = 'report it with the message; the other sources go on'
  try {
    const source = open(host)
    try {
      source.collect()
    } finally {
      source.close()
    }
  } catch (cause) {
    error = messageOf(cause)
    if (cause instanceof Error && 'remedy' in cause) fix = String(cause.remedy)
  }
  return { name, tookMs: host.nowMs() - startedAtMs, error, fix }
}
