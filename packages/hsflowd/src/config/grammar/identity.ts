import { usableUuid } from '../../host/uuid.ts'
import type { Key } from '../declaration.ts'
import { address, cidr } from '../values/addresses.ts'
import { deviceOrAlias, uuid } from '../values/names.ts'
import { wholeNumber } from '../values/numbers.ts'

/** Who this agent is. */
export const identityKeys = [
  {
    name: 'agentIP',
    value: address,
    defaultNote: 'the best address of the host is elected',
    example: '10.0.0.7',
    doc: 'the address that names this agent in its datagrams',
    note: (value: string) =>
      /^(?:127\.|0\.0\.0\.0$|::1?$)/u.test(value)
        ? `every host has ${value}: collectors cannot tell this one from others`
        : undefined,
    more: 'It need not be an address of this host, as behind address translation.',
    since: '0.1.0',
    reloadable: true,
    dns: true,
  },
  {
    name: 'agent',
    value: deviceOrAlias,
    example: 'eth0',
    doc: 'prefer the addresses of this network device, by its name or alias',
    since: '0.1.0',
    reloadable: true,
    dns: true,
  },
  {
    name: 'agent.cidr',
    value: cidr,
    example: '10.0.0.0/8',
    doc: 'prefer addresses of this range, or with ! in front never take one',
    more: 'Of several lines that fit one address the last decides; among addresses the one wins that fits the earliest line.',
    since: '0.1.0',
    reloadable: true,
    repeat: true,
    dns: true,
  },
  {
    name: 'subAgentId',
    value: wholeNumber(0, 199_999),
    defaultText: '100000',
    example: '100000',
    doc: 'the number of this stream among those of the agent',
    since: '0.1.0',
    reloadable: false,
    option: 'sub-agent-id',
  },
  {
    name: 'uuid',
    value: uuid,
    defaultNote: 'that of the firmware, else one made from /etc/machine-id',
    example: '40d48b5d-7a62-4b2c-8e0c-1a2b3c4d5e6f',
    doc: 'the UUID of this host',
    note: (value: string) =>
      usableUuid(value) === undefined
        ? 'this UUID is a placeholder: collectors cannot tell this host from others that have it'
        : undefined,
    since: '0.1.0',
    reloadable: false,
    option: 'uuid',
  },
] as const satisfies readonly Key[]
