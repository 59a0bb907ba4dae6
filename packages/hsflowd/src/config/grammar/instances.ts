import type { Block, Key } from '../declaration.ts'
import { path } from '../values/names.ts'
import { seconds } from '../values/numbers.ts'
import { flag } from './flag.ts'

/** Modules whose instances (virtual machines, containers, services) have counters of their own. */
const refresh = {
  name: 'refreshVMs',
  value: seconds(10, 3600),
  unit: 's',
  defaultText: '60',
  example: '60',
  doc: 'how often the instances are listed',
  since: '0.1.0',
  reloadable: true,
} as const satisfies Key
const forget = {
  name: 'forgetVMs',
  value: seconds(60, 4_294_967_295),
  unit: 's',
  defaultText: '180',
  example: '180',
  doc: 'how long an instance that is gone is remembered',
  since: '0.1.0',
  reloadable: true,
} as const satisfies Key
const unused = 'the C daemon ignores it too'
const hostname = flag('hostname', 'off', "name a container by its own host name instead of the engine's name")
const markTraffic = flag('markTraffic', 'off', 'packet samples say to which instance they belong')

export const dockerBlock = {
  name: 'docker',
  absent: true,
  doc: 'Counters of the containers of Docker.',
  since: '0.1.0',
  example: 'docker { hostname = on }',
  keys: [{ ...refresh, ignored: unused }, { ...forget, ignored: unused }, hostname, markTraffic],
} as const satisfies Block

export const containerdBlock = {
  name: 'containerd',
  absent: true,
  doc: 'Counters of the containers of containerd.',
  since: '0.1.0',
  example: 'containerd { markTraffic = on }',
  keys: [forget, hostname, markTraffic],
} as const satisfies Block

export const k8sBlock = {
  name: 'k8s',
  absent: true,
  doc: 'Counters of the pods of Kubernetes on this node.',
  since: '0.1.0',
  example: 'k8s { markTraffic = on }',
  keys: [
    markTraffic,
    flag('eof', 'off', 'go on when the connection to containerd ends'),
    flag('setIfAlias', 'on', "the pod's name becomes the alias of its interface"),
    flag('setIfName', 'on', "the alias is sent as the interface's name"),
    {
      name: 'unixsock',
      value: path,
      defaultNote: 'that of containerd',
      example: '/run/containerd/containerd.sock',
      doc: 'the socket of containerd',
      since: '0.1.0',
      reloadable: true,
    },
  ],
} as const satisfies Block

export const systemdBlock = {
  name: 'systemd',
  absent: true,
  doc: 'Counters of the services of systemd.',
  since: '0.1.0',
  example: 'systemd { }',
  keys: [
    refresh,
    flag('dropPriv', 'off', 'give up root, and with it the I/O counters of services of other users'),
    markTraffic,
    {
      name: 'cgroup_procs',
      value: path,
      example: '/sys/fs/cgroup/systemd',
      doc: 'an old setting of the C daemon, which ignores it too',
      since: '0.1.0',
      reloadable: true,
      ignored: 'control groups are found through /proc/mounts',
    },
    {
      name: 'cgroup_acct',
      value: path,
      example: '/sys/fs/cgroup',
      doc: 'an old setting of the C daemon, which ignores it too',
      since: '0.1.0',
      reloadable: true,
      ignored: 'control groups are found through /proc/mounts',
    },
  ],
} as const satisfies Block

export const kvmBlock = {
  name: 'kvm',
  absent: true,
  doc: 'Counters of the virtual machines of libvirt.',
  since: '0.1.0',
  example: 'kvm { }',
  keys: [refresh, forget],
} as const satisfies Block
