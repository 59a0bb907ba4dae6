import type { Row } from '../kit/row.ts'
import { sampleDatagramV5 } from './sample-datagram-v5.ts'
import { flowSample } from './flow-sample.ts'
import { countersSample } from './counters-sample.ts'
import { flowSampleExpanded } from './flow-sample-expanded.ts'
import { countersSampleExpanded } from './counters-sample-expanded.ts'
import { discardedPacket } from './discarded-packet.ts'
import { foundryAclSample } from './foundry-acl-sample.ts'
import { rtmetric } from './rtmetric.ts'
import { rtflow } from './rtflow.ts'
import { sampledHeader } from './sampled-header.ts'
import { sampledEthernet } from './sampled-ethernet.ts'
import { sampledIpv4 } from './sampled-ipv4.ts'
import { sampledIpv6 } from './sampled-ipv6.ts'
import { extendedSwitch } from './extended-switch.ts'
import { extendedRouter } from './extended-router.ts'
import { extendedGateway } from './extended-gateway.ts'
import { extendedUser } from './extended-user.ts'
import { extendedUrl } from './extended-url.ts'
import { extendedMpls } from './extended-mpls.ts'
import { extendedNat } from './extended-nat.ts'
import { extendedMplsTunnel } from './extended-mpls-tunnel.ts'
import { extendedMplsVc } from './extended-mpls-vc.ts'
import { extendedMplsFTN } from './extended-mpls-ftn.ts'
import { extendedMplsLDPFEC } from './extended-mpls-ldp-fec.ts'
import { extendedVlantunnel } from './extended-vlantunnel.ts'
import { extended80211Payload } from './extended-80211-payload.ts'
import { extended80211Rx } from './extended-80211-rx.ts'
import { extended80211Tx } from './extended-80211-tx.ts'
import { extended80211Aggregation } from './extended-80211-aggregation.ts'
import { extendedOpenflowV1 } from './extended-openflow-v1.ts'
import { extendedFc } from './extended-fc.ts'
import { extendedQueueLength } from './extended-queue-length.ts'
import { extendedNatPort } from './extended-nat-port.ts'
import { extendedL2TunnelEgress } from './extended-l2-tunnel-egress.ts'
import { extendedL2TunnelIngress } from './extended-l2-tunnel-ingress.ts'
import { extendedIpv4TunnelEgress } from './extended-ipv4-tunnel-egress.ts'
import { extendedIpv4TunnelIngress } from './extended-ipv4-tunnel-ingress.ts'
import { extendedIpv6TunnelEgress } from './extended-ipv6-tunnel-egress.ts'
import { extendedIpv6TunnelIngress } from './extended-ipv6-tunnel-ingress.ts'
import { extendedDecapsulateEgress } from './extended-decapsulate-egress.ts'
import { extendedDecapsulateIngress } from './extended-decapsulate-ingress.ts'
import { extendedVniEgress } from './extended-vni-egress.ts'
import { extendedVniIngress } from './extended-vni-ingress.ts'
import { extendedIbLrh } from './extended-ib-lrh.ts'
import { extendedIbGrh } from './extended-ib-grh.ts'
import { extendedIbBth } from './extended-ib-bth.ts'
import { extendedVlanin } from './extended-vlanin.ts'
import { extendedVlanout } from './extended-vlanout.ts'
import { extendedEgressQueue } from './extended-egress-queue.ts'
import { extendedAcl } from './extended-acl.ts'
import { extendedFunction } from './extended-function.ts'
import { extendedTransit } from './extended-transit.ts'
import { extendedQueue } from './extended-queue.ts'
import { extendedHwTrap } from './extended-hw-trap.ts'
import { extendedLinuxDropReason } from './extended-linux-drop-reason.ts'
import { extendedTimestamp } from './extended-timestamp.ts'
import { transaction } from './transaction.ts'
import { extendedNfsStorageTransaction } from './extended-nfs-storage-transaction.ts'
import { extendedScsiStorageTransaction } from './extended-scsi-storage-transaction.ts'
import { extendedHttpTransaction } from './extended-http-transaction.ts'
import { extendedSocketIpv4 } from './extended-socket-ipv4.ts'
import { extendedSocketIpv6 } from './extended-socket-ipv6.ts'
import { extendedProxySocketIpv4 } from './extended-proxy-socket-ipv4.ts'
import { extendedProxySocketIpv6 } from './extended-proxy-socket-ipv6.ts'
import { memcacheOperation } from './memcache-operation.ts'
import { httpRequestDeprecated } from './http-request-deprecated.ts'
import { appOperation } from './app-operation.ts'
import { appParentContext } from './app-parent-context.ts'
import { appInitiator } from './app-initiator.ts'
import { appTarget } from './app-target.ts'
import { httpRequest } from './http-request.ts'
import { extendedProxyRequest } from './extended-proxy-request.ts'
import { extendedNavTiming } from './extended-nav-timing.ts'
import { extendedTcpInfo } from './extended-tcp-info.ts'
import { extendedEntities } from './extended-entities.ts'
import { extendedBstEgressQueue } from './extended-bst-egress-queue.ts'
import { pmacctClass } from './pmacct-class.ts'
import { pmacctTag } from './pmacct-tag.ts'
import { pmacctClass2 } from './pmacct-class2.ts'
import { ifCounters } from './if-counters.ts'
import { ethernetCounters } from './ethernet-counters.ts'
import { tokenringCounters } from './tokenring-counters.ts'
import { vgCounters } from './vg-counters.ts'
import { vlanCounters } from './vlan-counters.ts'
import { ieee80211Counters } from './ieee80211-counters.ts'
import { lagPortStats } from './lag-port-stats.ts'
import { slowPathCounts } from './slow-path-counts.ts'
import { ibCounters } from './ib-counters.ts'
import { sfp } from './sfp.ts'
import { pfcCounters } from './pfc-counters.ts'
import { processor } from './processor.ts'
import { radioUtilization } from './radio-utilization.ts'
import { queueLength } from './queue-length.ts'
import { ofPort } from './of-port.ts'
import { portName } from './port-name.ts'
import { hostDescr } from './host-descr.ts'
import { hostAdapters } from './host-adapters.ts'
import { hostParent } from './host-parent.ts'
import { hostCpu } from './host-cpu.ts'
import { hostMemory } from './host-memory.ts'
import { hostDiskIo } from './host-disk-io.ts'
import { hostNetIo } from './host-net-io.ts'
import { mib2IpGroup } from './mib2-ip-group.ts'
import { mib2IcmpGroup } from './mib2-icmp-group.ts'
import { mib2TcpGroup } from './mib2-tcp-group.ts'
import { mib2UdpGroup } from './mib2-udp-group.ts'
import { virtNode } from './virt-node.ts'
import { virtCpu } from './virt-cpu.ts'
import { virtMemory } from './virt-memory.ts'
import { virtDiskIo } from './virt-disk-io.ts'
import { virtNetIo } from './virt-net-io.ts'
import { jvmRuntime } from './jvm-runtime.ts'
import { jvmStatistics } from './jvm-statistics.ts'
import { memcacheCountersDeprecated } from './memcache-counters-deprecated.ts'
import { httpCounters } from './http-counters.ts'
import { appOperations } from './app-operations.ts'
import { appResources } from './app-resources.ts'
import { memcacheCounters } from './memcache-counters.ts'
import { vdiCounters } from './vdi-counters.ts'
import { appWorkers } from './app-workers.ts'
import { ovsDpStats } from './ovs-dp-stats.ts'
import { energy } from './energy.ts'
import { temperature } from './temperature.ts'
import { humidity } from './humidity.ts'
import { fans } from './fans.ts'
import { xenVif } from './xen-vif.ts'
import { bstDeviceBuffers } from './bst-device-buffers.ts'
import { bstPortBuffers } from './bst-port-buffers.ts'
import { hwTables } from './hw-tables.ts'
import { nvidiaGpu } from './nvidia-gpu.ts'

export {
  sampleDatagramV5,
  flowSample,
  countersSample,
  flowSampleExpanded,
  countersSampleExpanded,
  discardedPacket,
  foundryAclSample,
  rtmetric,
  rtflow,
  sampledHeader,
  sampledEthernet,
  sampledIpv4,
  sampledIpv6,
  extendedSwitch,
  extendedRouter,
  extendedGateway,
  extendedUser,
  extendedUrl,
  extendedMpls,
  extendedNat,
  extendedMplsTunnel,
  extendedMplsVc,
  extendedMplsFTN,
  extendedMplsLDPFEC,
  extendedVlantunnel,
  extended80211Payload,
  extended80211Rx,
  extended80211Tx,
  extended80211Aggregation,
  extendedOpenflowV1,
  extendedFc,
  extendedQueueLength,
  extendedNatPort,
  extendedL2TunnelEgress,
  extendedL2TunnelIngress,
  extendedIpv4TunnelEgress,
  extendedIpv4TunnelIngress,
  extendedIpv6TunnelEgress,
  extendedIpv6TunnelIngress,
  extendedDecapsulateEgress,
  extendedDecapsulateIngress,
  extendedVniEgress,
  extendedVniIngress,
  extendedIbLrh,
  extendedIbGrh,
  extendedIbBth,
  extendedVlanin,
  extendedVlanout,
  extendedEgressQueue,
  extendedAcl,
  extendedFunction,
  extendedTransit,
  extendedQueue,
  extendedHwTrap,
  extendedLinuxDropReason,
  extendedTimestamp,
  transaction,
  extendedNfsStorageTransaction,
  extendedScsiStorageTransaction,
  extendedHttpTransaction,
  extendedSocketIpv4,
  extendedSocketIpv6,
  extendedProxySocketIpv4,
  extendedProxySocketIpv6,
  memcacheOperation,
  httpRequestDeprecated,
  appOperation,
  appParentContext,
  appInitiator,
  appTarget,
  httpRequest,
  extendedProxyRequest,
  extendedNavTiming,
  extendedTcpInfo,
  extendedEntities,
  extendedBstEgressQueue,
  pmacctClass,
  pmacctTag,
  pmacctClass2,
  ifCounters,
  ethernetCounters,
  tokenringCounters,
  vgCounters,
  vlanCounters,
  ieee80211Counters,
  lagPortStats,
  slowPathCounts,
  ibCounters,
  sfp,
  pfcCounters,
  processor,
  radioUtilization,
  queueLength,
  ofPort,
  portName,
  hostDescr,
  hostAdapters,
  hostParent,
  hostCpu,
  hostMemory,
  hostDiskIo,
  hostNetIo,
  mib2IpGroup,
  mib2IcmpGroup,
  mib2TcpGroup,
  mib2UdpGroup,
  virtNode,
  virtCpu,
  virtMemory,
  virtDiskIo,
  virtNetIo,
  jvmRuntime,
  jvmStatistics,
  memcacheCountersDeprecated,
  httpCounters,
  appOperations,
  appResources,
  memcacheCounters,
  vdiCounters,
  appWorkers,
  ovsDpStats,
  energy,
  temperature,
  humidity,
  fans,
  xenVif,
  bstDeviceBuffers,
  bstPortBuffers,
  hwTables,
  nvidiaGpu,
}

/** Every sample. */
export const samples: readonly Row[] = [
  flowSample,
  countersSample,
  flowSampleExpanded,
  countersSampleExpanded,
  discardedPacket,
  foundryAclSample,
  rtmetric,
  rtflow,
]

/** Every record of flow samples. */
export const flowRecords: readonly Row[] = [
  sampledHeader,
  sampledEthernet,
  sampledIpv4,
  sampledIpv6,
  extendedSwitch,
  extendedRouter,
  extendedGateway,
  extendedUser,
  extendedUrl,
  extendedMpls,
  extendedNat,
  extendedMplsTunnel,
  extendedMplsVc,
  extendedMplsFTN,
  extendedMplsLDPFEC,
  extendedVlantunnel,
  extended80211Payload,
  extended80211Rx,
  extended80211Tx,
  extended80211Aggregation,
  extendedOpenflowV1,
  extendedFc,
  extendedQueueLength,
  extendedNatPort,
  extendedL2TunnelEgress,
  extendedL2TunnelIngress,
  extendedIpv4TunnelEgress,
  extendedIpv4TunnelIngress,
  extendedIpv6TunnelEgress,
  extendedIpv6TunnelIngress,
  extendedDecapsulateEgress,
  extendedDecapsulateIngress,
  extendedVniEgress,
  extendedVniIngress,
  extendedIbLrh,
  extendedIbGrh,
  extendedIbBth,
  extendedVlanin,
  extendedVlanout,
  extendedEgressQueue,
  extendedAcl,
  extendedFunction,
  extendedTransit,
  extendedQueue,
  extendedHwTrap,
  extendedLinuxDropReason,
  extendedTimestamp,
  transaction,
  extendedNfsStorageTransaction,
  extendedScsiStorageTransaction,
  extendedHttpTransaction,
  extendedSocketIpv4,
  extendedSocketIpv6,
  extendedProxySocketIpv4,
  extendedProxySocketIpv6,
  memcacheOperation,
  httpRequestDeprecated,
  appOperation,
  appParentContext,
  appInitiator,
  appTarget,
  httpRequest,
  extendedProxyRequest,
  extendedNavTiming,
  extendedTcpInfo,
  extendedEntities,
  extendedBstEgressQueue,
  pmacctClass,
  pmacctTag,
  pmacctClass2,
]

/** Every record of counters samples. */
export const counterRecords: readonly Row[] = [
  ifCounters,
  ethernetCounters,
  tokenringCounters,
  vgCounters,
  vlanCounters,
  ieee80211Counters,
  lagPortStats,
  slowPathCounts,
  ibCounters,
  sfp,
  pfcCounters,
  processor,
  radioUtilization,
  queueLength,
  ofPort,
  portName,
  hostDescr,
  hostAdapters,
  hostParent,
  hostCpu,
  hostMemory,
  hostDiskIo,
  hostNetIo,
  mib2IpGroup,
  mib2IcmpGroup,
  mib2TcpGroup,
  mib2UdpGroup,
  virtNode,
  virtCpu,
  virtMemory,
  virtDiskIo,
  virtNetIo,
  jvmRuntime,
  jvmStatistics,
  memcacheCountersDeprecated,
  httpCounters,
  appOperations,
  appResources,
  memcacheCounters,
  vdiCounters,
  appWorkers,
  ovsDpStats,
  energy,
  temperature,
  humidity,
  fans,
  xenVif,
  bstDeviceBuffers,
  bstPortBuffers,
  hwTables,
  nvidiaGpu,
]
