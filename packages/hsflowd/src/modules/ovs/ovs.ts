import type { OvsSettings } from '../../settings/settings.ts'
import type { Module, ModuleContext, RunningModule } from '../module.ts'
import { troubleOf, type OvsTrouble } from './errors.ts'
import { findSflowovsd, packageFolders } from './find-sflowovsd.ts'
import { needsSocket } from './needs-socket.ts'
import { supervise, type NamedCommand } from './supervise.ts'

/** `ovs { }`: Open vSwitch is kept in step by sflowovsd, which runs as a child, so that one service does it all. */
export const ovs: Module = {
  name: 'ovs',
  needs: [
    {
      right: 'CAP_DAC_OVERRIDE',
      for: "the socket of the database of Open vSwitch, which is root's on most systems",
      inherited: true,
      when: needsSocket,
    },
  ],
  start,
}

function start({ clock, log, programs, settings, onStatus }: ModuleContext): RunningModule {
  const optionsNow = (): readonly string[] => optionsOf(settings().ovs ?? {}, programs.silentOnExit)
  let options = optionsNow()

  async function find(): Promise<NamedCommand | OvsTrouble> {
    const sharedFile = programs.sharedFile()
    if (sharedFile === undefined) return troubleOf('HSF_OVS_NO_FILE')
    const program = await findSflowovsd({ path: process.env['PATH'], packages: packageFolders() })
    if (program === undefined) return troubleOf('HSF_OVS_NOT_INSTALLED')
    const args = [...program.args, '-f', sharedFile, '--supervised', ...options, ...programs.options]
    return { ...program, args }
  }

  const supervisor = supervise({ find, env: environment(), clock, log, onStatus })
  return {
    apply() {
      const next = optionsNow()
      if (next.join('\n') === options.join('\n')) return
      options = next
      // Not waited for: the other modules are not to wait while it ends.
      void supervisor.restart()
    },
    status: () => ({ ...supervisor.status() }),
    close: () => supervisor.close(),
  }
}

/** The block as options of sflowovsd. */
export function optionsOf({ db, adopt, onExit }: OvsSettings, silentOnExit: boolean): readonly string[] {
  return [
    ...(db === undefined ? [] : ['--db', db]),
    ...(adopt === true ? ['--adopt'] : []),
    '--on-exit',
    onExit ?? (silentOnExit ? 'remove' : 'keep'),
  ]
}

/** Its settings are those of the file: variables that stand for options of hsflowd are not meant for it. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HSFLOWD_')))
}
