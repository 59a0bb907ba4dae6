import type { Block } from '../declaration.ts'
import { ovsdbServer } from '../values/ovsdb.ts'
import { oneOf } from '../values/words.ts'
import { flag } from './flag.ts'

export const ovsBlock = {
  name: 'ovs',
  doc: 'Open vSwitch sends sFlow with these settings: hsflowd starts the program sflowovsd, and again when it ends.',
  more: 'That program is a package of its own, @host-sflow/sflowovsd; where it is missing, the log tells how to install it. Details are in docs/ovs.md.',
  since: '0.1.0',
  example: 'ovs { }',
  keys: [
    {
      name: 'db',
      value: ovsdbServer,
      defaultNote: 'the socket db.sock in $OVS_RUNDIR, which is /var/run/openvswitch on most systems',
      example: 'unix:/run/openvswitch/db.sock',
      doc: 'the database server of Open vSwitch',
      since: '0.1.0',
      reloadable: true,
    },
    flag(
      'adopt',
      'off',
      "keep an sFlow row that somebody else made, with the host's settings in it, instead of replacing it",
    ),
    {
      name: 'onExit',
      value: oneOf(['keep', 'remove']),
      defaultText: 'keep',
      example: 'remove',
      doc: 'when hsflowd stops or the block is taken out, Open vSwitch goes on sending sFlow, or sFlow is removed from its bridges',
      more: 'With --withdraw-on-exit the default is remove.',
      since: '0.1.0',
      reloadable: true,
    },
  ],
} as const satisfies Block
