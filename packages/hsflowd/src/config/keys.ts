import { isIP } from 'node:net'
import { isHost } from '@host-sflow/agent-runtime'
import * as z from 'zod/mini'
import { uuidDigits } from '../host/uuid.ts'

/** A key of hsflowd.conf: what its value may be, and how it is explained. */
export interface Key {
  readonly name: string
  readonly aliases?: readonly string[]
  /** From the text of the value to the value. */
  readonly schema: z.ZodMiniType
  readonly example: string
  readonly doc: string
  /** A warning about a value that is valid. */
  readonly note?: (value: unknown) => string | undefined
}

// Decimal or 0x..., with K, M or G for thousands, as the C daemon reads them.
function readInteger(text: string): number {
  const match = /^(0x[0-9a-f]+|\d+)([kmg]?)$/i.exec(text)
  if (match === null) return Number.NaN
  return Number(match[1]) * 1000 ** ' kmg'.indexOf(match[2]!.toLowerCase() || ' ')
}

const integer = (min: number, max: number) =>
  z.pipe(
    z.pipe(z.string(), z.transform(readInteger)),
    z
      .number({ error: `a whole number from ${min} to ${max} is needed` })
      .check(
        z.int({ error: 'a whole number is needed' }),
        z.gte(min, { error: `the least is ${min}` }),
        z.lte(max, { error: `the most is ${max}` }),
      ),
  )
const address = z
  .string()
  .check(z.refine((text) => isIP(text) !== 0, { error: 'an IPv4 or IPv6 address is needed' }))
const collectorHost = z.string().check(z.refine(isHost, { error: ({ input }) => whyNoHost(String(input)) }))
const deviceName = z
  .string()
  .check(z.regex(/^[^\s/]{1,15}$/, { error: 'the name of a network device is needed' }))
// A name is a file of /var/run/netns, and a word of the shared file; a path is taken as it is, as by nsenter(1).
const namespace = z.string().check(
  z.regex(/^(?:(?!\.{1,2}$)[^\s/=#\p{Cc}]{1,255}|\/[^\0]{1,4095})$/u, {
    error: 'the name of a network namespace, or its absolute path, is needed',
  }),
)
const onOff = z.pipe(
  z.string().check(z.regex(/^(on|off)$/i, { error: 'on or off is needed' })),
  z.transform((text) => text.toLowerCase() === 'on'),
)
const uuid = z.pipe(
  z.pipe(z.string(), z.transform(uuidDigits)),
  z.string({ error: 'a UUID has 32 hexadecimal digits' }),
)

/** Keys directly inside `sflow { }`. */
export const sflowKeys = [
  {
    name: 'polling',
    aliases: ['counterPollingInterval'],
    schema: integer(0, 300),
    example: '30',
    doc: 'seconds between counter samples of each data source; 0 switches counters off',
  },
  {
    name: 'sampling',
    aliases: ['packetSamplingRate'],
    schema: integer(0, 10_000_000),
    example: '400',
    doc: 'one in N packets or requests is sampled; published to the sub-agents',
  },
  {
    name: 'agentIP',
    schema: address,
    example: '10.0.0.7',
    doc: 'address that names this agent in its datagrams',
  },
  { name: 'agent', schema: deviceName, example: 'eth0', doc: 'take the agent address from this device' },
  {
    name: 'subAgentId',
    schema: integer(0, 199_999),
    example: '100000',
    doc: 'number of this stream of the agent',
  },
  { name: 'uuid', schema: uuid, example: '40d48b5d-7a62-4b2c-8e0c-1a2b3c4d5e6f', doc: 'UUID of this host' },
  {
    name: 'headerBytes',
    schema: integer(0, 256),
    example: '128',
    doc: 'bytes of a sampled packet; published to the sub-agents',
  },
  { name: 'datagramBytes', schema: integer(200, 8192), example: '1400', doc: 'most bytes of a datagram' },
  {
    name: 'DNSSD',
    schema: onOff,
    example: 'off',
    doc: 'on: learn the settings by DNS-SD',
    note: (on) => (on === true ? 'DNS-SD is not in this build: "DNSSD = on" has no effect' : undefined),
  },
] as const satisfies readonly Key[]

/** Keys inside `collector { }`. */
export const collectorKeys = [
  { name: 'ip', schema: collectorHost, example: '10.0.0.50', doc: 'host name or address of the collector' },
  { name: 'udpport', schema: integer(1, 65_535), example: '6343', doc: 'its UDP port' },
  { name: 'dev', schema: deviceName, example: 'eth1', doc: 'send through this device' },
  {
    name: 'namespace',
    schema: namespace,
    example: 'mgmt',
    doc: 'send from this network namespace',
    note: (value) =>
      String(value).startsWith('/')
        ? 'the other agents are not told of this collector: their file has names of namespaces, not paths'
        : undefined,
  },
] as const satisfies readonly Key[]

/** Blocks of modules that hsflowd.conf may hold and that this build does not have: accepted with a warning. */
export const moduleBlocks = (
  'dns-sd pcap epcap nflog ulog psample dropmon tcp json docker containerd k8s systemd kvm xen ovs nvml dbus eapi ' +
  'nlroute cumulus dent opx os10 sonic vpp'
).split(' ')

function whyNoHost(text: string): string {
  const needed = 'a host name or an IP address is needed'
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text) ?? []
  const host = bracketed ?? plain
  if (host === undefined || !isHost(host)) return needed
  return port === undefined
    ? `an IPv6 address stands without brackets here: ip = ${host}`
    : `the port is a setting of its own: ip = ${host} udpport = ${port}`
}
