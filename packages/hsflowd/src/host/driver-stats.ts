// Names that drivers give to what the standard counts, as of their sources below drivers/net. Only statistics of the
// whole interface are here: names that repeat per queue would give the first queue's figure.

/** Packets by kind of address, for each a list of names of which the first that the driver has is taken. */
export const castNames = {
  inMulticast: [
    'rx_vport_multicast_packets', // mlx5
    'rx_multicast', // e1000, e1000e, igb, igc, ixgbe, i40e, ice, iavf, fec
    'rx_mcast_packets', // tg3, bnx2, bnx2x
    'rx_multicast_packets', // mlx4, mlxsw
    'rx_mcast_frames', // bnxt, octeontx2
    'rx_multicast_frames', // cxgb4, macb
    'rx_multicast_frames_ok', // enic
    'rx_mcast_pkts', // qede
    'rx_multicast_pkts', // bgmac
    'port_rx_multicast', // sfc
    'dev_rx_mc_pkts', // nfp
    'mac_rx_multi_pkt_num', // hns3
    'multicast_frames_received', // mvneta, mvpp2
    'in_multicasts', // mv88e6xxx
    'mmc_rx_multicastframe_g', // stmmac
    'InMCast', // atlantic
    'HwIfInMcastPkts', // Cumulus
    'receive-multicast-packet',
    'multicast', // r8169
  ],
  inBroadcast: [
    'rx_vport_broadcast_packets',
    'rx_broadcast',
    'rx_bcast_packets',
    'rx_broadcast_packets',
    'rx_bcast_frames',
    'rx_broadcast_frames',
    'rx_broadcast_frames_ok',
    'rx_bcast_pkts',
    'rx_broadcast_pkts',
    'port_rx_broadcast',
    'dev_rx_bc_pkts',
    'mac_rx_broad_pkt_num',
    'broadcast_frames_received',
    'in_broadcasts',
    'mmc_rx_broadcastframe_g',
    'InBCast',
    'HwIfInBcastPkts',
    'receive-broadcast-packet',
    'broadcast',
  ],
  outMulticast: [
    'tx_vport_multicast_packets',
    'tx_multicast',
    'tx_mcast_packets',
    'tx_multicast_packets',
    'tx_mcast_frames',
    'tx_multicast_frames',
    'tx_multicast_frames_ok',
    'tx_mcast_pkts',
    'tx_multicast_pkts',
    'port_tx_multicast',
    'dev_tx_mc_pkts',
    'mac_tx_multi_pkt_num',
    'multicast_frames_sent',
    'out_multicasts',
    'mmc_tx_multicastframe_g',
    'OutMCast',
    'HwIfOutMcastPkts',
    'tx-multicast-packets',
  ],
  outBroadcast: [
    'tx_vport_broadcast_packets',
    'tx_broadcast',
    'tx_bcast_packets',
    'tx_broadcast_packets',
    'tx_bcast_frames',
    'tx_broadcast_frames',
    'tx_broadcast_frames_ok',
    'tx_bcast_pkts',
    'tx_broadcast_pkts',
    'port_tx_broadcast',
    'dev_tx_bc_pkts',
    'mac_tx_broad_pkt_num',
    'broadcast_frames_sent',
    'out_broadcasts',
    'mmc_tx_broadcastframe_g',
    'OutBCast',
    'HwIfOutBcastPkts',
    'tx-broadcast-packets',
  ],
} as const

/** Errors of IEEE 802.3 by the field of ethernet_counters. */
export const dot3Names = {
  dot3StatsAlignmentErrors: ['rx_align_errors', 'align_errors', 'rx_alignment_errors', 'rx_align'],
  dot3StatsFCSErrors: ['rx_fcs_errors', 'rx_crc_errors', 'rx_crc_errors_phy', 'rx_crc_errors.nic', 'rx_crc'],
  dot3StatsSingleCollisionFrames: ['tx_single_coll_ok', 'tx_single_collisions', 'tx_single_collision_frames'],
  dot3StatsMultipleCollisionFrames: [
    'tx_multi_coll_ok',
    'tx_mult_collisions',
    'tx_multi_collisions',
    'tx_multi_collision_frames',
  ],
  dot3StatsDeferredTransmissions: ['tx_deferred_ok', 'tx_deferred'],
  dot3StatsLateCollisions: ['tx_abort_late_coll', 'tx_late_collisions'],
  dot3StatsExcessiveCollisions: ['tx_excessive_collisions'],
  dot3StatsInternalMacTransmitErrors: ['tx_mac_errors'],
  dot3StatsCarrierSenseErrors: ['tx_carrier_sense_errors'],
  dot3StatsFrameTooLongs: ['rx_frame_too_long_errors', 'rx_long_length_errors', 'rx_oversize_pkts_phy'],
  dot3StatsInternalMacReceiveErrors: ['rx_mac_errors'],
  dot3StatsSymbolErrors: ['rx_symbol_err_phy', 'rx_symbol_errors'],
} as const

/**
 * Drivers whose `multicast` counter of the kernel always is 0, so that it says nothing. Virtual kinds are listed the
 * other way round, as few count.
 */
const silentDrivers = new Set(['virtio_net', 'xen_netfront', 'vif', 'ena', 'gve', 'mana', 'tun'])
const countingKinds = new Set(['vlan', 'macvlan', 'macvtap', 'ipvlan', 'ipvtap', 'bond', 'team'])

/** Whether the kernel's own count of received multicast packets means something for this interface. */
export function countsMulticast(kind: string | undefined, driver: string | undefined): boolean {
  if (kind !== undefined) return countingKinds.has(kind)
  return driver !== undefined && driver !== '' && !silentDrivers.has(driver)
}
