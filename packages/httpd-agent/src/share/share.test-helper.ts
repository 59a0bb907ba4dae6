import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backgroundClock, type Clock } from '@host-sflow/agent-runtime'
import { afterEach, vi } from 'vitest'
import { createFakeLog } from '../../../../tools/rigs/fake-log.ts'
import type { Gauges } from '../service/gauges.ts'
import { createTotals, SLOT, SLOTS, type Totals } from '../service/totals.ts'
import { createShare, type CreateShareOptions } from './create-share.ts'
import type { Flow, OpenStreamOptions, ServiceStream, Share, StreamState } from './share.ts'

/** What a collector would have got. */
export interface Sent {
  readonly by: string
  readonly sequence: number
  readonly totals: readonly number[]
}

const cleanUp: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean()
})

export function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'host-sflow-test-'))
  cleanUp.push(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

export const gaugesOf = (pid: number, connections = 0): Gauges => ({
  pid,
  memoryUsed: 1000,
  memoryMax: 0,
  descriptors: 10,
  descriptorsMax: 100,
  connections,
  connectionsMax: 0,
  active: false,
})

export const stateOf = (changes: Partial<StreamState> = {}): StreamState => ({
  uptimeMs: 0,
  datagrams: 0,
  counters: { requests: 0, operations: 0 },
  flows: {
    requests: { sequence: 0, pool: 0, drops: 0 },
    operations: { sequence: 0, pool: 0, drops: 0 },
  },
  totals: Array.from<number>({ length: SLOTS }).fill(0),
  ...changes,
})

export interface FakeStream extends ServiceStream {
  readonly options: OpenStreamOptions
  readonly flows: Flow[]
  readonly isOpen: boolean
  /** One datagram. */
  send(): void
}

/** A stream whose datagrams go into an array. */
function createFakeStream(by: string, options: OpenStreamOptions, sent: Sent[]): FakeStream {
  const { resume = stateOf() } = options
  const totals = Float64Array.from(resume.totals)
  const openedAtMs = performance.now()
  const flows: Flow[] = []
  let { datagrams } = resume
  let isOpen = true
  const send = (): void => {
    datagrams++
    options.beforeSend()
    sent.push({ by, sequence: datagrams, totals: [...totals] })
  }
  return {
    options,
    flows,
    get isOpen() {
      return isOpen
    },
    send,
    grow(growth) {
      for (let slot = 0; slot < SLOTS; slot++) totals[slot]! += growth[slot]!
    },
    flow: (flow) => void flows.push(flow),
    state: () =>
      stateOf({
        uptimeMs: resume.uptimeMs + performance.now() - openedAtMs,
        datagrams,
        totals: [...totals],
      }),
    flush: send,
    close() {
      send()
      isOpen = false
    },
  }
}

export interface TestShare {
  readonly share: Share
  readonly totals: Totals
  /** Of what it has led, the newest. */
  readonly stream: () => FakeStream | undefined
  readonly lines: string[]
  /** Counts requests. */
  count(requests: number): void
}

/** One member of a group in this process. */
export function joinGroup(
  name: string,
  directory: string,
  sent: Sent[],
  changes: Partial<CreateShareOptions> = {},
): TestShare {
  const { log, lines } = createFakeLog()
  const totals = createTotals()
  let stream: FakeStream | undefined
  const share = createShare({
    key: 'test-80',
    patienceMs: 0,
    collect: () => ({ totals, gauges: gaugesOf(process.pid, 1) }),
    open(options) {
      stream = createFakeStream(name, options, sent)
      return stream
    },
    log,
    clock: backgroundClock,
    random: Math.random,
    directories: [directory],
    ...changes,
  })
  cleanUp.push(() => share.close())
  return {
    share,
    totals,
    stream: () => stream,
    lines,
    count(requests) {
      totals[SLOT.METHODS]! += requests
    },
  }
}

export const become = (member: TestShare, role: Share['role'], timeout = 5000): Promise<void> =>
  vi.waitFor(
    () => {
      if (member.share.role !== role) throw new Error(`it is ${member.share.role}, not ${role}`)
    },
    { timeout, interval: 5 },
  )

/** Those that a collector knows of by the last datagram. */
export const requestsIn = (sent: Sent[]): number => sent.at(-1)?.totals[SLOT.METHODS] ?? 0

/** Time goes fifty times as fast: the leader looks after its name every 200 ms. */
export const fast: Clock = {
  ...backgroundClock,
  nowMs: () => performance.now() * 50,
  schedule: (callback, delayMs) => backgroundClock.schedule(callback, delayMs / 50),
}
