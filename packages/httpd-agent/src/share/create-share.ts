import type { Clock, Log, Random } from '@host-sflow/agent-runtime'
import { sayFailure } from '../errors.ts'
import { createCarrier } from './carrier.ts'
import type { Core, Part } from './core.ts'
import { createFlowQueue } from './flow-queue.ts'
import { createGuard } from './guard.ts'
import { createMemberId, processName } from './identity.ts'
import { checkOffice } from './lead.ts'
import { live } from './live.ts'
import { createMemory } from './memory.ts'
import { mergeGauges } from './merge-gauges.ts'
import { createOwnCounts } from './own-counts.ts'
import { createPlace, tooLong } from './place.ts'
import { ownDirectories, privateDirectory } from './private-directory.ts'
import type { Flow, Share, ShareOptions } from './share.ts'
import { createWaiting } from './waiting.ts'

export interface CreateShareOptions extends ShareOptions {
  readonly log: Log
  readonly clock: Clock
  readonly random: Random
  /** Where the sockets of groups are, best first; a private directory of the user unless told. */
  readonly directories?: readonly string[]
  /** False: role `alone` from the beginning, without a socket. */
  readonly shared?: boolean
}

/** Counts are handed over this often: with a late timer it is still once a second. */
const TICK_MS = 900
/** About ten seconds. */
const CHECK_TICKS = 11
const CLOSE_LIMIT_MS = 1000

/** Joins, or begins, the group of processes with this key. */
export function createShare(options: CreateShareOptions): Share {
  const { key, clock, log } = options
  // There are no names of sockets in a directory there.
  const isAlone = options.shared === false || process.platform === 'win32'
  const id = createMemberId()
  const ownProcess = processName()
  const guard = createGuard(log)
  const memory = createMemory(() => clock.nowMs())
  const own = createOwnCounts(options.collect, guard)
  const waiting = createWaiting(clock)
  const queue = createFlowQueue({
    clock,
    onDue: () => guard(handOver),
    onLost: (lost) => own.lose(lost),
  })
  const carrier = createCarrier({
    open: options.open,
    memory,
    guard,
    collect: includeOwn,
    gauges: () => mergeGauges(allGauges()),
    // Whoever goes on with the stream knows what was sent, also when this process is killed while it sends.
    beforeSend() {
      if (part.members !== undefined && part.members.size > 0) tell()
    },
  })
  const part: Part = {
    isClosing: false,
    isOver: false,
    office: undefined,
    members: undefined,
    member: undefined,
  }
  const core: Core = {
    key,
    id,
    process: ownProcess,
    clock,
    log,
    guard,
    memory,
    carrier,
    own,
    waiting,
    part,
    begin,
    report,
    flow,
  }
  let settle = (): void => undefined
  const settled = new Promise<void>((resolve) => {
    settle = resolve
  })
  let ticks = 0
  let cancelTick = clock.schedule(tick, TICK_MS)

  function includeOwn(): void {
    if (carrier.isOpen) carrier.include(id, own.read().totals, true)
  }

  function* allGauges() {
    const { gauges } = own.read()
    if (gauges !== undefined) yield { process: ownProcess, gauges }
    yield* part.members?.gauges() ?? []
  }

  function tell(): void {
    const state = carrier.state()
    if (state !== undefined) part.members?.tell(memory.tell(state))
  }

  function flow(one: Flow): void {
    if (carrier.isOpen) carrier.flow(one)
    else queue.add(one)
  }

  function handOver(): void {
    if (carrier.isOpen) for (const one of queue.take()) carrier.flow(one)
    else if (part.member?.isWelcome === true) part.member.flows(queue.take())
  }

  function report(): void {
    if (role() !== 'joining') settle()
    handOver()
    includeOwn()
    const { member } = part
    if (member === undefined || !(member.isWelcome || part.isClosing)) return
    const { totals, gauges } = own.read()
    member.report(totals, gauges)
  }

  /** Who only carries has nothing to tell while nobody serves: those who do may be in a group of another user. */
  function isNeeded(): boolean {
    return memory.known || (part.members?.size ?? 0) > 0 || own.read().gauges !== undefined
  }

  function begin(): void {
    if (isNeeded()) carrier.open()
    if (!carrier.isOpen) return
    settle()
    memory.enter(id, undefined)
    includeOwn()
    handOver()
    part.members?.welcome()
  }

  function tick(): void {
    cancelTick = clock.schedule(tick, TICK_MS)
    guard(() => {
      if (part.office !== undefined && !carrier.isOpen) begin()
      report()
      if (carrier.isOpen && memory.changed) tell()
    })
    if (++ticks % CHECK_TICKS === 0) void checkOffice(core, place)
  }

  function role(): Share['role'] {
    if (part.member?.isWelcome === true) return 'member'
    if (part.office !== undefined && carrier.isOpen) return 'leader'
    return carrier.isOpen || isAlone ? 'alone' : 'joining'
  }

  function place() {
    if (isAlone) return undefined
    const directories = options.directories ?? ownDirectories()
    return createPlace(
      privateDirectory(directories, (each) => tooLong(each, key)),
      key,
    )
  }

  const life = live(core, { ...options, place })
    .catch((error: unknown) => sayFailure(log, error))
    .finally(() => {
      cancelTick()
      settle()
    })

  return {
    get role() {
      return role()
    },
    settled,
    flow: (one) => guard(() => flow(one)),
    flush() {
      guard(() => {
        report()
        if (!carrier.isOpen) return
        carrier.flush()
        tell()
      })
    },
    async close() {
      part.isClosing = true
      waiting.wake()
      await withinLimit(life)
      part.isOver = true
      waiting.wake()
    },
  }
}

/** What is being closed keeps the process until then: else it would end in the middle of an `await` of the program. */
async function withinLimit(life: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_LIMIT_MS)
  })
  await Promise.race([life, limit])
  clearTimeout(timer)
}
