import type { Socket } from 'node:net'
import type { Clock } from '@host-sflow/agent-runtime'
import type { Carrier } from './carrier.ts'
import type { Guard } from './guard.ts'
import { createLink, type Link } from './link.ts'
import type { Memory } from './memory.ts'
import type { ThreadGauges } from './merge-gauges.ts'
import { lineOf, parseMemberMessage, PROTOCOL, type LeaderMessage, type MemberMessage } from './messages.ts'
import type { Flow } from './share.ts'

const MAX_MEMBERS = 1024
const MAX_CONNECTIONS = 2 * MAX_MEMBERS
/** Who knocks and says nothing, or only looks whether somebody is there. */
const HELLO_LIMIT_MS = 5000

type Hello = Extract<MemberMessage, { t: 'hello' }>
type Report = Extract<MemberMessage, { t: 'report' }>

export interface MembersOptions {
  readonly memory: Memory
  readonly carrier: Carrier
  readonly clock: Clock
  readonly guard: Guard
  /** The leader's own process, if its CPU time is in the leader's own totals. */
  readonly ownProcess: () => string | undefined
  readonly onFlow: (flow: Flow) => void
  /** One more has said hello. */
  readonly onEntered: () => void
}

/** The members as their leader has them. */
export interface Members {
  readonly size: number
  accept(socket: Socket): void
  /** The stream is there: lets in those that wait, and from now on all that come. */
  welcome(): void
  /** To all that are in. */
  tell(message: LeaderMessage): void
  gauges(): ThreadGauges[]
  /** Ends all connections when all has been sent. */
  close(): void
}

interface Peer {
  readonly link: Link
  hello?: Hello
  report?: Report
  /** It has said bye. */
  isLeaving?: boolean
}

export function createMembers(options: MembersOptions): Members {
  const { memory, carrier, clock } = options
  const connected = new Set<Peer>()
  // Those that have said hello.
  const peers = new Set<Peer>()
  // Of each process the thread whose CPU time counts: it is the whole process's.
  const counting = new Map<string, Peer>()
  let isOpen = false

  function accept(socket: Socket): void {
    if (connected.size >= MAX_CONNECTIONS) {
      socket.destroy()
      return
    }
    const link = createLink(socket, {
      onLine(line) {
        const message = parseMemberMessage(line)
        const isTaken = message !== undefined && options.guard(() => take(peer, message))
        if (isTaken !== true) link.destroy()
      },
      onClose() {
        cancelLimit()
        connected.delete(peer)
        leave(peer)
      },
    })
    const peer: Peer = { link }
    connected.add(peer)
    const cancelLimit = clock.schedule(() => {
      if (peer.hello === undefined) link.destroy()
    }, HELLO_LIMIT_MS)
  }

  function take(peer: Peer, message: MemberMessage): boolean {
    if (message.t === 'hello') return peer.hello === undefined && enter(peer, message)
    if (!peers.has(peer)) return false
    if (message.t === 'report') {
      peer.report = message
      include(peer)
    } else if (message.t === 'flows') message.flows.forEach(options.onFlow)
    else {
      peer.isLeaving = true
      if (isOpen && carrier.isOpen) dismiss(peer)
    }
    return true
  }

  function enter(peer: Peer, hello: Hello): boolean {
    if (hello.v !== PROTOCOL) return refuse(peer, 'another version of the protocol')
    if (peers.size >= MAX_MEMBERS) return refuse(peer, `there are ${MAX_MEMBERS} already`)
    for (const other of peers) if (other.hello?.id === hello.id) drop(other)
    peer.hello = hello
    peers.add(peer)
    // The last leader may have told this one more than the new one knows.
    if (hello.snapshot !== null && !isOpen && memory.isNews(hello.snapshot)) memory.learn(hello.snapshot)
    if (isOpen) letIn(peer, hello)
    options.onEntered()
    return true
  }

  function refuse({ link }: Peer, reason: string): boolean {
    link.send(lineOf({ t: 'refuse', v: PROTOCOL, reason }))
    link.end()
    return true
  }

  function letIn(peer: Peer, { id, snapshot }: Hello): void {
    if (!carrier.isOpen) return
    memory.enter(id, snapshot?.included.find(([member]) => member === id)?.[1])
    const now = memory.snapshot(carrier.state())
    if (now !== undefined) peer.link.send(lineOf({ t: 'welcome', snapshot: now }))
    include(peer)
    if (peer.isLeaving === true) dismiss(peer)
  }

  function include({ hello, report }: Peer): void {
    if (!isOpen || hello === undefined || report === undefined) return
    carrier.include(hello.id, report.totals, countsCpu(hello))
  }

  function countsCpu({ process, id }: Hello): boolean {
    if (process === options.ownProcess()) return false
    const known = counting.get(process)
    if (known !== undefined) return known.hello?.id === id
    for (const peer of peers) if (peer.hello?.id === id) counting.set(process, peer)
    return true
  }

  function leave(peer: Peer): void {
    if (!peers.delete(peer) || peer.hello === undefined) return
    const { process, id } = peer.hello
    if (counting.get(process) === peer) counting.delete(process)
    memory.leave(id)
  }

  function dismiss(peer: Peer): void {
    leave(peer)
    peer.link.send(lineOf({ t: 'farewell' }))
    peer.link.end()
  }

  function drop(peer: Peer): void {
    leave(peer)
    peer.link.destroy()
  }

  return {
    get size() {
      return peers.size
    },
    accept,
    welcome() {
      isOpen = true
      for (const peer of peers) letIn(peer, peer.hello!)
    },
    tell(message) {
      if (!isOpen || peers.size === 0) return
      const line = Buffer.from(lineOf(message))
      for (const peer of peers) {
        if (peer.link.hasRoom) peer.link.send(line)
        // It would not know what it has missed; it comes back.
        else drop(peer)
      }
    },
    gauges: () =>
      [...peers].flatMap(({ hello, report }) =>
        hello === undefined || report === undefined || report.gauges === null
          ? []
          : [{ process: hello.process, gauges: report.gauges }],
      ),
    close() {
      isOpen = false
      for (const { link } of connected) link.end()
      peers.clear()
    },
  }
}
