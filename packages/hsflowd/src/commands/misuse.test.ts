import { expect, test } from 'vitest'
import { commands } from './index.ts'
import { misuse } from './misuse.ts'

const judge = (line: string): string | undefined => {
  const words = line.split(' ')
  const options = words.filter((word) => word.startsWith('--')).map((word) => word.slice(2))
  const [name, ...rest] = words.filter((word) => word !== '' && !word.startsWith('--'))
  return misuse(
    commands.find((command) => command.name === name),
    new Set(options),
    rest,
  )
}

test.each([
  ['--explain', '--explain is of hsflowd address, hsflowd dns-sd'],
  ['--collector --exit-code', '--exit-code is of hsflowd status'],
  ['--purge', '--purge is of hsflowd uninstall'],
  ['--check --json', '--json is of hsflowd doctor, hsflowd status, hsflowd address, hsflowd dns-sd'],
  ['--print-config --json --explain', '--explain is of hsflowd address, hsflowd dns-sd'],
  ['doctor --explain', 'doctor has no --explain'],
  ['doctor --check', 'doctor has no --check'],
  ['status --dry-run', 'status has no --dry-run'],
  ['install --purge', 'install has no --purge'],
  ['dns-sd example.com', 'dns-sd takes no further words: example.com'],
])('%s', (line, message) => expect(judge(line)).toBe(message))

test.each([
  '',
  '--check',
  '--collector --dry-run',
  '--print-config --json',
  'doctor --json --collector --config',
  'status --exit-code --json',
  'dns-sd --explain',
  'config json --config',
  'install --with --dry-run --user',
  'uninstall --purge --destdir',
])('right: %s', (line) => expect(judge(line)).toBeUndefined())
