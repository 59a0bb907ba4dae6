import type { Settings } from '../settings/settings.ts'
import { addressType, publicationOf } from './publication.ts'
import { absolute, quoteText } from './zone-text.ts'

/** Seconds after which the fleet follows a change. */
const TTL_S = 300
const WEIGHT = 1
/** dnsmasq reads lines of 1024 bytes. */
const MAX_LINE = 900

/** Records of a zone file (bind9, NSD, Knot, PowerDNS) that give a fleet in the domain `origin` these settings. */
export function zoneSnippet(settings: Settings, origin: string): string {
  const { name, targets, addresses, txt, notes } = publicationOf(settings, origin)
  const line = (owner: string, rest: string): string => `${absolute(owner)} ${TTL_S} IN ${rest}`
  const srv = targets.map(({ host, port, priority }) =>
    line(name, `SRV ${priority} ${WEIGHT} ${port} ${absolute(host)}`),
  )
  const example = line(name, `SRV 10 ${WEIGHT} 6343 ${absolute(`collector.${origin}`)}`)
  return lines([
    ...notes.map((note) => `; ${printable(note)}`),
    ...(srv.length > 0 ? srv : instead(example, ';')),
    ...addresses.map(({ name: owner, address }) => line(owner, `${addressType(address)} ${address}`)),
    line(name, `TXT ${txt.map((text) => quoteText(Buffer.from(text))).join(' ')}`),
  ])
}

/** The same as lines of dnsmasq.conf. */
export function dnsmasqSnippet(settings: Settings, origin: string): string {
  const { name, targets, addresses, txt, notes } = publicationOf(settings, origin)
  const srv = targets.map(
    ({ host, port, priority }) => `srv-host=${name},${host},${port},${priority},${WEIGHT}`,
  )
  const example = `srv-host=${name},collector.${origin},6343,10,${WEIGHT}`
  return lines([
    ...notes.map((note) => `# ${printable(note)}`),
    `local-ttl=${TTL_S}`,
    ...(srv.length > 0 ? srv : instead(example, '#')),
    ...addresses.map(({ name: owner, address }) => `host-record=${owner},${address}`),
    ...chunks(txt.map(dnsmasqQuoted)).map((strings) => `txt-record=${name},${strings.join(',')}`),
  ])
}

/** Without an SRV record nothing else is looked at. */
const instead = (example: string, comment: string): string[] => [
  `${comment} name your collector in such a record:`,
  `${comment} ${example}`,
]

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('')

const printable = (note: string): string => note.replace(/[^ -~]/gu, '?')

const dnsmasqQuoted = (text: string): string => `"${text.replace(/["\\]/gu, String.raw`\$&`)}"`

function chunks(strings: readonly string[]): string[][] {
  const all: string[][] = [[]]
  let length = 0
  for (const string of strings) {
    if (length + string.length > MAX_LINE) {
      all.push([])
      length = 0
    }
    all.at(-1)!.push(string)
    length += string.length + 1
  }
  return all
}
