import { resolve } from 'node:path'
import { exitCodes, messageOf } from '@host-sflow/agent-runtime'
import { generators } from '../config/render/files.ts'
import { findProgram, checkReach, seenFrom } from '../install/find-program.ts'
import { installHere, installTree, showPlan, type Say } from '../install/install.ts'
import { checkUser, DEFAULT_USER } from '../install/accounts.ts'
import { localLayout } from '../install/layout.ts'
import { chosen } from '../install/names.ts'
import { plannedFiles, type PlannedFile, type PlannedProgram } from '../install/plan.ts'
import { installedPrograms, installedUser } from '../install/installed.ts'
import { needRoot, needSystemd, refusePackaged, refuseRunning, unmask } from '../install/preconditions.ts'
import type { DropIn, ProgramUnit } from '../install/units/program.ts'
import { wantedDropIns } from '../install/wanted.ts'
import { loadSettings } from '../load-settings.ts'
import type { CommandContext } from './command.ts'

/** Makes hsflowd, and programs that are named, services of this host. May be repeated: it also upgrades. */
export async function run(context: CommandContext): Promise<number> {
  const { values, log, print } = context
  const say: Say = (line) => print(`${line}\n`)
  // Those of the operator's umask would lock the service's user out.
  process.umask(0o022)
  const tree = values.destdir === undefined ? undefined : resolve(values.destdir)
  if (tree === undefined && !values['dry-run']) {
    needRoot()
    await needSystemd()
    await refusePackaged()
    await refuseRunning()
  }
  const named = ['hsflowd', ...(values.with ?? [])]
  const byConfig = tree === undefined ? await namesByConfig(context) : []
  // An upgrade is the same command without its options.
  const before = (await installedPrograms(tree ?? '/')).map(({ name }) => name)
  const { programs, dropIns } = chosen([...named, ...byConfig, ...before])
  if (byConfig.includes('ovs') && programs.some(({ name }) => name === 'sflowovsd')) log.warn(TWICE)
  const planned = await plan(programs, dropIns, named, tree, log)
  const user = values.user ?? (await installedUser(tree ?? '/')) ?? DEFAULT_USER
  checkUser(user)
  const files: PlannedFile[] = plannedFiles({
    layout: localLayout,
    user,
    programs: planned,
    sample: generators.sample(),
  })
  const units = planned.map(({ unit }) => unit.name)
  if (values['dry-run']) await showPlan(tree ?? '/', files, units, say)
  else if (tree !== undefined) await installTree(tree, files, units, say)
  else {
    await unmask(units)
    await installHere(files, units, say)
    await say(NEXT)
  }
  return exitCodes.success
}

const TWICE =
  'two sflowovsd would keep one Open vSwitch: that of sflowovsd.service, and that of ovs { } (hsflowd uninstall --with sflowovsd, or take the block out of the configuration)'

const NEXT = `Done. The configuration is /etc/hsflowd.conf; where it names no collector, they are found by DNS-SD.
How it is doing: hsflowd status; systemctl status hsflowd; where nothing arrives: hsflowd doctor`

/** One that was installed before, and is no longer there, stays as it is. */
async function plan(
  programs: readonly ProgramUnit[],
  dropIns: readonly DropIn[],
  named: readonly string[],
  tree: string | undefined,
  log: CommandContext['log'],
): Promise<PlannedProgram[]> {
  const planned: PlannedProgram[] = []
  for (const unit of programs) {
    const own = unit.dropIns.filter((dropIn) => dropIns.includes(dropIn))
    try {
      planned.push({ unit, program: await placeOf(unit.name, tree, log), dropIns: own })
    } catch (error) {
      if (named.includes(unit.name)) throw error
      log.warn(`${unit.name}.service stays as it is: ${messageOf(error)}`)
    }
  }
  return planned
}

async function placeOf(name: string, tree: string | undefined, log: CommandContext['log']) {
  const found = await findProgram(name, process.argv[1]!)
  if (tree !== undefined) return seenFrom(tree, found)
  for (const warning of await checkReach(found)) log.warn(warning)
  return found
}

/** What the present configuration needs; an invalid one is the daemon's to complain about. */
async function namesByConfig({ values, given }: CommandContext): Promise<string[]> {
  try {
    const { settings } = await loadSettings({ flags: values, given, configFile: values.config })
    return wantedDropIns(settings)
  } catch {
    return []
  }
}
