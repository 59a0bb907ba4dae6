import type { Key } from '../declaration.ts'
import { samplingRate, seconds } from '../values/numbers.ts'

const LONG_POLLING_S = 60

const longPolling = (value: number): string | undefined =>
  value > LONG_POLLING_S
    ? `polling = ${value} is slow: collectors expect counters at least once in ${LONG_POLLING_S} s, and take a silent agent for a dead one`
    : undefined

/** How often: packets, requests, counters. */
export const rateKeys = [
  {
    name: 'polling',
    aliases: ['counterPollingInterval'],
    value: seconds(0, 300),
    unit: 's',
    defaultText: '30',
    example: '20',
    doc: 'seconds between two counter samples of each data source; 0 switches counters off',
    more: 'Collectors that tell whether an agent is alive expect 20 to 40.',
    since: '0.1.0',
    reloadable: true,
    dns: true,
    option: 'polling',
    note: (value: number) =>
      value === 0 ? 'polling = 0 switches counters off, also those of the other agents' : longPolling(value),
  },
  {
    name: 'polling.<name>',
    prefix: 'polling.',
    value: seconds(0, 300),
    unit: 's',
    example: '20',
    exampleName: 'polling.app.web',
    doc: 'the same for one application: http (web servers), http.client (what they ask of others), memcache, java, app.NAME',
    more:
      'The longest name counts that is the application or stands in front of a dot of it: ' +
      '"polling.app.web" is also that of "app.web.eu".',
    since: '0.1.0',
    reloadable: true,
    dns: true,
    note: longPolling,
  },
  {
    name: 'sampling',
    aliases: ['packetSamplingRate'],
    value: samplingRate,
    unit: '1 in N',
    defaultText: '400',
    defaultNote: 'on an interface of known speed: one in (bits per second / 1,000,000), at least one in 100',
    example: '512',
    doc: 'one in N packets or requests is sampled; 0 switches sampling off',
    more:
      'Where it is set, it has effect on every interface that nothing more specific is said of ' +
      '(the C daemon ignores it on interfaces of known speed).',
    since: '0.1.0',
    reloadable: true,
    dns: true,
    option: 'sampling',
    note: (value: number) =>
      value === 0 ? 'sampling = 0 switches sampling off, also that of the other agents' : undefined,
  },
  {
    name: 'sampling.<name>',
    prefix: 'sampling.',
    value: samplingRate,
    unit: '1 in N',
    example: '10000',
    exampleName: 'sampling.10G',
    doc: 'the same for interfaces of one speed (100M, 1G, 10G ...) or for one application (http, http.client, memcache, java, app.NAME)',
    more:
      '"sampling.bps_ratio = R" samples one in (bits per second / R) on each interface; with 0 the plain "sampling" ' +
      'counts. Of an application the longest name counts that is it or stands in front of a dot of it.',
    since: '0.1.0',
    reloadable: true,
    dns: true,
  },
] as const satisfies readonly Key[]
