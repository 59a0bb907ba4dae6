import { isIP } from 'node:net'
import type { Lint } from './lint.ts'

const DEFAULT_PORT = 6343

/** Collectors that are there twice, or cannot be one. */
export const lintCollectors: Lint = function* ({ collectors }, line) {
  const first = new Map<string, number>()
  for (const [i, collector] of collectors.entries()) {
    const { ip, udpport = DEFAULT_PORT, dev, namespace, source } = collector
    const identity = JSON.stringify([ip.toLowerCase(), udpport, dev, namespace, source])
    const before = first.get(identity)
    const path = `collector[${i}]`
    if (before === undefined) first.set(identity, i)
    else
      yield {
        path,
        message: `this collector is the same as that on line ${line(`collector[${before}]`)}: it counts once`,
      }
    if (source !== undefined && isIP(ip) !== 0 && isIP(ip) !== isIP(source))
      yield {
        path: `${path}.source`,
        message: `from ${source} nothing can be sent to ${ip}: the families differ`,
      }
    if (dev === undefined && /^fe[89ab][\da-f]:/iu.test(ip) && !ip.includes('%'))
      yield {
        path: `${path}.ip`,
        message: `${ip} is an address of a link, and nothing says of which: write ip = ${ip}%eth0, or dev = eth0`,
      }
    if (isIP(ip) !== 0 && /^[0:.]+$/u.test(ip))
      yield { path: `${path}.ip`, message: `${ip} is no address to send to` }
  }
}
