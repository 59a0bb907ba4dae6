import type { FlowKind } from '../service/service.ts'
import type { Gauges } from '../service/gauges.ts'
import { SLOTS } from '../service/totals.ts'
import { MAX_ID_CHARACTERS } from './place.ts'
import type { Flow, SamplerState, StreamState } from './share.ts'

/** Who speaks another version is refused: that rises when an older one would misunderstand a message. */
export const PROTOCOL = 1

/** Of each member by its id: what of its totals is part of the state. */
export type Included = readonly (readonly [id: string, totals: readonly number[]])[]

/** The stream at one moment, and what of whom is in it. */
export interface Snapshot {
  /** Names the stream: the same for all who have gone on with it. */
  readonly stream: string
  /** Rises with each state of the stream that was told. */
  readonly version: number
  readonly state: StreamState
  readonly included: Included
}

/** What a member says to the leader. */
export type MemberMessage =
  /** First. `process` is the same for the threads of one process. */
  | {
      readonly t: 'hello'
      readonly v: number
      readonly id: string
      readonly process: string
      readonly snapshot: Snapshot | null
    }
  /** Its totals since it began: one that is lost, or comes twice, does no harm. */
  | { readonly t: 'report'; readonly totals: readonly number[]; readonly gauges: Gauges | null }
  | { readonly t: 'flows'; readonly flows: readonly Flow[] }
  /** It does not come back; it waits for the farewell. */
  | { readonly t: 'bye' }

/** What the leader says to a member. */
export type LeaderMessage =
  | { readonly t: 'welcome'; readonly snapshot: Snapshot }
  | { readonly t: 'refuse'; readonly v: number; readonly reason: string }
  /** What has changed since the state before. */
  | {
      readonly t: 'state'
      readonly version: number
      readonly state: StreamState
      readonly included: Included
      /** Ids of those who do not come back. */
      readonly gone: readonly string[]
    }
  /** All that the member has said is in the stream. */
  | { readonly t: 'farewell' }

export const lineOf = (message: MemberMessage | LeaderMessage): string => `${JSON.stringify(message)}\n`

/** Undefined for whatever is no such message: it comes from another process, and may be anything. */
export const parseMemberMessage = (line: string): MemberMessage | undefined =>
  parse(line, (message) => {
    switch (message['t']) {
      case 'hello':
        return (
          isCount(message['v']) &&
          // Another version may look different in all else.
          (message['v'] !== PROTOCOL ||
            (isId(message['id']) &&
              isShortText(message['process']) &&
              (message['snapshot'] === null || isSnapshot(message['snapshot']))))
        )
      case 'report':
        return isTotals(message['totals']) && (message['gauges'] === null || isGauges(message['gauges']))
      case 'flows':
        return isList(message['flows'], MAX_FLOWS, isFlow)
      default:
        return message['t'] === 'bye'
    }
  })

/** As {@link parseMemberMessage}. */
export const parseLeaderMessage = (line: string): LeaderMessage | undefined =>
  parse(line, (message) => {
    switch (message['t']) {
      case 'welcome':
        return isSnapshot(message['snapshot'])
      case 'refuse':
        return isCount(message['v']) && isShortText(message['reason'])
      case 'state':
        return (
          isCount(message['version']) &&
          isState(message['state']) &&
          isList(message['included'], MAX_INCLUDED, isInclusion) &&
          isList(message['gone'], MAX_INCLUDED, isId)
        )
      default:
        return message['t'] === 'farewell'
    }
  })

/** Flows of one message. */
export const MAX_FLOWS = 1000
/** Members whose totals are kept: those of now, and those that were here lately. */
export const MAX_INCLUDED = 4096
const MAX_RECORDS = 16
const MAX_TEXT = 200

type Fields = Readonly<Record<string, unknown>>
type Check = (value: unknown) => boolean

function parse<T>(line: string, check: (message: Fields) => boolean): T | undefined {
  try {
    const message: unknown = JSON.parse(line)
    return isFields(message) && check(message) ? (message as T) : undefined
  } catch {
    return undefined
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (value: unknown, most: number, check: Check): boolean =>
  Array.isArray(value) && value.length <= most && value.every(check)
const isCount: Check = (value) => typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER
const isShortText: Check = (value) => typeof value === 'string' && value.length <= MAX_TEXT
const isId: Check = (value) =>
  typeof value === 'string' && value.length <= MAX_ID_CHARACTERS && /^[\w-]+$/u.test(value)
const isTotals: Check = (value) => Array.isArray(value) && value.length === SLOTS && value.every(isCount)

const isInclusion: Check = (value) =>
  Array.isArray(value) && value.length === 2 && isId(value[0]) && isTotals(value[1])

const ofBothKinds = (value: unknown, check: Check): boolean =>
  isFields(value) &&
  check(value['requests' satisfies FlowKind]) &&
  check(value['operations' satisfies FlowKind])

const isSamplerState: Check = (value) =>
  isFields(value) &&
  (['sequence', 'pool', 'drops'] satisfies (keyof SamplerState)[]).every((name) => isCount(value[name]))

const isState: Check = (value) =>
  isFields(value) &&
  isCount(value['uptimeMs']) &&
  isCount(value['datagrams']) &&
  ofBothKinds(value['counters'], isCount) &&
  ofBothKinds(value['flows'], isSamplerState) &&
  isTotals(value['totals'])

const isSnapshot: Check = (value) =>
  isFields(value) &&
  isId(value['stream']) &&
  isCount(value['version']) &&
  isState(value['state']) &&
  isList(value['included'], MAX_INCLUDED, isInclusion)

const GAUGES = [
  'pid',
  'memoryUsed',
  'memoryMax',
  'descriptors',
  'descriptorsMax',
  'connections',
  'connectionsMax',
] satisfies (keyof Gauges)[]

const isGauges: Check = (value) =>
  isFields(value) && GAUGES.every((name) => isCount(value[name])) && typeof value['active'] === 'boolean'

const isRecord: Check = (value) => isFields(value) && isShortText(value['name']) && isFields(value['fields'])

const isFlow: Check = (value) =>
  isFields(value) &&
  (value['kind'] === 'requests' || value['kind'] === 'operations') &&
  isCount(value['rate']) &&
  isCount(value['seen']) &&
  isList(value['records'], MAX_RECORDS, isRecord)
