import {
  keepAgentStatus,
  openPidFile,
  statusDirectories,
  systemClock,
  type Log,
  type Running,
} from '@host-sflow/agent-runtime'
import { SHARED_FILE_LINK } from '@host-sflow/config-share'
import { createKeeper } from './keep/create-keeper.ts'
import { createOpenVswitch } from './ovs/create-open-vswitch.ts'
import { watchDatabase } from './ovs/monitor.ts'
import { defaultServer } from './ovs/run-directory.ts'
import { giveUpRights } from './privileges/give-up-rights.ts'
import { report } from './report.ts'
import { thisHost } from './settings/agent.ts'
import type { SettingsFlags } from './settings/flags.ts'
import { describeOrigin, followSettings, type HostSettings } from './settings/follow.ts'
import { createNotes } from './settings/notes.ts'
import { wantedOf } from './settings/wanted.ts'
import { version } from './version.ts'

/** Devices get and lose addresses without the settings changing; hsflowd follows that by itself, and tells. */
const LOOK_AGAIN_MS = 60_000

/**
 * While one command waits for ovs-vswitchd, no other change is made; what it takes in later is seen by reading.
 */
const WAIT_S = 1

export interface DaemonOptions {
  readonly flags: SettingsFlags
  readonly server: string | undefined
  readonly timeoutS: number
  readonly adopt: boolean
  readonly removeOnExit: boolean
  readonly pidFile: string | undefined
  /** The user to become when started as root. */
  readonly user: string | undefined
  readonly keepRoot: boolean
  /** It ends with standard input. */
  readonly supervised: boolean
  readonly log: Log
}

/**
 * Keeps Open vSwitch's sFlow in step with the settings until it is told to stop.
 * @throws ProgramError of the pid file, or of becoming another user
 */
export async function startDaemon(options: DaemonOptions): Promise<Running> {
  const { log, server, user, keepRoot } = options
  const removePidFile = await openPidFile(options.pidFile, 'sflowovsd')
  try {
    const directories = statusDirectories(options.flags.file, SHARED_FILE_LINK)
    await giveUpRights({ user, keepRoot, server, log, directories })
    const running = start(options, directories)
    const stopsAnyway = options.supervised ? endWithStandardInput() : undefined
    return {
      ...running,
      async stop() {
        stopsAnyway?.()
        await running.stop()
        await removePidFile()
      },
    }
  } catch (error) {
    await removePidFile()
    throw error
  }
}

function start(options: DaemonOptions, directories: readonly string[]): Running {
  const { flags, server, timeoutS, adopt, log } = options
  const clock = systemClock
  const ovs = createOpenVswitch({ server, timeoutS, waitS: WAIT_S, log })
  const keeper = createKeeper({
    ovs,
    watch: (handlers) => watchDatabase({ ...handlers, server, log, clock }),
    log,
    clock,
    adopt,
    onChanged: () => status.changed(),
  })
  const notes = createNotes(log)
  const settings = followSettings({ flags, log, clock, onChange: apply })
  const tell = () =>
    report({
      settings: settings.current(),
      problem: settings.problem(),
      keeper,
      server: server ?? defaultServer(process.env),
    })
  const status = keepAgentStatus({ name: 'sflowovsd', log, clock, directories, report: tell })
  const timer = setInterval(() => {
    const current = settings.current()
    if (current?.content.state === 'settings' && current.content.settings.agentIP === undefined)
      apply(current)
  }, LOOK_AGAIN_MS)

  function apply(next: HostSettings): void {
    const { wanted, notes: now } = wantedOf(next.content, thisHost)
    notes.tell(now)
    keeper.want(wanted, describeOrigin(next))
    status.changed()
  }

  log.info(`sflowovsd ${version}`)
  return {
    async reload() {
      await settings.look()
      await keeper.check()
    },
    dump: tell,
    async stop() {
      clearInterval(timer)
      await settings.stop()
      await keeper.close({ remove: options.removeOnExit })
      ovs.close()
      await status.stop()
    },
  }
}

/**
 * Its other end is held by the program that started this one, and closes with it, however it ends. Returns what calls
 * that off: a service manager tells both of them to stop, and being told twice would cut the stop short.
 */
function endWithStandardInput(): () => void {
  let ending: NodeJS.Immediate | undefined
  let stopping = false
  process.stdin.on('error', () => undefined)
  // A signal that comes at the same time comes first.
  const end = (): void => {
    if (!stopping) ending ??= setImmediate(() => process.kill(process.pid, 'SIGTERM'))
  }
  // A file has no `close`, and a broken pipe no `end`.
  process.stdin.once('end', end).once('close', end)
  process.stdin.resume()
  return () => {
    stopping = true
    clearImmediate(ending)
  }
}
