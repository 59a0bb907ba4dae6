import { errorCode } from '../errors.ts'
import { littleEndian } from '../native/libc.ts'
import { attributeU32, joinBytes } from '../netlink/encode.ts'
import { findAttribute, payloadBytes } from '../netlink/parse.ts'
import { netlinkProtocol, openNetlink } from '../netlink/socket.ts'
import type { MessageVisitor, NetlinkRequest } from '../netlink/socket.ts'
import { parseAddress } from './address.ts'
import type { InterfaceAddress } from './address.ts'
import { LINK_STATS_FIELDS, readLinkStats } from './link-stats.ts'
import { parseLink } from './link.ts'
import type { Link } from './link.ts'

// linux/rtnetlink.h, linux/if_link.h
const [RTM_NEWLINK, RTM_GETLINK, RTM_NEWADDR, RTM_GETADDR, RTM_NEWSTATS, RTM_GETSTATS] = [
  16, 18, 20, 22, 92, 94,
]
const IFLA_EXT_MASK = 29
const IFLA_STATS64 = 23
const IFLA_STATS_LINK_64 = 1
const IFINFOMSG_BYTES = 16
const IFADDRMSG_BYTES = 8
const IF_STATS_MSG_BYTES = 12

/** The mask 0 asks for no virtual functions: their list can exceed any buffer. */
const linkRequest: NetlinkRequest = {
  type: RTM_GETLINK,
  body: joinBytes(new Uint8Array(IFINFOMSG_BYTES), attributeU32(IFLA_EXT_MASK, 0)),
}
const addressRequest: NetlinkRequest = { type: RTM_GETADDR, body: new Uint8Array(IFADDRMSG_BYTES) }
const statsRequest: NetlinkRequest = { type: RTM_GETSTATS, body: statsFilter(IFLA_STATS_LINK_64) }

/** Receives one interface's counters, ordered as {@link LINK_STATS_FIELDS}; the row is reused for the next interface. */
export type LinkStatsVisitor = (ifIndex: number, row: Float64Array) => void

export interface RtnetlinkOptions {
  /**
   * Which request reads counters: `'stats'` (RTM_GETSTATS, Linux 4.7) is the cheaper one and the default;
   * where the kernel does not know it, `'links'` (RTM_GETLINK) takes its place by itself.
   */
  readonly statsFrom?: 'stats' | 'links'
}

export interface Rtnetlink {
  /** All interfaces of the namespace that the socket was opened in, with their counters. */
  links(): Link[]
  /**
   * Visits the counters of all interfaces, allocating nothing. When interfaces come or go during the reading it
   * starts over, so one may be visited twice: the last visit counts.
   */
  stats(visit: LinkStatsVisitor): void
  /** All IPv4 and IPv6 addresses. */
  addresses(): InterfaceAddress[]
  close(): void
}

/**
 * Opens a socket for interface data; it keeps reading the network namespace that it was opened in.
 * Needs no capability. Every call throws {@link NetError} when the kernel refuses.
 */
export function openRtnetlink(options: RtnetlinkOptions = {}): Rtnetlink {
  const socket = openNetlink(netlinkProtocol.route)
  const row = new Float64Array(LINK_STATS_FIELDS.length)
  let statsFrom = options.statsFrom ?? 'stats'
  let statsVisitor: LinkStatsVisitor | undefined

  /** Both messages have the interface index at byte 4 and differ in header length and attribute. */
  const countersOf =
    (messageType: number, headerBytes: number, attributeType: number): MessageVisitor =>
    (type, view, start, end) => {
      if (type !== messageType || end - start < headerBytes) return
      const counters = findAttribute(view, start + headerBytes, end, attributeType, 8)
      if (counters === -1) return
      readLinkStats(view, counters, counters + payloadBytes(view, counters), row)
      statsVisitor?.(view.getUint32(start + 4, littleEndian), row)
    }
  const onStats = countersOf(RTM_NEWSTATS, IF_STATS_MSG_BYTES, IFLA_STATS_LINK_64)
  const onLinkStats = countersOf(RTM_NEWLINK, IFINFOMSG_BYTES, IFLA_STATS64)

  function list<Item>(
    request: NetlinkRequest,
    replyType: number,
    parse: (view: DataView, start: number, end: number) => Item | undefined,
  ): Item[] {
    const items: Item[] = []
    socket.dump(
      request,
      (type, view, start, end) => {
        if (type !== replyType) return
        const item = parse(view, start, end)
        if (item !== undefined) items.push(item)
      },
      () => {
        items.length = 0
      },
    )
    return items
  }

  return {
    links: () => list(linkRequest, RTM_NEWLINK, parseLink),
    addresses: () => list(addressRequest, RTM_NEWADDR, parseAddress),
    stats(visit) {
      statsVisitor = visit
      try {
        if (statsFrom === 'stats') {
          try {
            socket.dump(statsRequest, onStats)
            return
          } catch (error) {
            if (errorCode(error) !== 'EOPNOTSUPP') throw error
            statsFrom = 'links'
          }
        }
        socket.dump(linkRequest, onLinkStats)
      } finally {
        statsVisitor = undefined
      }
    },
    close: () => socket.close(),
  }
}

/** struct if_stats_msg that asks for one group of statistics of every interface. */
function statsFilter(attributeType: number): Uint8Array {
  const body = new Uint8Array(IF_STATS_MSG_BYTES)
  new DataView(body.buffer).setUint32(8, 1 << (attributeType - 1), littleEndian)
  return body
}
