import { execFileSync, spawnSync } from 'node:child_process'

/** What groff, man and mandoc say against a page of the manual. */
export function complaintsOf(page: string): string[] {
  const said = (program: string, ...args: readonly string[]): string[] => {
    const { stdout, stderr } = spawnSync(program, [...args, page], { encoding: 'utf8' })
    return `${program === 'mandoc' ? stdout : ''}${stderr}`.split('\n').filter(Boolean)
  }
  return [
    ...said('groff', '-man', '-ww', '-z', '-Tutf8'),
    ...said('man', '--warnings', '-E', 'UTF-8', '-l', '-Tutf8', '-Z'),
    // A date would make the page another one with each day that it is generated on.
    ...said('mandoc', '-T', 'lint', '-W', 'warning').filter((line) => !line.includes('missing date')),
  ]
}

/** The lines of a page of the manual on a terminal of 80 columns. */
export function linesOf(page: string): string[] {
  const env = { ...process.env, MANWIDTH: '80', LC_ALL: 'C.UTF-8', MAN_KEEP_FORMATTING: '' }
  return execFileSync('man', ['-l', page], { encoding: 'utf8', env }).split('\n')
}
