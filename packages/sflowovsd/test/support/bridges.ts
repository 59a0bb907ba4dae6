import { randomBytes } from 'node:crypto'
import type { Ovs } from '../../../../tools/rigs/ovs.ts'

/** Adds bridges of the userspace datapath. */
export async function addBridges(rig: Ovs, ...names: readonly string[]): Promise<void> {
  const commands = names.map((name) => {
    const userspace = ['--', 'set', 'bridge', name, 'datapath_type=netdev']
    return ['--', 'add-br', name, ...userspace]
  })
  await rig.vsctl(...commands.flat())
}

/** Adds the row of a bridge whose name no network device can have, as other programs than ovs-vsctl might. */
export async function addBridgeRow(rig: Ovs, name: string): Promise<void> {
  const id = `@b${randomBytes(4).toString('hex')}`
  const create = ['--', `--id=${id}`, 'create', 'Bridge', `name=${JSON.stringify(name)}`]
  await rig.vsctl('--no-wait', ...create, '--', 'add', 'Open_vSwitch', '.', 'bridges', id)
}

/** Gives bridges an sFlow row of somebody else; returns its UUID. */
export async function addForeignRow(
  rig: Ovs,
  columns: readonly string[],
  ...bridges: readonly string[]
): Promise<string> {
  const attach = bridges.flatMap((name) => ['--', 'set', 'bridge', name, 'sflow=@s'])
  return rig.vsctl('--', '--id=@s', 'create', 'sflow', ...columns, ...attach)
}
