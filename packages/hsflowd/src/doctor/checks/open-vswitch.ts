import { ok, warn, type Check } from '../check.ts'

/** Where ovsdb-server of all packages listens. */
const SOCKET = 'root:run/openvswitch/db.sock'

/** Open vSwitch samples by itself, but somebody has to tell it to: that hsflowd runs is not enough. */
export const openVswitch: Check = {
  name: 'open vswitch',
  async run({ effective, host: { files }, status: { followers } }) {
    const { settings } = await effective()
    // With the block it is a module.
    if (settings.ovs !== undefined || !files.exists(SOCKET)) return []
    if (followers.some(({ agent }) => agent.name === 'sflowovsd'))
      return [ok('sflowovsd keeps its sFlow in step with the settings')]
    return [
      warn(
        'it runs on this host, and nobody here gives it the settings: its bridges are not sampled, unless something else sees to it',
        'put ovs { } into hsflowd.conf and install sflowovsd (npm install --global @host-sflow/sflowovsd)',
      ),
    ]
  },
}
