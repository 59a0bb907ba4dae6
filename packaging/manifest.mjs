// The one manifest of deb and rpm. Files that `hsflowd install` makes as well (unit, user, directories, sample, manual)
// come from packages/hsflowd/src/install/package-files.ts.

// Who makes packages for a fleet says who answers for them, as Debian's tools know it.
const { DEBFULLNAME = 'Host sFlow for Node.js', DEBEMAIL = 'root@localhost' } = process.env

export const manifest = {
  // "hsflowd" is the package of the C daemon, whose versions are higher.
  name: 'host-sflow-hsflowd',
  summary: 'Host sFlow agent for Node.js',
  description: [
    "Streams this host's counters (CPU, memory, disks, network, every interface)",
    'as standard sFlow to collectors, and publishes the settings to the other',
    'sFlow agents of the host in /etc/hsflowd.auto. It takes the place of the',
    'hsflowd that is written in C, with the same configuration.',
  ],
  maintainer: `${DEBFULLNAME} <${DEBEMAIL}>`,
  license: 'Apache-2.0',
  section: 'net',
  group: 'System Environment/Daemons',
  user: 'hsflowd',
  /** They have the same files. */
  conflicts: ['hsflowd'],
  depends: {
    deb: ['nodejs (>= 20.19)', 'systemd', 'libc6', 'libstdc++6'],
    rpm: ['(nodejs(engine) >= 20.19 or nodejs >= 1:20.19)', 'systemd'],
  },
  program: { node: '/usr/bin/node', script: '/usr/lib/hsflowd/bin/hsflowd.js' },
  links: { '/usr/sbin/hsflowd': '../lib/hsflowd/bin/hsflowd.js' },
  /** From the repository, beside what `npm pack` takes of packages/hsflowd into /usr/lib/hsflowd. */
  documents: {
    'packaging/copyright': 'copyright',
    'packages/hsflowd/README.md': 'README.md',
    'packages/hsflowd/docs/hsflowd.conf.md': 'docs/hsflowd.conf.md',
    'packages/hsflowd/docs/install.md': 'docs/install.md',
    'packages/hsflowd/docs/json-input.md': 'docs/json-input.md',
  },
}

/** Names of an architecture: Node's, Debian's, that of rpm, and the folder of koffi's binary. */
export const architectures = {
  x64: { deb: 'amd64', rpm: 'x86_64', koffi: 'koffi-linux-x64', binary: 'linux_x64' },
  arm64: { deb: 'arm64', rpm: 'aarch64', koffi: 'koffi-linux-arm64', binary: 'linux_arm64' },
}
