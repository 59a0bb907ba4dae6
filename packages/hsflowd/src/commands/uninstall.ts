import { resolve } from 'node:path'
import { exitCodes } from '@host-sflow/agent-runtime'
import { chosen } from '../install/names.ts'
import { DEFAULT_USER } from '../install/accounts.ts'
import { installedUser } from '../install/installed.ts'
import { localLayout, unitFile } from '../install/layout.ts'
import { isOurs } from '../install/place-file.ts'
import { isPackaged, needRoot, needSystemd, refusePackaged } from '../install/preconditions.ts'
import { uninstall as remove } from '../install/uninstall.ts'
import type { CommandContext } from './command.ts'

/** Undoes what `install` has done; what belongs to the operator stays, unless it is to be purged. */
export async function run({ values, print }: CommandContext): Promise<number> {
  const root = values.destdir === undefined ? '/' : resolve(values.destdir)
  const { programs } = chosen(values.with ?? [])
  if (root === '/' && !values['dry-run']) {
    needRoot()
    await needSystemd()
    // Under the unit of a package there may be one of npm's, which comes first.
    if (!(await isOurs(unitFile(localLayout, 'hsflowd')))) await refusePackaged()
  }
  let said = 0
  await remove({
    root,
    names: programs.map(({ name }) => name).toReversed(),
    user: values.user ?? (await installedUser(root)) ?? DEFAULT_USER,
    packaged: root === '/' && (await isPackaged()),
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
