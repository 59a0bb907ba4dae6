// The package's catalogue. Importing it loads nothing native and does no harm on any system.

export { linuxNetAvailable } from './native/libc.ts'
export { NetError, netErrors } from './errors.ts'
export type { NetErrorCode } from './errors.ts'

export { arphrd, linkFlags } from './rtnetlink/link.ts'
export type { Link, OperState } from './rtnetlink/link.ts'
export { LINK_STATS_FIELDS, linkStatsIndex } from './rtnetlink/link-stats.ts'
export type { LinkStatsField } from './rtnetlink/link-stats.ts'
export { addressFlags, addressScope } from './rtnetlink/address.ts'
export type { InterfaceAddress } from './rtnetlink/address.ts'
export { findRoute } from './rtnetlink/route.ts'
export type { Route, RouteQuery, RouteType } from './rtnetlink/route.ts'
export { openRtnetlink } from './rtnetlink/rtnetlink.ts'
export type { LinkStatsVisitor, Rtnetlink, RtnetlinkOptions } from './rtnetlink/rtnetlink.ts'
export { watchRtnetlink } from './rtnetlink/watch.ts'
export type { RtnetlinkHandlers, RtnetlinkWatch } from './rtnetlink/watch.ts'

export { openEthtool } from './ethtool/ethtool.ts'
export type { DriverInfo, Ethtool, StandardStatsVisitor } from './ethtool/ethtool.ts'
export type { LinkSettings } from './ethtool/link-settings.ts'
export { STANDARD_STATS_FIELDS, standardStatsIndex } from './ethtool/standard-stats.ts'
export type { StandardStatsField } from './ethtool/standard-stats.ts'

export { openUdpSocket } from './udp-socket.ts'
export type { UdpSocket, UdpSocketOptions } from './udp-socket.ts'
export { namespacePath, withNetworkNamespace } from './namespace.ts'

export { capabilities, CAPABILITIES, hasCapability } from './capabilities.ts'
export type { Capability, CapabilitySets } from './capabilities.ts'
export { dropPrivileges } from './privileges.ts'
export type { DropPrivilegesOptions } from './privileges.ts'

export { netlinkProtocol, openNetlink } from './netlink/socket.ts'
export type {
  DrainResult,
  MessageVisitor,
  NetlinkOptions,
  NetlinkRequest,
  NetlinkSocket,
} from './netlink/socket.ts'
export { findGenericFamily, GENL_HEADER_BYTES, genericBody } from './netlink/generic.ts'
export type { GenericFamily } from './netlink/generic.ts'
export { attribute, attributeNest, attributeText, attributeU32, joinBytes } from './netlink/encode.ts'
export {
  findAttribute,
  forEachAttribute,
  forEachMessage,
  payloadBytes,
  readHex,
  readS32,
  readText,
  readU16,
  readU32,
  readU8,
  u64AsNumber,
} from './netlink/parse.ts'
export type { RawMessageVisitor } from './netlink/parse.ts'
export { exitAtOnce } from './exit.ts'
export { statvfs } from './statvfs.ts'
export type { FileSystemSpace } from './statvfs.ts'
