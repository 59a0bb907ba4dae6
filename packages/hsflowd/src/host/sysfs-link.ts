import { arphrd, linkFlags } from '@host-sflow/linux-net'
import type { OperState } from '@host-sflow/linux-net'
import type { HostFiles, HostPath } from './files.ts'
import type { Link } from './network.ts'

const operStates: Readonly<Record<string, OperState>> = {
  up: 'up',
  down: 'down',
  dormant: 'dormant',
  testing: 'testing',
  lowerlayerdown: 'lowerLayerDown',
  notpresent: 'notPresent',
}

/** Files that only interfaces of one kind have. */
const marks: readonly (readonly [file: string, kind: string])[] = [
  ['bridge', 'bridge'],
  ['bonding', 'bond'],
  ['tun_flags', 'tun'],
]

/** An interface as /sys/class/net describes it; undefined when it is gone. `kind` is a guess where sysfs has no name for it. */
export function readSysfsLink(files: HostFiles, name: string): Link | undefined {
  const directory: HostPath = `sys:class/net/${name}`
  const text = (file: string): string | undefined => files.readText(`${directory}/${file}`)
  const number = (file: string): number | undefined => {
    const value = Number(text(file) ?? Number.NaN)
    return Number.isNaN(value) ? undefined : value
  }
  const index = number('ifindex')
  if (index === undefined) return undefined
  const type = number('type') ?? arphrd.none
  const flags = number('flags') ?? 0
  const lower = number('iflink')
  const carrier = text('carrier')
  const master = files.readText(`${directory}/master/ifindex`)
  const masterIsBond = files.exists(`${directory}/bonding_slave`)
  return {
    index,
    name,
    alias: text('ifalias') || undefined,
    altNames: [],
    type,
    flags,
    operState: operStates[text('operstate') ?? ''] ?? 'unknown',
    carrier: carrier === undefined || carrier === '' ? undefined : carrier === '1',
    mtu: number('mtu') ?? 0,
    mac: (text('address') ?? '').replaceAll(':', ''),
    master: master === undefined ? undefined : Number(master),
    lower: lower === undefined || lower === index ? undefined : lower,
    lowerNamespaceId: undefined,
    kind: type === arphrd.loopback ? undefined : kindOf(files, directory, text('uevent') ?? ''),
    slaveKind: masterIsBond ? 'bond' : master === undefined ? undefined : 'bridge',
    vlanId: undefined,
    promiscuity: flags & linkFlags.promiscuous ? 1 : 0,
    stats: undefined,
  }
}

function kindOf(files: HostFiles, directory: HostPath, uevent: string): string | undefined {
  const devtype = /^DEVTYPE=(.+)$/m.exec(uevent)?.[1]
  if (devtype !== undefined && devtype !== 'wlan') return devtype
  for (const [file, kind] of marks) if (files.exists(`${directory}/${file}`)) return kind
  return files.exists(`${directory}/device`) ? undefined : 'virtual'
}
