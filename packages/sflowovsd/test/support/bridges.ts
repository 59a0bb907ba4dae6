import type { Ovs } from '../../../../tools/rigs/ovs.ts'

/** Adds bridges of the userspace datapath. */
export async function addBridges(rig: Ovs, ...names: readonly string[]): Promise<void> {
  const commands = names.map((name) => {
    const userspace = ['--', 'set', 'bridge', name, 'datapath_type=netdev']
    return ['--', 'add-br', name, ...userspace]
  })
  await rig.vsctl(...commands.flat())
}

/**
 * Adds the rows of bridges, as other programs than ovs-vsctl might: their names may be such as no network device can
 * have, and no switch is waited for.
 */
export async function addBridgeRows(rig: Ovs, names: readonly string[]): Promise<void> {
  const words = names.flatMap((name, at) => {
    const create = ['--', `--id=@b${at}`, 'create', 'Bridge', `name=${JSON.stringify(name)}`]
    return [...create, '--', 'add', 'Open_vSwitch', '.', 'bridges', `@b${at}`]
  })
  await rig.vsctl('--no-wait', ...words)
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
