import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'vitest'
import { scratch, type RunOptions } from './hsflowd.ts'
import { addNamespace, needMounts, withMounts } from './namespace.ts'

/** A host of which the only DNS server lets questions vanish. */
export function hostWithSilentServer(ctx: TestContext): RunOptions {
  needMounts(ctx)
  const { ip, prefix } = addNamespace(ctx)
  ip('link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1')
  for (const name of ['v0', 'v1']) ip('link', 'set', name, 'up')
  ip('addr', 'add', '10.79.0.1/24', 'dev', 'v0')
  ip('neigh', 'add', '10.79.0.9', 'lladdr', '02:00:00:00:00:09', 'dev', 'v0', 'nud', 'permanent')
  const resolver = join(scratch(), 'resolv.conf')
  writeFileSync(resolver, 'nameserver 10.79.0.9\n')
  return { prefix: [...prefix, ...withMounts(`mount --bind ${resolver} /etc/resolv.conf`)] }
}
