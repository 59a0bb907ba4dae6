/** tshark's field names and the sFlow standard's, where they differ by more than the prefix. */
const IF_COUNTERS = {
  ifindex: 'ifIndex',
  iftype: 'ifType',
  ifspeed: 'ifSpeed',
  ifdirection: 'ifDirection',
  ifadmin_status: 'ifAdminStatus',
  ifoper_status: 'ifOperStatus',
  ifinoct: 'ifInOctets',
  ifinpkt: 'ifInUcastPkts',
  ifinmcast: 'ifInMulticastPkts',
  ifinbcast: 'ifInBroadcastPkts',
  ifindisc: 'ifInDiscards',
  ifinerr: 'ifInErrors',
  ifinunk: 'ifInUnknownProtos',
  ifoutoct: 'ifOutOctets',
  ifoutpkt: 'ifOutUcastPkts',
  ifoutmcast: 'ifOutMulticastPkts',
  ifoutbcast: 'ifOutBroadcastPkts',
  ifoutdisc: 'ifOutDiscards',
  ifouterr: 'ifOutErrors',
  ifpromisc: 'ifPromiscuousMode',
}

const ETHERNET_COUNTERS = [
  'AlignmentErrors',
  'FCSErrors',
  'SingleCollisionFrames',
  'MultipleCollisionFrames',
  'SQETestErrors',
  'DeferredTransmissions',
  'LateCollisions',
  'ExcessiveCollisions',
  'InternalMacTransmitErrors',
  'CarrierSenseErrors',
  'FrameTooLongs',
  'InternalMacReceiveErrors',
  'SymbolErrors',
].map((name) => `dot3Stats${name}`)

const DATAGRAM = {
  agent: 'agent_address',
  sub_agent_id: 'sub_agent_id',
  sequence_number: 'sequence_number',
  sysuptime: 'uptime',
  numsamples: 'samples',
}

const SAMPLES = {
  'counters_sample.sequence_number': 'sequence_number',
  'counters_sample.source_id_type': 'source_class',
  'counters_sample.source_id_class': 'source_class',
  'counters_sample.source_id_index': 'source_index',
  'counters_sample.index': 'source_index',
  'counters_sample.counters_records': 'records',
  'flow_sample.sequence_number': 'sequence_number',
  'flow_sample.source_id_type': 'source_class',
  'flow_sample.source_id_class': 'source_class',
  'flow_sample.source_id_index': 'source_index',
  'flow_sample.index': 'source_index',
  'flow_sample.sampling_rate': 'sampling_rate',
  'flow_sample.sample_pool': 'sample_pool',
  'flow_sample.dropped_packets': 'drops',
  'flow_sample.input_interface_format': 'input_format',
  'flow_sample.input_interface_value': 'input_value',
  'flow_sample.output_interface.format': 'output_format',
  'flow_sample.output_interface_value': 'output_value',
  'flow_sample.flow_record': 'records',
}

const HEADER = {
  'header.frame_length': 'frame_length',
  'header.payload_stripped': 'stripped',
  'header.sampled_header_length': 'header_length',
  header_protocol: 'protocol',
  header: 'header',
}

function prefixed(prefix: string, names: Record<string, string>): [string, string][] {
  return Object.entries(names).map(([name, standard]) => [prefix + name, standard])
}

/** From tshark 4.0's field name to the standard's. */
export const TSHARK_FIELDS: Readonly<Record<string, string>> = Object.fromEntries([
  ...prefixed('sflow_245.', { ...IF_COUNTERS, ...DATAGRAM, ...HEADER }),
  ...prefixed('sflow_245.', Object.fromEntries(ETHERNET_COUNTERS.map((name) => [name, name]))),
  ...prefixed('sflow.', SAMPLES),
])
