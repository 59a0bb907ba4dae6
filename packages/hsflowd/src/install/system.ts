import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { DaemonError } from '../errors.ts'

const execute = promisify(execFile)
/** A service that is stopped has 10 s (TimeoutStopSec=); a busy machine may take longer to answer. */
const LIMIT_MS = 60_000

/** Runs a program of the system to its end; its output. @throws DaemonError HSF_INSTALL_STEP with what it said */
export async function runStep(program: string, ...args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await execute(program, args, { timeout: LIMIT_MS, encoding: 'utf8' })
    return stdout
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    const cause = said === '' ? String(error) : said
    throw new DaemonError('HSF_INSTALL_STEP', `${[program, ...args].join(' ')}: ${cause}`)
  }
}

/** The same, for a step that the service can do without: what it said when it failed. */
export async function tryStep(program: string, ...args: readonly string[]): Promise<string | undefined> {
  try {
    await runStep(program, ...args)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** What systemd knows of a unit. */
export interface UnitState {
  /** `active`, `activating`, `inactive`, `failed`, ... */
  readonly active: string
  /** 0: none. */
  readonly pid: number
  /** The file that it is of; empty when there is none. */
  readonly file: string
}

/** @throws DaemonError HSF_INSTALL_STEP */
export async function unitState(name: string): Promise<UnitState> {
  const text = await runStep(
    'systemctl',
    'show',
    '--property=ActiveState,MainPID,FragmentPath',
    `${name}.service`,
  )
  const value = (key: string): string => new RegExp(`^${key}=(.*)$`, 'mu').exec(text)?.[1] ?? ''
  return { active: value('ActiveState'), pid: Number(value('MainPID')), file: value('FragmentPath') }
}
