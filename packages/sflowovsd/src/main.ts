import { closest, commonOptions, runDaemon, type DaemonContext } from '@host-sflow/agent-runtime'
import { startDaemon } from './daemon.ts'
import { OvsError } from './errors.ts'
import { help } from './help.ts'
import { DEFAULT_TIMEOUT_S, options } from './options.ts'
import { flagsOf } from './settings/flags.ts'
import { version } from './version.ts'

await runDaemon({
  name: 'sflowovsd',
  version,
  ...help,
  options: { ...commonOptions, ...options },
  allowPositionals: true,
  // In the log of hsflowd "stopping" would be taken for its own.
  logPart: ({ supervised }) => (supervised ? 'sflowovsd' : undefined),
  main,
})

async function main(context: DaemonContext<typeof options>) {
  const { values, given, positionals, log } = context
  const [command, surplus] = positionals
  const unexpected = command === 'status' ? surplus : command
  if (unexpected !== undefined) throw new OvsError('HSF_USAGE', describeUnexpected(unexpected))
  if (command === 'status') return (await import('./commands/status.ts')).status(context)
  if (values.check) return (await import('./commands/check.ts')).check(context)
  if (values['dry-run']) return (await import('./commands/dry-run.ts')).dryRun(context)
  if (values.json) throw new OvsError('HSF_USAGE', '--json is of status, --check and --dry-run')
  if (values.once) return (await import('./commands/once.ts')).once(context)
  if (given.has('uuid')) log.warn('--uuid has no effect: the stream of Open vSwitch bears no UUID')
  // Other programs look for a process of this name.
  process.title = 'sflowovsd'
  return startDaemon({
    flags: flagsOf(values),
    server: values.db,
    timeoutS: values.timeout ?? DEFAULT_TIMEOUT_S,
    adopt: values.adopt,
    removeOnExit: values['on-exit'] === 'remove',
    pidFile: values['pid-file'],
    user: values.user,
    keepRoot: values['keep-root'],
    supervised: values.supervised,
    log,
  })
}

function describeUnexpected(argument: string): string {
  const near = closest(argument, ['status'])
  return `unexpected argument ${argument}${near === undefined ? '' : ` (did you mean ${near}?)`}`
}
