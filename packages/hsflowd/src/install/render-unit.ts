import { hardening } from './units/hardening.ts'
import type { Directive, DropIn, ProgramUnit } from './units/program.ts'

/** Where the two halves of a program are; both absolute. */
export interface Program {
  readonly node: string
  readonly script: string
}

/** First line of every file that is installed: only what bears it is replaced or removed. */
export const MARK = '# Made by hsflowd install;'

export const marked = (advice: string, text: string): string => `${MARK} ${advice}\n${text}`

/** The unit of a program that runs as a user. */
export function renderUnit(unit: ProgramUnit, program: Program, user: string): string {
  const { name, description, documentation } = unit
  const own = new Set(unit.service.map(([key]) => key))
  const command = [program.node, program.script].map(quote).join(' ')
  const sections = [
    section('Unit', [['Description', description], ['Documentation', documentation], ...unit.unit]),
    section('Service', [
      // Ready once it is executed: nothing waits for it, sub-agents follow the shared file when it comes.
      ['Type', 'exec'],
      ['User', user],
      // Else the journal names it "node".
      ['SyslogIdentifier', name],
      ['EnvironmentFile', `-/etc/default/${name}`],
      ['EnvironmentFile', `-/etc/sysconfig/${name}`],
      ['ExecStart', command],
      // An invalid configuration fails the reload here, and the daemon is not even asked.
      ...(unit.configured ? [['ExecReload', `${command} --check`] as const] : []),
      ['ExecReload', `/bin/sh -c 'kill -HUP "$MAINPID"'`],
      ['Restart', 'on-failure'],
      ['RestartSec', '5'],
      // Usage, permission, configuration: trying again does not mend them.
      ['RestartPreventExitStatus', '64 77 78'],
      // A reload before the daemon listens to signals ends it, which systemd takes for a clean end.
      ['RestartForceExitStatus', 'SIGHUP'],
      ['TimeoutStopSec', '10'],
      ...unit.service,
      ...hardening.filter(([key]) => !own.has(key)),
    ]),
    section('Install', [['WantedBy', 'multi-user.target']]),
  ]
  return marked(`changes belong into a drop-in: systemctl edit ${name}`, sections.join('\n'))
}

/** What is added to the unit of a program. */
export function renderDropIn(dropIn: DropIn): string {
  return marked(`for ${dropIn.for}`, section('Service', dropIn.service))
}

function section(name: string, directives: readonly Directive[]): string {
  return `[${name}]\n${directives.map(([key, value]) => `${key}=${value}\n`).join('')}`
}

/** systemd.service(5), "Command lines": blanks and quotes need quoting, `%` and `$` doubling. */
function quote(path: string): string {
  const text = path.replaceAll('%', '%%').replaceAll('$', '$$$$')
  return /^[\w/.@:+,=%$-]+$/u.test(text) ? text : `"${text.replaceAll(/["\\]/gu, String.raw`\$&`)}"`
}
