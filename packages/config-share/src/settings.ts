import { isIP } from 'node:net'
import * as z from 'zod/mini'

export const DEFAULT_COLLECTOR_PORT = 6343

const UINT32_MAX = 0xffff_ffff

/** Longest interval that a Node.js timer can hold (2^31 - 1 ms): beyond it a timer fires at once, over and over. */
const POLLING_MAX_S = 2_147_483

const number = (min: number, max: number) => {
  const rule = `must be a whole number from ${min} to ${max}`
  return z.int(rule).check(z.gte(min, rule), z.lte(max, rule))
}

// Readers split lines at blanks, '=' and (collectors) '/', and drop all that follows '#'.
const WORD = /^[^\s=#/\p{Cc}]+$/u
const word = (maxLength: number) => {
  const rule = `must be 1 to ${maxLength} characters without blanks, "=", "#" or "/"`
  return z.string(rule).check(z.maxLength(maxLength, rule), z.regex(WORD, rule))
}

const address = z
  .string('must be an IP address')
  .check(z.refine((text) => isIP(text) !== 0, 'must be an IPv4 or IPv6 address in digits, without brackets'))

const APPLICATION_NAME = /^[^\s=#;{}\p{Cc}]+$/u
const applicationName = z
  .string()
  .check(
    z.maxLength(255, 'must be at most 255 characters'),
    z.regex(APPLICATION_NAME, 'must be characters without blanks, "=", "#", ";", "{" or "}"'),
  )

// Bounds as hsflowd.md §1.4; wider where DNS-SD (§2.3) lets any 32-bit number through to the file.
const samplingRate = number(0, UINT32_MAX)
const pollingInterval = number(0, POLLING_MAX_S)

/** `sampling.<name>` and `polling.<name>`: at least one of the two is set. */
export const applicationSchema = z
  .strictObject({
    name: applicationName,
    /** 1 in N; 0 = none. */
    sampling: z.exactOptional(samplingRate),
    /** Seconds; 0 = none. */
    polling: z.exactOptional(pollingInterval),
  })
  .check(
    z.refine(
      ({ sampling, polling }) => sampling !== undefined || polling !== undefined,
      'must set sampling or polling',
    ),
  )

export const collectorSchema = z.strictObject({
  /** IPv4 or IPv6 address as text, without brackets. */
  address,
  port: number(1, 65_535),
  /** Network device to send from. */
  device: z.exactOptional(word(127)),
  /** Network namespace to send from: a name under /var/run/netns. */
  namespace: z.exactOptional(word(255)),
})

const identity = {
  /** The agent address: identifies the host in every datagram. */
  agentIP: z.exactOptional(address),
  /** The network device that bears the agent address. */
  agent: z.exactOptional(word(127)),
  /** Index of the physical host in class 2: the parent of every service's data source. */
  dsIndex: z.exactOptional(number(0, UINT32_MAX)),
}

/** Who the host is, without any settings: what is left in the file while DNS-SD has switched sFlow off. */
export const agentIdentitySchema = z.strictObject(identity)

const distinct = (names: readonly { name: string }[]) =>
  new Set(names.map(({ name }) => name.toLowerCase())).size === names.length

/** The settings that hsflowd shares with every agent of the host. */
export const sharedSettingsSchema = z.strictObject({
  hostname: z.exactOptional(word(255)),
  /** Packet sampling, 1 in N; 0 = none. */
  sampling: samplingRate,
  /** Most bytes of a sampled packet's header. */
  header: number(0, 256),
  /** Most bytes of a datagram's UDP payload. */
  datagram: number(200, 8192),
  /** Seconds between two samples of a counter; 0 = none. */
  polling: pollingInterval,
  /** In the order of the configuration; the file lists them in reverse. Keys ignore case, so names differ in more. */
  applications: z
    .array(applicationSchema)
    .check(z.refine(distinct, 'the names of applications must differ, whatever their case')),
  ...identity,
  /** True where a setting chose the address, false where it was elected: that decides its place in the file. */
  agentIPOverridden: z.boolean(),
  /** The same for the device. */
  agentOverridden: z.boolean(),
  /** Collectors whose name did not resolve are left out. None is legal. */
  collectors: z.array(collectorSchema),
  /** UDP port on loopback where hsflowd accepts JSON. */
  jsonPort: z.exactOptional(number(1, 65_535)),
})

export type Application = z.output<typeof applicationSchema>
export type Collector = z.output<typeof collectorSchema>
export type AgentIdentity = z.output<typeof agentIdentitySchema>
export type SharedSettings = z.output<typeof sharedSettingsSchema>

/** What a complete file says: send with these settings, or fall silent. */
export type SharedContent =
  | { readonly state: 'settings'; readonly settings: SharedSettings }
  | { readonly state: 'silent'; readonly identity: AgentIdentity }

/** The built-in defaults of hsflowd (hsflowd.md §1.4): a start for settings, and what a reader takes for a missing line. */
export function defaultSharedSettings(): SharedSettings {
  return {
    sampling: 400,
    header: 128,
    datagram: 1400,
    polling: 30,
    applications: [],
    agentIPOverridden: false,
    agentOverridden: false,
    collectors: [],
    dsIndex: 1,
  }
}
