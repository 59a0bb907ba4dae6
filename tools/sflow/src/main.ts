import { readFileSync } from 'node:fs'
import { closest, exitCodes, helpText } from '@host-sflow/agent-runtime'
import { help } from './command.ts'
import { decodeCommand } from './commands/decode.ts'
import { listenCommand } from './commands/listen.ts'
import { CommandError } from './errors.ts'
import { note, processIo, type Io } from './io.ts'

const commands = [listenCommand, decodeCommand]

const helpOfAll = helpText({
  name: 'sflow',
  summary: `Receives and reads sFlow. Data goes to standard output, messages to standard error. sflow COMMAND --help tells more.`,
  usage: ['COMMAND [OPTION]...'],
  commands: commands.map(({ name, summary }) => [name, summary] as const),
  options: { help, version: { ...help, short: 'v', help: 'show the version, exit' } },
  examples: [
    ['sflow listen', 'what arrives at UDP port 6343, as a live table'],
    ['sflow decode FILE.pcap', 'the sFlow in a capture'],
  ],
})

/** Runs the command line `args` (without the program's own name); resolves to the exit code. */
export async function main(args: readonly string[], io: Io = processIo()): Promise<number> {
  // A reader of messages that has gone is no reason to fail.
  io.stderr.on('error', () => undefined)
  try {
    return await run(args, io)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    note(io, `${error.message}\n  ${error.remedy}`)
    return error.exitCode
  }
}

async function run(args: readonly string[], io: Io): Promise<number> {
  const [first, ...rest] = args
  if (first === '-h' || first === '--help' || (first === 'help' && rest.length === 0)) {
    io.stdout.write(helpOfAll)
    return exitCodes.success
  }
  if (first === '-v' || first === '--version') {
    io.stdout.write(`${versionText()}\n`)
    return exitCodes.success
  }
  if (first === undefined) {
    io.stderr.write(helpOfAll)
    return exitCodes.usage
  }
  const [name, commandArgs] = first === 'help' ? [rest[0]!, ['--help']] : [first, rest]
  const command = commands.find((each) => each.name === name)
  if (command === undefined) throw unknownWord(name)
  return command.main(commandArgs, io)
}

function unknownWord(word: string): CommandError {
  const option = word.startsWith('-')
  const near = closest(word, option ? ['--help', '--version'] : commands.map(({ name }) => name))
  const hint = near === undefined ? '' : ` (did you mean ${near}?)`
  return new CommandError('HSF_CLI_USAGE', `unknown ${option ? 'option' : 'command'} ${word}${hint}`)
}

function versionText(): string {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(file) as { version: string }
  return `sflow ${version} node ${process.version} ${process.platform}-${process.arch}`
}
