import { netlinkProtocol, openNetlink } from '../netlink/socket.ts'
import type { MessageVisitor } from '../netlink/socket.ts'
import { parseAddress } from './address.ts'
import type { InterfaceAddress } from './address.ts'
import { linkFamily, linkIndex, parseLink } from './link.ts'
import type { Link } from './link.ts'

// linux/rtnetlink.h
const [RTM_NEWLINK, RTM_DELLINK, RTM_NEWADDR, RTM_DELADDR] = [16, 17, 20, 21]
const [RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR] = [1, 5, 9]
const AF_BRIDGE = 7
/** Thousands of changes between two drains: the start of a large container host. */
const QUEUE_BYTES = 1 << 20

/** What a watch tells; handlers left out are not called. They must not call the watch itself. */
export interface RtnetlinkHandlers {
  /** An interface is new or changed (name, flags, state, master, ...). Identical announcements repeat. */
  readonly onLink?: (link: Link) => void
  /** An interface is gone, or moved to another namespace. */
  readonly onLinkRemoved?: (ifIndex: number) => void
  readonly onAddress?: (address: InterfaceAddress) => void
  readonly onAddressRemoved?: (address: InterfaceAddress) => void
  /** Changes were lost: list links and addresses again. */
  readonly onOverflow?: () => void
}

export interface RtnetlinkWatch {
  /**
   * Delivers the changes since the last call without blocking; call it from a timer (250 ms to 1 s suits most).
   * Returns how many there were. An error thrown by a handler passes through; later changes stay queued, except
   * those of the same datagram.
   */
  drain(): number
  close(): void
}

/** Subscribes to changes of interfaces and addresses in the current network namespace. Needs no capability. */
export function watchRtnetlink(handlers: RtnetlinkHandlers): RtnetlinkWatch {
  const socket = openNetlink(netlinkProtocol.route, {
    groups: [RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR],
    queueBytes: QUEUE_BYTES,
  })

  const visitor = notificationVisitor(handlers)
  return {
    drain() {
      const { messages, overflowed } = socket.drain(visitor)
      if (overflowed) handlers.onOverflow?.()
      return messages
    },
    close: () => socket.close(),
  }
}

/** Sorts RTM_* notifications to their handlers; other messages are ignored. */
export function notificationVisitor(handlers: RtnetlinkHandlers): MessageVisitor {
  return (type, view, start, end) => {
    if (type === RTM_NEWLINK || type === RTM_DELLINK) {
      // As AF_BRIDGE, a bridge announces its ports: RTM_DELLINK then means "left the bridge", not "gone".
      if (linkFamily(view, start, end) === AF_BRIDGE) return
      if (type === RTM_DELLINK) {
        handlers.onLinkRemoved?.(linkIndex(view, start, end))
        return
      }
      const link = parseLink(view, start, end)
      if (link !== undefined) handlers.onLink?.(link)
    } else if (type === RTM_NEWADDR || type === RTM_DELADDR) {
      const address = parseAddress(view, start, end)
      if (address === undefined) return
      if (type === RTM_NEWADDR) handlers.onAddress?.(address)
      else handlers.onAddressRemoved?.(address)
    }
  }
}
