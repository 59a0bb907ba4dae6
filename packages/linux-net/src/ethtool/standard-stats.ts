import { fieldIndex } from '../field-index.ts'
import { attribute, attributeNest, attributeText, attributeU32 } from '../netlink/encode.ts'
import { findAttribute, forEachAttribute, payloadBytes, readU32, u64AsNumber } from '../netlink/parse.ts'
import { GENL_HEADER_BYTES, genericBody } from '../netlink/generic.ts'

// linux/ethtool_netlink.h
const ETHTOOL_MSG_STATS_GET = 32
const ETHTOOL_A_HEADER_DEV_INDEX = 1
const [ETHTOOL_A_STATS_HEADER, ETHTOOL_A_STATS_GROUPS, ETHTOOL_A_STATS_GRP] = [2, 3, 4]
const [ETHTOOL_A_STATS_GRP_ID, ETHTOOL_A_STATS_GRP_STAT] = [2, 4]
const [ETHTOOL_A_BITSET_NOMASK, ETHTOOL_A_BITSET_BITS] = [1, 3]
const [ETHTOOL_A_BITSET_BITS_BIT, ETHTOOL_A_BITSET_BIT_NAME] = [1, 2]
const [GROUP_ETH_PHY, GROUP_ETH_MAC] = [0, 1]

/** eth-mac statistics in the kernel's order under its names, which are those of IEEE 802.3 clause 30.3.1. */
const macFields = [
  'FramesTransmittedOK',
  'SingleCollisionFrames',
  'MultipleCollisionFrames',
  'FramesReceivedOK',
  'FrameCheckSequenceErrors',
  'AlignmentErrors',
  'OctetsTransmittedOK',
  'FramesWithDeferredXmissions',
  'LateCollisions',
  'FramesAbortedDueToXSColls',
  'FramesLostDueToIntMACXmitError',
  'CarrierSenseErrors',
  'OctetsReceivedOK',
  'FramesLostDueToIntMACRcvError',
  'MulticastFramesXmittedOK',
  'BroadcastFramesXmittedOK',
  'FramesWithExcessiveDeferral',
  'MulticastFramesReceivedOK',
  'BroadcastFramesReceivedOK',
  'InRangeLengthErrors',
  'OutOfRangeLengthField',
  'FrameTooLongErrors',
] as const
/** eth-phy statistics, clause 30.3.2. */
const phyFields = ['SymbolErrorDuringCarrier'] as const

/** What drivers report under standard names since Linux 5.13. SQE test errors are not among them. */
export const STANDARD_STATS_FIELDS = [...macFields, ...phyFields] as const

/** Name of a standard statistic. */
export type StandardStatsField = (typeof STANDARD_STATS_FIELDS)[number]

/** Where in a row of standard statistics a field lies. */
export const standardStatsIndex = fieldIndex(STANDARD_STATS_FIELDS)

/** Body of a request for both groups, of one interface or (dump) of all. */
export function standardStatsRequest(ifIndex?: number): Uint8Array {
  const device = ifIndex === undefined ? [] : [attributeU32(ETHTOOL_A_HEADER_DEV_INDEX, ifIndex)]
  return genericBody(
    ETHTOOL_MSG_STATS_GET,
    1,
    attributeNest(ETHTOOL_A_STATS_HEADER, ...device),
    attributeNest(
      ETHTOOL_A_STATS_GROUPS,
      // A plain list of what is wanted, not a change of some previous set.
      attribute(ETHTOOL_A_BITSET_NOMASK, new Uint8Array(0)),
      attributeNest(ETHTOOL_A_BITSET_BITS, groupBit('eth-mac'), groupBit('eth-phy')),
    ),
  )
}

function groupBit(name: string): Uint8Array {
  return attributeNest(ETHTOOL_A_BITSET_BITS_BIT, attributeText(ETHTOOL_A_BITSET_BIT_NAME, name))
}

/**
 * Fills a row from ETHTOOL_MSG_STATS_GET_REPLY; NaN where the driver reports nothing.
 * Returns the interface index, or undefined when the driver reports no standard statistic at all.
 * Throws HSF_NET_MALFORMED.
 */
export function readStandardStats(
  view: DataView,
  start: number,
  end: number,
  row: Float64Array,
): number | undefined {
  row.fill(Number.NaN)
  let ifIndex: number | undefined
  let found = false
  forEachAttribute(view, start + GENL_HEADER_BYTES, end, (type, from, to) => {
    if (type === ETHTOOL_A_STATS_HEADER) {
      const index = findAttribute(view, from, to, ETHTOOL_A_HEADER_DEV_INDEX, 4)
      if (index !== -1) ifIndex = readU32(view, index, index + payloadBytes(view, index))
    } else if (type === ETHTOOL_A_STATS_GRP) {
      if (readGroup(view, from, to, row)) found = true
    }
  })
  return found ? ifIndex : undefined
}

/** One group: its id, then each statistic as a nest of one attribute whose type is the statistic's number. */
function readGroup(view: DataView, start: number, end: number, row: Float64Array): boolean {
  const idAt = findAttribute(view, start, end, ETHTOOL_A_STATS_GRP_ID, 4)
  const group = idAt === -1 ? undefined : readU32(view, idAt, idAt + 4)
  const fields = group === GROUP_ETH_MAC ? macFields : group === GROUP_ETH_PHY ? phyFields : []
  const base = group === GROUP_ETH_PHY ? macFields.length : 0
  let found = false
  forEachAttribute(view, start, end, (type, from, to) => {
    if (type !== ETHTOOL_A_STATS_GRP_STAT) return
    forEachAttribute(view, from, to, (field, valueFrom, valueTo) => {
      if (field >= fields.length || valueTo - valueFrom < 8) return
      row[base + field] = u64AsNumber(view, valueFrom)
      found = true
    })
  })
  return found
}
