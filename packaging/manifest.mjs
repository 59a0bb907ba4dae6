// The one manifest of debs and rpms, a row for each program. Files that `hsflowd install` makes as well (unit, user, directories, sample, manual)
// come from packages/hsflowd/src/install/package-files.ts.

// Who makes packages for a fleet says who answers for them, as Debian's tools know it.
const { DEBFULLNAME = 'Host sFlow for Node.js', DEBEMAIL = 'root@localhost' } = process.env

const common = {
  maintainer: `${DEBFULLNAME} <${DEBEMAIL}>`,
  license: 'Apache-2.0',
  section: 'net',
  group: 'System Environment/Daemons',
  user: 'hsflowd',
  node: '/usr/bin/node',
}

const hsflowd = {
  ...common,
  program: 'hsflowd',
  // "hsflowd" is the package of the C daemon, whose versions are higher.
  name: 'host-sflow-hsflowd',
  summary: 'Host sFlow agent for Node.js',
  description: [
    "Streams this host's counters (CPU, memory, disks, network, every interface)",
    'as standard sFlow to collectors, and publishes the settings to the other',
    'sFlow agents of the host in /etc/hsflowd.auto. It takes the place of the',
    'hsflowd that is written in C, with the same configuration.',
  ],
  /** They have the same files. */
  conflicts: ['hsflowd'],
  depends: {
    deb: ['nodejs (>= 20.19)', 'systemd', 'libc6', 'libstdc++6'],
    rpm: ['(nodejs(engine) >= 20.19 or nodejs >= 1:20.19)', 'systemd'],
  },
  /** With koffi's binary. */
  native: true,
  links: { '/usr/sbin/hsflowd': '../lib/hsflowd/bin/hsflowd.js' },
  /** From the repository, beside what `npm pack` takes of the package into /usr/lib. */
  documents: {
    'packaging/copyright': 'copyright',
    'packages/hsflowd/README.md': 'README.md',
    'packages/hsflowd/docs/hsflowd.conf.md': 'docs/hsflowd.conf.md',
    'packages/hsflowd/docs/install.md': 'docs/install.md',
    'packages/hsflowd/docs/json-input.md': 'docs/json-input.md',
  },
}

const sflowovsd = {
  ...common,
  program: 'sflowovsd',
  name: 'host-sflow-sflowovsd',
  summary: "keeps Open vSwitch's sFlow in step with the settings of the host",
  description: [
    'Follows /etc/hsflowd.auto and sets sampling, polling, header size, agent and',
    'collectors on every bridge of Open vSwitch, at once when settings or bridges',
    'change, and puts things right when somebody else has changed them.',
  ],
  conflicts: ['sflowovsd'],
  depends: {
    // Of hsflowd: the user, the directories, the settings, and koffi.
    deb: ['host-sflow-hsflowd', 'nodejs (>= 20.19)', 'openvswitch-switch'],
    // By file: the package is openvswitch, openvswitch3.1, ...
    rpm: ['host-sflow-hsflowd', '/usr/bin/ovs-vsctl', '/usr/bin/ovsdb-client'],
  },
  native: false,
  links: {
    '/usr/sbin/sflowovsd': '../lib/sflowovsd/bin/sflowovsd.js',
    '/usr/lib/sflowovsd/node_modules': '../hsflowd/node_modules',
  },
  documents: {
    'packaging/copyright': 'copyright',
    'packages/sflowovsd/README.md': 'README.md',
    'packages/sflowovsd/docs/privileges.md': 'docs/privileges.md',
  },
}

export const manifests = [hsflowd, sflowovsd]

/** A package without a binary is of all of them. */
export const architectureOf = ({ native }, arch) =>
  native ? architectures[arch] : { deb: 'all', rpm: 'noarch' }

/** Names of an architecture: Node's, Debian's, that of rpm, and the folder of koffi's binary. */
export const architectures = {
  x64: { deb: 'amd64', rpm: 'x86_64', koffi: 'koffi-linux-x64', binary: 'linux_x64' },
  arm64: { deb: 'arm64', rpm: 'aarch64', koffi: 'koffi-linux-arm64', binary: 'linux_arm64' },
}
