import { helpOption, type Command, type Option } from './arguments.ts'

const WIDTH = 78

/** The list of all commands. */
export function mainHelp(commands: readonly Command[]): string {
  return [
    'sflow: receive and read sFlow',
    '',
    'Usage: sflow COMMAND [options]',
    '',
    'Commands:',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}`),
    '',
    'Options:',
    ...optionLines({ help: helpOption, version: { type: 'boolean', short: 'v', help: 'print the version' } }),
    '',
    'Examples:',
    '  sflow listen                   what arrives at UDP port 6343, as a live table',
    '  sflow decode FILE.pcap         the sFlow in a capture',
    '',
    'sflow COMMAND --help tells more. Data goes to standard output, messages to',
    'standard error. Exit codes: 0 done, 1 failed, 64 wrong arguments, 69 not',
    'available, 77 not permitted.',
    '',
  ].join('\n')
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  const { name, operand, about, options, examples } = command
  return [
    `Usage: sflow ${name}${operand === undefined ? '' : ` ${operand}`} [options]`,
    '',
    about,
    '',
    'Options:',
    ...optionLines({ ...options, help: helpOption }),
    '',
    'Examples:',
    ...examples.map((line) => `  ${line}`),
    '',
  ].join('\n')
}

function optionLines(options: Readonly<Record<string, Option>>): string[] {
  const rows = Object.entries(options).map(([name, { short, value, help }]) => ({
    left: `  ${short === undefined ? '   ' : `-${short},`} --${name}${value === undefined ? '' : ` ${value}`}`,
    help,
  }))
  const column = Math.max(...rows.map(({ left }) => left.length)) + 2
  return rows.flatMap(({ left, help }) =>
    wrap(help, WIDTH - column).map((line, i) => (i === 0 ? left : '').padEnd(column) + line),
  )
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
