import { encodeDatagram } from '@host-sflow/sflow-encoder'

/**
 * Sub-agent of the test datagrams: of Host sFlow's own range (100000 to 199999), and no stream's. So a collector sees
 * another stream, without samples, and no jump in the sequence numbers of any that it knows.
 */
export const TEST_SUB_AGENT_ID = 199_999

/** A datagram that says nothing. `sequence` starts at 1 with each run, as after any start of an agent. */
export const testDatagram = (agentAddress: string, sequence: number, uptimeMs: number): Uint8Array =>
  encodeDatagram({
    agent_address: agentAddress,
    sub_agent_id: TEST_SUB_AGENT_ID,
    sequence_number: sequence,
    uptime: uptimeMs,
    samples: [],
  })
