import { closest } from '@host-sflow/agent-runtime'
import { formatSpeed, readSpeed } from '../values/speed.ts'
import type { Lint } from './lint.ts'

/** What the agents of a host look up: of each the first part of the name (design.md §1, subagents.md). */
const producers = ['http', 'memcache', 'memcached', 'java', 'jvm', 'app']

// Of Ethernet.
const SLOWEST = 10_000_000

/** `sampling.NAME` and `polling.NAME` for a name that nothing looks up. */
export const lintNames: Lint = function* ({ applications }) {
  for (const entry of applications)
    for (const what of ['sampling', 'polling'] as const) {
      const why = entry[what] === undefined ? undefined : whyNobody(entry.name, what)
      if (why !== undefined) yield { path: `${what}.${entry.name}`, message: why }
    }
}

/** Why nothing takes its rate from `sampling.NAME` or `polling.NAME`; undefined: something may. */
export function whyNobody(name: string, what: 'sampling' | 'polling'): string | undefined {
  const [head = ''] = name.toLowerCase().split('.')
  const isSpeed = !Number.isNaN(readSpeed(name))
  if (isSpeed || name.toLowerCase() === 'bps_ratio') {
    if (what === 'sampling') return isSpeed ? oddSpeed(name) : undefined
    return `"polling.${name}" has no effect: counters are polled alike at every speed, set polling`
  }
  if (producers.includes(head)) return undefined
  const meant = meantBy(name, head, what)
  return (
    `nothing on a host asks for "${what}.${name}"${meant} ` +
    '(names are http, memcache, java, app.NAME, for sampling also link speeds such as 10G; none is a protocol or port)'
  )
}

function meantBy(name: string, head: string, what: 'sampling' | 'polling'): string {
  // 10Gb, 10Gbit, 10Gbps, 10GE
  const speed = /^(\d+(?:\.\d+)?[kmgt])[a-z/]+$/iu.exec(name)?.[1]?.toUpperCase()
  if (speed !== undefined && what === 'sampling') return `, did you mean "sampling.${speed}"?`
  const close = closest(head, producers)
  return close === undefined ? '' : `, did you mean "${what}.${close}${name.slice(head.length)}"?`
}

/** A speed that is not written as those of links are: `1000M`. */
function oddSpeed(name: string): string | undefined {
  const speed = readSpeed(name)
  if (speed < SLOWEST) return `no link is as slow as ${name} bit/s: write the unit, as in 10G`
  const usual = formatSpeed(speed)
  // Fractions go both ways: 2500M and 2.5G.
  return usual === name || name.includes('.') ? undefined : `no link speed is written ${name}: write ${usual}`
}
