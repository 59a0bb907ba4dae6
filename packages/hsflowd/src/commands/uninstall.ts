import { resolve } from 'node:path'
import { exitCodes } from '@host-sflow/agent-runtime'
import { chosen } from '../install/names.ts'
import { needRoot, needSystemd } from '../install/preconditions.ts'
import { uninstall as remove } from '../install/uninstall.ts'
import type { Command } from './command.ts'

/** Undoes what `install` has done; what belongs to the operator stays, unless it is to be purged. */
export const uninstall: Command = {
  name: 'uninstall',
  usage: '[--with NAME,...] [--purge] [--user NAME] [--destdir DIR]',
  summary: 'stop the service and remove what install has made; --purge: configuration and state too',
  async run({ values, print }) {
    const root = values.destdir === undefined ? '/' : resolve(values.destdir)
    const { programs } = chosen(values.with ?? [])
    if (root === '/') {
      needRoot()
      await needSystemd()
    }
    await remove({
      root,
      names: programs.map(({ name }) => name).toReversed(),
      user: values.user ?? 'hsflowd',
      purge: values.purge,
      say: (line) => print(`${line}\n`),
    })
    return exitCodes.success
  },
}
