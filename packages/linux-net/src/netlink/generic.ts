import { errorCode, netError } from '../errors.ts'
import { attributeText, joinBytes } from './encode.ts'
import { forEachAttribute, readText, readU16, readU32 } from './parse.ts'
import type { NetlinkSocket } from './socket.ts'

// linux/genetlink.h
const GENL_ID_CTRL = 0x10
const CTRL_CMD_GETFAMILY = 3
const [CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME, CTRL_ATTR_MCAST_GROUPS] = [1, 2, 7]
const [CTRL_ATTR_MCAST_GRP_NAME, CTRL_ATTR_MCAST_GRP_ID] = [1, 2]

/** Bytes of struct genlmsghdr, which precedes the attributes of every generic netlink message. */
export const GENL_HEADER_BYTES = 4

/** A generic netlink family as this kernel numbers it. */
export interface GenericFamily {
  readonly id: number
  readonly groups: ReadonlyMap<string, number>
}

/** struct genlmsghdr and attributes: the body of a generic netlink request. */
export function genericBody(
  command: number,
  version: number,
  ...attributes: readonly Uint8Array[]
): Uint8Array {
  return joinBytes(Uint8Array.of(command, version, 0, 0), ...attributes)
}

/** Looks up a family by name; undefined when the kernel does not have it (its module may not be loaded). */
export function findGenericFamily(socket: NetlinkSocket, name: string): GenericFamily | undefined {
  const body = genericBody(CTRL_CMD_GETFAMILY, 1, attributeText(CTRL_ATTR_FAMILY_NAME, name))
  let family: GenericFamily | undefined
  try {
    socket.request({ type: GENL_ID_CTRL, body }, (_type, view, start, end) => {
      family = parseGenericFamily(view, start, end)
    })
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
  return family
}

/** Parses CTRL_CMD_NEWFAMILY. Throws HSF_NET_MALFORMED. */
export function parseGenericFamily(view: DataView, start: number, end: number): GenericFamily {
  let id: number | undefined
  const groups = new Map<string, number>()
  forEachAttribute(view, start + GENL_HEADER_BYTES, end, (type, from, to) => {
    if (type === CTRL_ATTR_FAMILY_ID) id = readU16(view, from, to)
    else if (type === CTRL_ATTR_MCAST_GROUPS) {
      forEachAttribute(view, from, to, (_index, groupFrom, groupTo) => {
        let groupName = ''
        let groupId: number | undefined
        forEachAttribute(view, groupFrom, groupTo, (kind, valueFrom, valueTo) => {
          if (kind === CTRL_ATTR_MCAST_GRP_NAME) groupName = readText(view, valueFrom, valueTo)
          else if (kind === CTRL_ATTR_MCAST_GRP_ID) groupId = readU32(view, valueFrom, valueTo)
        })
        if (groupId !== undefined) groups.set(groupName, groupId)
      })
    }
  })
  if (id === undefined) throw netError('HSF_NET_MALFORMED', 'generic netlink family without id')
  return { id, groups }
}
