import { resolve } from 'node:path'
import { closest, commonOptions, exitCodes, runDaemon, type DaemonContext } from '@host-sflow/agent-runtime'
import { commands } from './commands/index.ts'
import { misuse } from './commands/misuse.ts'
import { startDaemon } from './daemon.ts'
import { DaemonError } from './errors.ts'
import { hostOf } from './host-of.ts'
import { loadSettings } from './load-settings.ts'
import { options, withoutEffect } from './options.ts'
import { programOptions } from './program-options.ts'
import { version } from './version.ts'

await runDaemon({
  name: 'hsflowd',
  version,
  summary:
    "Streams this host's counters (CPU, memory, disks, network, interfaces) as standard sFlow to collectors, and publishes the settings to the other agents of the host. Without a collector it asks DNS-SD (_sflow._udp) where to send.",
  usage: ['[OPTION]...', 'COMMAND [OPTION]...'],
  commands: commands.map(
    ({ name, usage, summary }) => [usage === '' ? name : `${name} ${usage}`, summary] as const,
  ),
  options: { ...commonOptions, ...options },
  examples: [
    ['hsflowd --collector 10.0.0.50', 'stream to a collector at port 6343'],
    ['hsflowd --dry-run --collector 10.0.0.50', 'print what would be sent, as JSON'],
    ['hsflowd --check -f hsflowd.conf', 'say what is wrong with a configuration'],
    ['hsflowd doctor', 'say why nothing arrives at the collector'],
  ],
  more: async () => (await import('./config/render/help-settings.ts')).helpSettings(),
  allowPositionals: true,
  main,
})

async function main(context: DaemonContext<typeof options>) {
  const { values, given, positionals, log, print } = context
  const [name] = positionals
  if (name !== undefined) return runCommand(name, context)
  refuse(misuse(undefined, given, []))

  for (const [option, instead] of Object.entries(withoutEffect))
    if (given.has(option)) log.warn(`--${option} has no effect: ${instead}`)

  const sources = { flags: values, given, configFile: values.config }
  if (values.check) return (await import('./commands/check.ts')).check(sources, print)
  if (values['print-config']) return (await import('./commands/print-config.ts')).printConfig(context)
  const loaded = await loadSettings(sources)
  const host = hostOf(values, loaded.settings.uuid, log)
  if (values['dry-run'] || values.once) {
    const { dryRun, sendOnce } = await import('./once.ts')
    if (values['dry-run']) await print(await dryRun(loaded, host, log))
    else await sendOnce(loaded, host, log)
    return exitCodes.success
  }
  // Other programs (and a second hsflowd) look for a process of this name.
  process.title = 'hsflowd'
  return startDaemon({
    loaded,
    sources,
    host,
    sharedFile: values.settings === undefined ? undefined : resolve(values.settings),
    pidFile: values['pid-file'],
    log,
    watch: !values['no-watch'],
    withdrawOnExit: values['withdraw-on-exit'],
    user: values.user,
    keepRoot: values['keep-root'],
    programOptions: programOptions(values),
  })
}

async function runCommand(name: string, context: DaemonContext<typeof options>): Promise<number> {
  const command = commands.find((each) => each.name === name)
  if (command === undefined) {
    const near = closest(
      name,
      commands.map((each) => each.name),
    )
    throw new DaemonError('HSF_COMMAND', near === undefined ? name : `${name}, did you mean "${near}"?`)
  }
  const words = context.positionals.slice(1)
  refuse(misuse(command, context.given, words))
  const run = await command.load()
  // Not to be taken for the daemon.
  process.title = `hsflowd-${name}`
  return run({ ...context, positionals: words })
}

function refuse(misused: string | undefined): void {
  if (misused !== undefined) throw new DaemonError('HSF_USAGE', misused)
}
