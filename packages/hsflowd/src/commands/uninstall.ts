import { resolve } from 'node:path'
import { exitCodes } from '@host-sflow/agent-runtime'
import { chosen } from '../install/names.ts'
import { needRoot, needSystemd, refusePackaged } from '../install/preconditions.ts'
import { uninstall as remove } from '../install/uninstall.ts'
import type { CommandContext } from './command.ts'

/** Undoes what `install` has done; what belongs to the operator stays, unless it is to be purged. */
export async function run({ values, print }: CommandContext): Promise<number> {
  const root = values.destdir === undefined ? '/' : resolve(values.destdir)
  const { programs } = chosen(values.with ?? [])
  if (root === '/' && !values['dry-run']) {
    needRoot()
    await needSystemd()
    await refusePackaged()
  }
  await remove({
    root,
    names: programs.map(({ name }) => name).toReversed(),
    user: values.user ?? 'hsflowd',
    purge: values.purge,
    dryRun: values['dry-run'],
    say: (line) => print(`${line}\n`),
  })
  return exitCodes.success
}
