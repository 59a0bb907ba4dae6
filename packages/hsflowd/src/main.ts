import { resolve } from 'node:path'
import { commonOptions, exitCodes, runDaemon, type DaemonContext } from '@host-sflow/agent-runtime'
import { startDaemon } from './daemon.ts'
import { DaemonError } from './errors.ts'
import { openHost } from './host/host.ts'
import { loadSettings } from './load-settings.ts'
import { dryRun, sendOnce } from './once.ts'
import { options, withoutEffect } from './options.ts'
import { version } from './version.ts'

// Other programs (and a second hsflowd) look for a process of this name.
process.title = 'hsflowd'

await runDaemon({
  name: 'hsflowd',
  version,
  summary:
    "Streams this host's counters (CPU, memory, disks, network, interfaces) as standard sFlow to collectors, and publishes the settings to the other agents of the host.",
  usage: ['[OPTION]...'],
  options: { ...commonOptions, ...options },
  examples: [
    ['hsflowd --collector 10.0.0.50', 'stream to a collector at port 6343'],
    ['hsflowd --dry-run --collector 10.0.0.50', 'print what would be sent, as JSON'],
    ['hsflowd --check -f hsflowd.conf', 'say what is wrong with a configuration'],
  ],
  main,
})

async function main({ values, given, log, print }: DaemonContext<typeof options>) {
  for (const [name, instead] of Object.entries(withoutEffect))
    if (given.has(name)) log.warn(`--${name} has no effect: ${instead}`)

  const sources = { flags: values, configFile: values.config }
  if (values.check) return check(sources, print)
  const loaded = await loadSettings(sources)
  const host = openHost({
    roots: {
      ...(values['path.procfs'] !== undefined && { proc: values['path.procfs'] }),
      ...(values['path.sysfs'] !== undefined && { sys: values['path.sysfs'] }),
      ...(values['path.rootfs'] !== undefined && { root: values['path.rootfs'] }),
    },
    ...(loaded.settings.uuid !== undefined && { uuid: loaded.settings.uuid }),
    onNote: ({ code, message, remedy }) => log.problem(`${code} ${message}`, `${message} (${remedy})`),
  })
  if (values['dry-run']) {
    await print(await dryRun(loaded.settings, host, log))
    return exitCodes.success
  }
  if (values.once) {
    await sendOnce(loaded.settings, host, log)
    return exitCodes.success
  }
  return startDaemon({
    loaded,
    sources,
    host,
    sharedFile: values.settings === undefined ? undefined : resolve(values.settings),
    pidFile: values['pid-file'],
    log,
  })
}

// The verdict is the output here, so it goes to stdout without the decoration of a log.
async function check(sources: Parameters<typeof loadSettings>[0], print: (text: string) => Promise<void>) {
  try {
    const { warnings, file } = await loadSettings(sources)
    await print([...warnings, `${file ?? 'command line'}: ok`, ''].join('\n'))
    return exitCodes.success
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error
    await print(`${error.message}\n`)
    return error.exitCode
  }
}
