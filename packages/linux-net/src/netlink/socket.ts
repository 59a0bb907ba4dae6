import { netError, syscallError } from '../errors.ts'
import { errno, errnoName } from '../native/errno.ts'
import { littleEndian } from '../native/libc.ts'
import { findAttribute, forEachMessage, payloadBytes, readText } from './parse.ts'
import type { RawMessageVisitor } from './parse.ts'
import { openTransport } from './transport.ts'

/** Netlink families (linux/netlink.h). */
export const netlinkProtocol = { route: 0, sockDiag: 4, netfilter: 12, generic: 16 } as const

// linux/netlink.h
const [NLMSG_NOOP, NLMSG_ERROR, NLMSG_DONE, NLMSG_OVERRUN] = [1, 2, 3, 4]
const [NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP, NLM_F_DUMP_INTR] = [1, 4, 0x300, 0x10]
/** The error message carries attributes, one of them a text that says what is wrong. */
const [NLM_F_ACK_TLVS, NLMSGERR_ATTR_MSG] = [0x200, 1]
const HEADER_BYTES = 16
/** Requests are a header and a few attributes. */
const SEND_BUFFER_BYTES = 4096
/** The kernel cuts dumps into parts of at most 32 KiB (net/netlink/af_netlink.c), so this loses none. */
const RECEIVE_BUFFER_BYTES = 65536
/** No dump is this long (100,000 parts are over 3 GB); a bound so that a confused peer cannot hang the process. */
const MAX_DATAGRAMS = 100_000
const DUMP_ATTEMPTS = 4

/** Type and body (what follows the nlmsghdr) of a request. */
export interface NetlinkRequest {
  readonly type: number
  readonly body: Uint8Array
}

/** Receives a message: type, and where in the view its payload starts and ends. The view is reused: copy what stays. */
export type MessageVisitor = (type: number, view: DataView, start: number, end: number) => void

export interface NetlinkOptions {
  /** Multicast groups to join, by number (RTNLGRP_*). */
  readonly groups?: readonly number[]
  /** Largest datagram that can be received, bytes; default 65536. */
  readonly receiveBufferBytes?: number
  /** Queue of the socket in the kernel, bytes; beyond net.core.rmem_max only with CAP_NET_ADMIN. */
  readonly queueBytes?: number
}

/** What {@link NetlinkSocket.drain} found. */
export interface DrainResult {
  readonly messages: number
  /** Notifications are missing (the queue overflowed, or one exceeded the buffer): dump again. */
  readonly overflowed: boolean
}

export interface NetlinkSocket {
  readonly fd: number
  /**
   * Sends a request and waits for the kernel's acknowledgement; replies go to `visit`.
   * Throws {@link NetError} with the kernel's errno name.
   */
  request(request: NetlinkRequest, visit?: MessageVisitor): void
  /**
   * Sends a dump request and visits all that it lists. When the list changed meanwhile it is read again, after
   * `restart` was called, at most 4 times; returns whether the last reading was consistent.
   */
  dump(request: NetlinkRequest, visit: MessageVisitor, restart?: () => void): boolean
  /** Visits the notifications that wait, without blocking; at most `maxDatagrams` (default 1000) datagrams. */
  drain(visit: MessageVisitor, maxDatagrams?: number): DrainResult
  /** Joins another multicast group. */
  join(group: number): void
  /** Closes the socket; any other later call throws HSF_NET_CLOSED. */
  close(): void
}

/**
 * Opens a non-blocking netlink socket; needs no capability.
 * Use one socket for requests and another one for notifications: while a request is answered, others are discarded.
 */
export function openNetlink(protocol: number, options: NetlinkOptions = {}): NetlinkSocket {
  const receiveBytes = options.receiveBufferBytes ?? RECEIVE_BUFFER_BYTES
  const transport = openTransport(protocol, {
    groups: options.groups ?? [],
    sendBytes: SEND_BUFFER_BYTES,
    receiveBytes,
    queueBytes: options.queueBytes,
  })
  let closed = false
  let sequence = 0

  // State of the answer being read; kept outside so that polling allocates nothing.
  let visitor: MessageVisitor = ignoreMessage
  let done = false
  let interrupted = false
  let failure = 0
  let explanation: string | undefined
  let drained = 0

  const onAnswer: RawMessageVisitor = (view, type, flags, messageSequence, start, end) => {
    if (messageSequence !== sequence || done) return
    if ((flags & NLM_F_DUMP_INTR) !== 0) interrupted = true
    if (type === NLMSG_ERROR || type === NLMSG_DONE) {
      done = true
      // Both carry a negative errno when something failed; 0 acknowledges.
      if (end - start >= 4) failure = -view.getInt32(start, littleEndian)
      if (failure !== 0 && (flags & NLM_F_ACK_TLVS) !== 0) {
        // After the errno, NLMSG_ERROR repeats the header of the request.
        explanation = errorText(view, start + 4 + (type === NLMSG_ERROR ? HEADER_BYTES : 0), end)
      }
    } else if (type !== NLMSG_NOOP && type !== NLMSG_OVERRUN) visitor(type, view, start, end)
  }

  const onNotification: RawMessageVisitor = (view, type, _flags, _sequence, start, end) => {
    drained += 1
    visitor(type, view, start, end)
  }

  function checkUsable(): void {
    if (closed) throw netError('HSF_NET_CLOSED')
    // The buffers are in use: a nested call would overwrite the message that the visitor is looking at.
    if (visitor !== ignoreMessage) {
      throw netError('HSF_NET_ARGUMENT', 'a visitor used the socket that called it')
    }
  }

  function send({ type, body }: NetlinkRequest, flags: number): void {
    checkUsable()
    const { bytes, view } = transport.sending
    const length = HEADER_BYTES + body.length
    if (length > SEND_BUFFER_BYTES) throw netError('HSF_NET_ARGUMENT', `request of ${length} bytes`)
    sequence = (sequence + 1) >>> 0
    view.setUint32(0, length, littleEndian)
    view.setUint16(4, type, littleEndian)
    view.setUint16(6, NLM_F_REQUEST | flags, littleEndian)
    view.setUint32(8, sequence, littleEndian)
    view.setUint32(12, 0, littleEndian)
    bytes.set(body, HEADER_BYTES)
    done = false
    interrupted = false
    failure = 0
    explanation = undefined
    transport.send(length)
  }

  /** Reads until the answer is complete; the kernel answers these requests before send(2) or recv(2) returns. */
  function receiveAnswer(visit: MessageVisitor): void {
    visitor = visit
    let thrown: unknown
    for (let datagrams = 0; datagrams < MAX_DATAGRAMS; datagrams += 1) {
      if (done) break
      const length = transport.receive()
      // Whatever goes wrong, read on: a dump left half-read makes the next request fail with EBUSY.
      if (-length === errno.ENOBUFS) interrupted = true
      else if (-length === errno.EAGAIN) break
      else if (length < 0) thrown ??= receiveError(length)
      else if (length > receiveBytes) thrown ??= netError('HSF_NET_TRUNCATED', `${length} bytes`)
      else {
        try {
          forEachMessage(transport.received, length, onAnswer)
        } catch (error) {
          thrown ??= error
          visitor = ignoreMessage
        }
      }
    }
    visitor = ignoreMessage
    if (thrown !== undefined) throw thrown
    if (!done) throw netError('HSF_NET_NO_ANSWER')
    if (failure !== 0) throw syscallError(errnoName(failure), 'netlink', explanation)
  }

  return {
    fd: transport.fd,
    request(request, visit = ignoreMessage) {
      send(request, NLM_F_ACK)
      receiveAnswer(visit)
    },
    dump(request, visit, restart) {
      for (let attempt = 1; ; attempt += 1) {
        send(request, NLM_F_DUMP)
        receiveAnswer(visit)
        if (!interrupted) return true
        if (attempt === DUMP_ATTEMPTS) return false
        restart?.()
      }
    },
    drain(visit, maxDatagrams = 1000) {
      checkUsable()
      visitor = visit
      drained = 0
      let overflowed = false
      try {
        for (let datagrams = 0; datagrams < maxDatagrams; datagrams += 1) {
          const length = transport.receive()
          if (-length === errno.EAGAIN) break
          if (-length === errno.ENOBUFS || length > receiveBytes) overflowed = true
          else if (length < 0) throw receiveError(length)
          else forEachMessage(transport.received, length, onNotification)
        }
      } finally {
        visitor = ignoreMessage
      }
      return { messages: drained, overflowed }
    },
    join(group) {
      checkUsable()
      transport.join(group)
    },
    close() {
      if (!closed) transport.close()
      closed = true
    },
  }
}

function receiveError(negativeErrno: number): Error {
  return syscallError(errnoName(-negativeErrno), 'recvfrom', 'netlink')
}

/** The kernel's explanation of an error, if it gave one. */
function errorText(view: DataView, start: number, end: number): string | undefined {
  const text = findAttribute(view, start, end, NLMSGERR_ATTR_MSG, 1)
  return text === -1 ? undefined : readText(view, text, text + payloadBytes(view, text))
}

function ignoreMessage(): void {
  // Nothing: the place of a visitor where none is wanted.
}
