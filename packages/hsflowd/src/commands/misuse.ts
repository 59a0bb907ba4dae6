import { commands, type CommandEntry } from './index.ts'

/** Options that the daemon has no use for; it is not to start where one of them stands without its command. */
const ofCommands = ['explain', 'json', 'exit-code', 'with', 'destdir', 'purge']

/** What runs instead of the daemon, as commands do. */
const modes = ['check', 'once', 'dry-run', 'print-config']

/**
 * What of a command line would be passed over in silence, in words; undefined: nothing. `given`: names of options,
 * `words`: what stands behind the command.
 */
export function misuse(
  command: CommandEntry | undefined,
  given: ReadonlySet<string>,
  words: readonly string[],
): string | undefined {
  if (command === undefined) {
    const lost = ofCommands.find((option) => given.has(option))
    return lost === undefined || (lost === 'json' && given.has('print-config'))
      ? undefined
      : `--${lost} is of ${commands
          .filter(knows(lost))
          .map(({ name }) => `hsflowd ${name}`)
          .join(', ')}`
  }
  const { name, usage } = command
  const lost = [...ofCommands, ...modes].find((option) => given.has(option) && !knows(option)(command))
  if (lost !== undefined) return `${name} has no --${lost}`
  const takesWords = usage !== '' && !usage.startsWith('[')
  return takesWords || words.length === 0 ? undefined : `${name} takes no further words: ${words.join(' ')}`
}

const knows =
  (option: string) =>
  ({ usage, also = [] }: CommandEntry): boolean =>
    usage.includes(`--${option}`) || also.includes(option)
