import { stat } from 'node:fs/promises'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { readAgentStatuses, type ActiveCollector, type Log } from '@host-sflow/agent-runtime'
import {
  agentIdentitySchema,
  describeProblem,
  isSharedFileError,
  linkSharedFile,
  makeSharedDirectory,
  openSharedFileWriter,
  sharedFileToWrite,
  type AgentIdentity,
  type Collector,
  type SharedFileWriter,
  type SharedSettings,
} from '@host-sflow/config-share'
import { NO_ADDRESS, type Election } from './address/elect.ts'
import { describeCondition } from './errors.ts'
import type { Settings } from './settings/settings.ts'

const CONDITION = 'HSF_SHARED_FILE'
/** Publishing is asked for every second; every so many times the file is looked at, whether it is still ours. */
const LOOK_EVERY = 5

/** The file that tells every other agent of this host what to do. */
export interface SharedFile {
  /** The revision that is in the file; 0 before the first one. */
  readonly revision: number
  readonly path: string | undefined
  /** Makes the file's directory and the link to it, while that is allowed; the directory is given to `owner`. */
  prepare(owner: Owner | undefined): Promise<void>
  /**
   * Writes what is in force if it differs from what is in the file. Never throws: trouble is said once. Nothing is told
   * to be silent: the sub-agents are to be, too.
   */
  publish(content: Published): Promise<void>
  close(): Promise<void>
}

/** What the file is made of; compared part by part, so give the same objects while nothing has changed. */
export interface Published {
  /** Null: every agent is to fall silent. */
  readonly settings: Settings | null
  readonly election: Election
  /** Those that get the stream, with their addresses. */
  readonly collectors: readonly ActiveCollector[]
}

interface Owner {
  readonly uid: number
  readonly gid: number
}

/**
 * Opens the file at `explicit`, or at its usual place with the link to it in /etc. `directories` is where agents keep
 * their status: another hsflowd with the same file is found there.
 */
export async function openSharedFile(
  explicit: string | undefined,
  directories: readonly string[],
  log: Log,
): Promise<SharedFile> {
  let revision = 0
  /** What the file was made of. */
  let published: readonly unknown[] = []
  let writer: SharedFileWriter | undefined
  let opening: Promise<SharedFileWriter> | undefined
  let calls = 0
  let ours: string | undefined

  const trouble = (condition: string, error: unknown): void =>
    log.problem(
      condition,
      isSharedFileError(error) ? describeProblem(error) : describeCondition('HSF_SHARED_FILE', error),
    )

  async function open(owner?: Owner): Promise<SharedFileWriter> {
    const path = await sharedFileToWrite({ explicit })
    await warnOfAnother(path)
    if (explicit === undefined) {
      await makeSharedDirectory(path, owner)
      await link(path)
    }
    // Another user may not make it in a directory that is not its own.
    return openSharedFileWriter({ path, createNow: owner !== undefined })
  }

  async function warnOfAnother(path: string): Promise<void> {
    const agents = await readAgentStatuses({ directories })
    for (const { name, pid, settings } of agents)
      if (name === 'hsflowd' && pid !== process.pid && settings?.file === path)
        log.warn(
          `another hsflowd, process ${pid}, writes the same shared file and sends the same data sources ` +
            '(stop one of them, or give this one -o FILE and --sub-agent-id N)',
        )
  }

  /** What changes when somebody edits, replaces or removes the file. */
  async function look(path: string): Promise<string> {
    const { ino, size, mtimeMs } = await stat(path)
    return `${ino} ${size} ${mtimeMs}`
  }

  async function isOurs(): Promise<boolean> {
    if (writer === undefined || calls++ % LOOK_EVERY !== 0) return true
    return (await look(writer.path).catch(() => '')) === ours
  }

  // The file is of use without the link too: to readers that name it, and where /etc is the image's (read-only).
  async function link(path: string): Promise<void> {
    if (process.geteuid?.() !== 0) return
    try {
      const result = await linkSharedFile({ file: path })
      if (result.state === 'kept') log.problem(`${CONDITION} link`, describeProblem(result.problem))
    } catch (error) {
      trouble(`${CONDITION} link`, error)
    }
  }

  return {
    get revision() {
      return revision
    },
    get path() {
      return writer?.path
    },
    async prepare(owner) {
      try {
        writer ??= await open(owner)
      } catch (error) {
        trouble(CONDITION, error)
      }
    },
    async publish({ settings, election, collectors }) {
      // Asked for every second, and nearly always for nothing: compared before anything is made.
      const parts = [settings, election, hostname(), collectors]
      const same = parts.length === published.length && parts.every((part, i) => part === published[i])
      if (same && (await isOurs())) return
      try {
        // Calls come every second, also while a file system is slow to answer: one opens it for all.
        writer ??= await (opening ??= open().finally(() => (opening = undefined)))
        // Nobody could tell whose samples they are: as with the C daemon, nobody sends before this host has an address.
        const result = await (settings === null || election.address === NO_ADDRESS
          ? writer.write(null, identityOf(election))
          : writer.write(sharedSettings(settings, election, collectors)))
        revision = result.revision
        published = parts
        ours = await look(writer.path).catch(() => undefined)
        log.recovered(CONDITION, `the shared file is written again: ${writer.path}`)
        if (result.changed) log.info(`settings for the sub-agents: ${writer.path}, revision ${revision}`)
      } catch (error) {
        trouble(CONDITION, error)
      }
    },
    close: async () => writer?.close(),
  }
}

/** Who this host is. A device may have a name that the format of the file has no room for. */
function identityOf({ address, device }: Election): AgentIdentity {
  if (address === NO_ADDRESS) return {}
  const identity = { agentIP: address, ...(device !== undefined && { agent: device }) }
  return agentIdentitySchema.safeParse(identity).success ? identity : { agentIP: address }
}

/** What the other agents are told. Collectors that they could not send to as we do are left out. */
export function sharedSettings(
  settings: Settings,
  election: Election,
  collectors: readonly ActiveCollector[],
): SharedSettings {
  const resolved = collectors.flatMap(({ spec, address }): Collector[] => {
    const { host, port, device, namespace } = spec
    // That our own socket is not open (yet) is not theirs to suffer from.
    const known = isIP(host) === 0 ? address : host
    // The file has names of namespaces only (see the note of the key).
    if (known === null || namespace?.startsWith('/')) return []
    return [
      {
        address: known,
        port,
        ...(device !== undefined && { device }),
        ...(namespace !== undefined && { namespace }),
      },
    ]
  })
  return {
    hostname: hostname(),
    sampling: settings.sampling,
    header: settings.headerBytes,
    datagram: settings.datagramBytes,
    polling: settings.polling,
    applications: [...settings.applications],
    ...identityOf(election),
    dsIndex: 1,
    agentIPOverridden: settings.agentIP !== undefined,
    agentOverridden: settings.agent !== undefined && settings.agent === election.device,
    // Two names of one address, or two source addresses to it: the other agents would send everything twice.
    collectors: [...new Map(resolved.map((each) => [JSON.stringify(each), each])).values()],
    ...(settings.json?.udpport !== undefined &&
      settings.json.udpport > 0 && { jsonPort: settings.json.udpport }),
  }
}
