import { resolve } from 'node:path'
import { exitCodes } from '@host-sflow/agent-runtime'
import { chosen } from '../install/names.ts'
import { DEFAULT_USER } from '../install/accounts.ts'
import { installedPrograms, installedUser } from '../install/installed.ts'
import { needRoot, needSystemd, packagedPrograms, refusePackaged } from '../install/preconditions.ts'
import { programUnits } from '../install/units/index.ts'
import { uninstall as remove } from '../install/uninstall.ts'
import type { CommandContext } from './command.ts'

/**
 * Undoes what `install` has done, or only what is named; what belongs to the operator stays, unless it is to be purged.
 */
export async function run({ values, print }: CommandContext): Promise<number> {
  const root = values.destdir === undefined ? '/' : resolve(values.destdir)
  const only = values.with === undefined ? undefined : chosen(values.with)
  // hsflowd last: the others use what it has.
  const names = (only?.programs ?? programUnits).map(({ name }) => name).toReversed()
  if (root === '/' && !values['dry-run']) {
    needRoot()
    await needSystemd()
    // Under the unit of a package there may be one of npm's, which comes first.
    if ((await installedPrograms(root)).length === 0) await refusePackaged()
  }
  let said = 0
  await remove({
    root,
    names,
    dropIns: only?.dropIns.map(({ name }) => name) ?? [],
    user: values.user ?? (await installedUser(root)) ?? DEFAULT_USER,
    packaged: root === '/' ? await packagedPrograms() : [],
    purge: values.purge,
    dryRun: values['dry-run'],
    say: (line) => {
      said++
      return print(`${line}\n`)
    },
  })
  if (said === 0) await print('nothing that hsflowd install makes is here\n')
  return exitCodes.success
}
