import type { Socket } from 'node:net'
import {
  codeOf,
  createBackOff,
  messageOf,
  type Clock,
  type Log,
  type Random,
} from '@host-sflow/agent-runtime'
import { describeError } from '../errors.ts'
import { createCarrier } from './carrier.ts'
import { findLeader, takeOffice, type Office } from './election.ts'
import { createFlowQueue } from './flow-queue.ts'
import { createMemberId, processName } from './identity.ts'
import { createMember, type Member } from './member.ts'
import { createMembers, type Members } from './members.ts'
import { createMemory } from './memory.ts'
import { mergeGauges } from './merge-gauges.ts'
import { createOwnCounts } from './own-counts.ts'
import { createPlace, type Place } from './place.ts'
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
/** Beside the patience: not all at the same moment. */
const SPREAD_MS = 50
/** Who may lead soon looks this often whether somebody does already. */
const LOOK_MS = 25
const LOOK_AGAIN_MS = 250
/** For those to come who know the stream: less for who knows it itself. */
const GATHER_MS = 100
const GATHER_UNKNOWING_MS = 300
/** The name may be cleared away, or be outdone. */
const CHECK_TICKS = 11
/** Another version leads; it may be replaced. */
const REFUSED_MS = 5000
const CLOSE_LIMIT_MS = 1000

/** Trouble that this process has alone, and that may pass: it has no stream meanwhile, another one may. */
const PASSING = new Set(['EMFILE', 'ENFILE', 'ENOENT'])

/** What this process is in the group, besides that it may have the stream. */
interface Part {
  /** It hands over, or hands back, what it has, and that is all. */
  isClosing: boolean
  isOver: boolean
  /** Of the leader. */
  office: Office | undefined
  members: Members | undefined
  /** Its connection to the leader. */
  member: Member | undefined
}

/** Joins, or begins, the group of processes with this key. */
export function createShare(options: CreateShareOptions): Share {
  const { clock, log, random } = options
  const isAlone = options.shared === false || process.platform === 'win32'
  const id = createMemberId()
  const ownProcess = processName()
  const memory = createMemory(() => clock.nowMs())
  const own = createOwnCounts(options.collect, log)
  const { pause, rest, wake } = createWaiting(clock)
  const backOff = createBackOff()
  const queue = createFlowQueue({ clock, onDue: handOver, onLost: ({ kind }) => own.lose(kind) })
  const carrier = createCarrier({
    open: options.open,
    memory,
    log,
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
    if (state === undefined) return
    const message = memory.tell(state)
    part.members?.tell(message)
  }

  /** Samples that wait, to who has the stream. */
  function handOver(): void {
    if (carrier.isOpen) for (const one of queue.take()) carrier.flow(one)
    else if (part.member?.isWelcome === true) part.member.flows(queue.take())
  }

  function report(): void {
    handOver()
    includeOwn()
    const { member } = part
    if (member === undefined || !(member.isWelcome || part.isClosing)) return
    const { totals, gauges } = own.read()
    member.report(totals, gauges)
  }

  function tick(): void {
    cancelTick = clock.schedule(tick, TICK_MS)
    if (part.office !== undefined && !carrier.isOpen) begin()
    report()
    if (carrier.isOpen && memory.changed) tell()
    if (part.office !== undefined && ++ticks % CHECK_TICKS === 0) void check(part.office)
  }

  async function check(held: Office): Promise<void> {
    const holds = await held.holds().catch(() => false)
    if (holds || part.office !== held) return
    part.office = undefined
    wake()
  }

  /** The stream is this process's; the members of a leader are let in. */
  function begin(): void {
    carrier.open()
    if (!carrier.isOpen) return
    memory.enter(id, undefined)
    includeOwn()
    handOver()
    part.members?.welcome()
  }

  async function live(): Promise<void> {
    while (!part.isOver) {
      try {
        await join()
      } catch (error) {
        await withstand(error)
      }
    }
    includeOwn()
    carrier.close()
    cancelTick()
  }

  async function withstand(error: unknown): Promise<void> {
    say(messageOf(error))
    if (!PASSING.has(codeOf(error))) begin()
    if (part.isClosing) part.isOver = true
    else await pause(backOff.nextMs())
  }

  const say = (detail: string): void => log.problem('HSF_HTTP_SHARE', describeError('HSF_HTTP_SHARE', detail))

  function settled(): void {
    backOff.reset()
    log.recovered('HSF_HTTP_SHARE', 'the processes that serve this port are reported as one')
  }

  /** Until there is no leader any more, or this one is it no longer. */
  async function join(): Promise<void> {
    if (isAlone) {
      begin()
      if (!part.isClosing) await rest()
      part.isOver = part.isClosing
      return
    }
    const place = createPlace(privateDirectory(options.directories ?? ownDirectories()), options.key)
    const patienceMs = carrier.isOpen ? 0 : options.patienceMs + random() * SPREAD_MS
    const leadsAtMs = clock.nowMs() + patienceMs
    while (!part.isOver) {
      const found = await findLeader(place)
      if ('leader' in found) return follow(found.leader)
      if ('unsure' in found) say(found.unsure)
      else if (part.isClosing || clock.nowMs() >= leadsAtMs) {
        if (await lead(place, found.dead)) return
      }
      await pause('unsure' in found ? LOOK_AGAIN_MS : LOOK_MS)
    }
  }

  async function follow(leader: Socket): Promise<void> {
    // What it has sent alone, or as a leader until now, is in the snapshot that the leader gets.
    includeOwn()
    carrier.close()
    const joined = createMember({
      socket: leader,
      id,
      process: ownProcess,
      memory,
      clock,
      log,
      onWelcome() {
        settled()
        report()
      },
      onEnded: () => wake(),
      onLost: ({ kind }) => own.lose(kind),
    })
    part.member = joined
    log.debug(`reports to who leads ${options.key}`)
    while (joined.ending === undefined && !part.isClosing) await rest()
    if (joined.ending === undefined) {
      report()
      joined.bye()
      while (joined.ending === undefined && !part.isOver) await rest()
    }
    joined.destroy()
    part.member = undefined
    if (joined.ending === 'refused' && !part.isClosing) await pause(REFUSED_MS)
    if (part.isClosing && joined.ending !== 'gone') part.isOver = true
  }

  /** False when somebody else was quicker. */
  async function lead(place: Place, dead: readonly number[]): Promise<boolean> {
    const hall = createMembers({
      memory,
      carrier,
      clock,
      ownProcess: () => (own.serves ? ownProcess : undefined),
      onFlow: flow,
    })
    try {
      const taken = await takeOffice(place, dead, id, (socket) => hall.accept(socket))
      if (taken === undefined) return false
      await carry(taken, hall, dead.length > 0)
      return true
    } finally {
      hall.close()
    }
  }

  /** Also when it closes: those that close with it say what they have, and that they go. */
  async function gather(): Promise<void> {
    const untilMs = clock.nowMs() + (memory.known ? GATHER_MS : GATHER_UNKNOWING_MS)
    while (!part.isOver && clock.nowMs() < untilMs) await pause(untilMs - clock.nowMs())
  }

  async function carry(taken: Office, hall: Members, hadLeaders: boolean): Promise<void> {
    log.debug(`leads ${options.key} as generation ${taken.generation}`)
    if (hadLeaders && !carrier.isOpen) await gather()
    part.office = taken
    part.members = hall
    try {
      begin()
      settled()
      while (part.office !== undefined && !part.isClosing) await rest()
      if (part.isClosing) handBack(hall)
      part.isOver = part.isClosing
    } finally {
      taken.leave(part.isClosing && hall.size > 0)
      part.office = undefined
      part.members = undefined
    }
  }

  /** The last state, for who goes on. */
  function handBack(hall: Members): void {
    report()
    carrier.close()
    memory.leave(id, true)
    const last = memory.snapshot()
    if (last !== undefined) hall.tell(memory.tell(last.state))
  }

  function flow(one: Flow): void {
    if (carrier.isOpen) carrier.flow(one)
    else queue.add(one)
  }

  function role(): Share['role'] {
    if (part.member?.isWelcome === true) return 'member'
    if (part.office !== undefined && carrier.isOpen) return 'leader'
    return carrier.isOpen || isAlone ? 'alone' : 'joining'
  }

  const life = live()
  return {
    get role() {
      return role()
    },
    flow,
    flush() {
      report()
      if (!carrier.isOpen) return
      carrier.flush()
      tell()
    },
    async close() {
      part.isClosing = true
      wake()
      await withinLimit(life)
      part.isOver = true
      wake()
    },
  }
}

/** What is being closed keeps the process until then: else it would end in the middle of an `await` of the program. */
async function withinLimit(life: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_LIMIT_MS)
  })
  await Promise.race([life, limit])
  clearTimeout(timer)
}
