import { readFileSync } from 'node:fs'
import { parseArguments, type Arguments, type Command } from './arguments.ts'
import { decode, decodeCommand } from './commands/decode.ts'
import { listen, listenCommand } from './commands/listen.ts'
import { CommandError } from './errors.ts'
import { commandHelp, mainHelp } from './help.ts'
import { note, processIo, type Io } from './io.ts'
import { didYouMean } from './suggest.ts'

type Run = (args: Arguments, io: Io) => Promise<number>

const commands: readonly (readonly [Command, Run])[] = [
  [listenCommand, listen],
  [decodeCommand, decode],
]
const declarations = commands.map(([command]) => command)

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
    io.stdout.write(mainHelp(declarations))
    return 0
  }
  if (first === '-v' || first === '--version') {
    io.stdout.write(`${versionText()}\n`)
    return 0
  }
  if (first === undefined) {
    io.stderr.write(mainHelp(declarations))
    return 64
  }
  const [name, commandArgs] = first === 'help' ? [rest[0]!, ['--help']] : [first, rest]
  const found = commands.find(([command]) => command.name === name)
  if (found === undefined) throw unknownWord(name)
  const [command, start] = found
  const parsed = parseArguments(command, commandArgs)
  if (parsed.values['help'] === true) {
    io.stdout.write(commandHelp(command))
    return 0
  }
  return start(parsed, io)
}

function unknownWord(word: string): CommandError {
  const option = word.startsWith('-')
  const known = option ? ['--help', '--version'] : declarations.map(({ name }) => name)
  const detail = `unknown ${option ? 'option' : 'command'} ${word}${didYouMean(word, known)}`
  return new CommandError('HSF_CLI_USAGE', detail)
}

function versionText(): string {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(file) as { version: string }
  return `sflow ${version} node ${process.version} ${process.platform}-${process.arch}`
}
