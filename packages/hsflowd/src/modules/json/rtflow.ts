import { isIPv4, isIPv6 } from 'node:net'
import { rtflow, type RecordInput } from '@host-sflow/sflow-encoder'
import { refuse } from './errors.ts'
import { member, type JsonObject } from './members.ts'
import { atMost, real, signed } from './numbers.ts'
import { readDatasource, readRtFields, textType, type RtType } from './rt-fields.ts'

const MAC = /^(?:[\da-f]{2}[-:.]?){5}[\da-f]{2}$/i
const textThat = (is: (text: string) => boolean) => (value: unknown) =>
  typeof value === 'string' && is(value) ? value : undefined

const types: ReadonlyMap<string, RtType> = new Map([
  ['string', textType],
  ['mac', { code: 1, bytes: 8, read: textThat((text) => MAC.test(text)) }],
  ['ip', { code: 2, bytes: 4, read: textThat(isIPv4) }],
  // A zone is a name of this host's.
  ['ip6', { code: 3, bytes: 16, read: textThat((text) => isIPv6(text) && !text.includes('%')) }],
  ['int32', { code: 4, bytes: 4, read: signed(32) }],
  ['int64', { code: 5, bytes: 8, read: signed(64) }],
  ['float', { code: 6, bytes: 4, read: real(32) }],
  ['double', { code: 7, bytes: 8, read: real(64) }],
])

const rate = atMost(2 ** 32 - 1)

/** The sample of an rtflow message. It is not sampled again: its program does that, and says so. @throws Refusal */
export function readRtFlow(message: JsonObject): RecordInput {
  const samplingRate = rate(member(message, 'sampling_rate') ?? 1)
  if (samplingRate === undefined) refuse('sampling_rate must be a whole number, not negative')
  return {
    row: rtflow,
    fields: {
      datasource_name: readDatasource(message),
      // 0, as from the C daemon, says that the pool is not known.
      sample_pool: 0,
      sampling_rate: samplingRate === 0 ? 1 : samplingRate,
      fields: readRtFields(message, ['datasource', 'sampling_rate'], types),
    },
  }
}
