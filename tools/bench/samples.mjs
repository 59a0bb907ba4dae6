import {
  countersSampleExpanded,
  createPacker,
  extendedSocketIpv4,
  flowSampleExpanded,
  hostAdapters,
  hostCpu,
  hostDescr,
  hostDiskIo,
  hostMemory,
  hostNetIo,
  httpRequest,
  mib2IcmpGroup,
  mib2IpGroup,
  mib2TcpGroup,
  mib2UdpGroup,
  sampledHeader,
} from '@host-sflow/sflow-encoder'

const flow = (source_id, records) => ({
  row: flowSampleExpanded,
  fields: {
    sequence_number: 1000,
    source_id,
    sampling_rate: 400,
    sample_pool: 400_000,
    drops: 0,
    input: { format: 0, value: 3 },
    output: { format: 0, value: 0x3fffffff },
    records,
  },
})

// An Ethernet frame of 128 bytes with IPv4 and TCP.
const header = Buffer.alloc(128, 0x5a)
Buffer.from('00163e11223300163e4455660800450005dc1c46400040060000c0000201c0000202c35001bb', 'hex').copy(
  header,
)

const counting = (row, from = 1_000_003) =>
  Object.fromEntries(Object.keys(row.fields).map((name, i) => [name, from + i * 7919]))

/** The samples that the benchmarks encode and decode. */
export const samples = {
  'flow sample, 128-byte header': flow({ class: 0, index: 3 }, [
    { row: sampledHeader, fields: { protocol: 1, frame_length: 1518, stripped: 4, header } },
  ]),
  'host sample, ten records': {
    row: countersSampleExpanded,
    fields: {
      sequence_number: 7,
      source_id: { class: 2, index: 1 },
      records: [
        {
          row: hostDescr,
          fields: {
            hostname: 'host-0042.example',
            uuid: '40d48b5d7a624b2c8e0c1a2b3c4d5e6f',
            machine_type: 3,
            os_name: 2,
            os_release: '6.1.0-32-amd64',
          },
        },
        {
          row: hostCpu,
          fields: { ...counting(hostCpu), load_one: 0.25, load_five: 0.5, load_fifteen: 0.75 },
        },
        ...[hostMemory, hostDiskIo, hostNetIo, mib2IpGroup, mib2IcmpGroup, mib2TcpGroup, mib2UdpGroup].map(
          (row) => ({
            row,
            fields: counting(row),
          }),
        ),
        {
          row: hostAdapters,
          fields: { adapters: [{ ifIndex: 2, mac_address: [Buffer.from('00163e112233', 'hex')] }] },
        },
      ],
    },
  },
  'http request': flow({ class: 3, index: 8080 }, [
    {
      row: httpRequest,
      fields: {
        method: 2,
        protocol: 1001,
        uri: '/api/v1/items/12345/details?fields=name,price',
        host: 'shop.example',
        referer: 'https://shop.example/items',
        useragent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
        xff: '192.0.2.44',
        mime_type: 'application/json',
        req_bytes: 0,
        resp_bytes: 5321,
        uS: 1874,
        status: 200,
      },
    },
    {
      row: extendedSocketIpv4,
      fields: {
        protocol: 6,
        local_ip: Uint8Array.of(10, 0, 0, 7),
        remote_ip: Uint8Array.of(10, 0, 0, 9),
        local_port: 8080,
        remote_port: 50008,
      },
    },
  ]),
}

/** A packer as agents use it; `send` gets its datagrams. */
export const packer = (send) =>
  createPacker({ agentAddress: '10.0.0.7', subAgentId: 100_000, startedAtMs: 0, send })

/** The first full datagram of nothing but `sample`. */
export function datagramOf(sample) {
  const datagrams = []
  const filling = packer((bytes) => datagrams.push(Buffer.from(bytes)))
  while (datagrams.length === 0) filling.add(sample, 0)
  return datagrams[0]
}
