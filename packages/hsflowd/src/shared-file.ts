import { stat } from 'node:fs/promises'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { readAgentStatuses, type Log } from '@host-sflow/agent-runtime'
import {
  agentIdentitySchema,
  describeProblem,
  isSharedFileError,
  linkSharedFile,
  makeSharedDirectory,
  openSharedFileWriter,
  sharedFileToWrite,
  type Collector,
  type SharedFileWriter,
  type SharedSettings,
} from '@host-sflow/config-share'
import type { Election } from './address/elect.ts'
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
  /**
   * Writes the settings if they differ from those in the file; `addresses` are those of the collectors, null for a name
   * that is not resolved. Never throws: trouble is said once.
   */
  publish(settings: Settings, election: Election, addresses: readonly (string | null)[]): Promise<void>
  close(): Promise<void>
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

  async function open(): Promise<SharedFileWriter> {
    const path = await sharedFileToWrite({ explicit })
    await warnOfAnother(path)
    if (explicit === undefined) {
      await makeSharedDirectory(path)
      await link(path)
    }
    return openSharedFileWriter({ path })
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
    async publish(settings, election, addresses) {
      // Asked for every second, and nearly always for nothing: compared before anything is made.
      const parts = [settings, election, hostname(), ...addresses]
      const same = parts.length === published.length && parts.every((part, i) => part === published[i])
      if (same && (await isOurs())) return
      try {
        // Calls come every second, also while a file system is slow to answer: one opens it for all.
        writer ??= await (opening ??= open().finally(() => (opening = undefined)))
        const result = await writer.write(sharedSettings(settings, election, addresses))
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

/** What the other agents are told. Collectors that they could not send to as we do are left out. */
export function sharedSettings(
  settings: Settings,
  election: Election,
  addresses: readonly (string | null)[],
): SharedSettings {
  const resolved = settings.collectors.flatMap(({ host, port, device, namespace }, i): Collector[] => {
    const address = isIP(host) === 0 ? (addresses[i] ?? undefined) : host
    // The file has names of namespaces only (see the note of the key).
    if (address === undefined || namespace?.startsWith('/')) return []
    return [
      {
        address,
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
    applications: [],
    agentIP: election.address,
    // A device may have a name that the format of the file has no room for.
    ...(agentIdentitySchema.safeParse({ agent: election.device }).success && { agent: election.device }),
    dsIndex: 1,
    agentIPOverridden: settings.agentIP !== undefined,
    agentOverridden: settings.agent !== undefined && settings.agent === election.device,
    collectors: resolved,
  }
}
