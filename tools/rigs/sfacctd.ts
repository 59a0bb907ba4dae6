import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freeUdpPort, startChild, until } from './child.ts'

/** One counter record as sfacctd read it; the counters have the standard's names (`ifInOctets`, `dot3Stats...`). */
export type SfacctdCounters = {
  /** `sflow_cnt_generic` (0:1), `sflow_cnt_ethernet` (0:2), `sflow_cnt_vlan` (0:5); absent for a record it skipped. */
  sf_cnt_type?: string
  /** The agent address of the datagram. */
  peer_ip_src: string
  source_id_index: number
  /** Sequence number of the datagram. */
  sflow_seq: number
  /** Sequence number of the sample. */
  sflow_cnt_seq: number
} & Record<string, string | number | undefined>

/** Sampled packets with equal keys, summed. `packets` counts samples (not renormalised), `bytes` their frame lengths. */
export type SfacctdFlow = {
  peer_ip_src: string
  mac_src: string
  mac_dst: string
  vlan: number
  etype: string
  iface_in: number
  iface_out: number
  ip_src: string
  ip_dst: string
  port_src: number
  port_dst: number
  ip_proto: string
  sampling_rate: number
  packets: number
  bytes: number
}

export type Sfacctd = {
  pid: number
  port: number
  /** Every counter record so far, the skipped ones included: sfacctd logs one line for each. */
  counters: () => Promise<SfacctdCounters[]>
  /** Every purge of the flow cache so far; a packet shows within 2 s. */
  flows: () => Promise<SfacctdFlow[]>
  stop: () => Promise<void>
}

const START_LIMIT_MS = 10_000
// The process that receives, and the one that counts packets: what comes before the second is ready is lost.
const READY = ['waiting for sFlow data', '( flows/print ): JSON: setting object handlers']

/**
 * Starts pmacct's sFlow collector on 127.0.0.1 with its files in `dir`, a private directory of the caller.
 * @throws when it is not ready within 10 s
 */
export async function startSfacctd(options: { dir: string; port?: number }): Promise<Sfacctd> {
  const port = options.port ?? (await freeUdpPort())
  const countersFile = join(options.dir, 'sfacctd-counters.json')
  const flowsFile = join(options.dir, 'sfacctd-flows.json')
  const configFile = join(options.dir, 'sfacctd.conf')
  await writeFile(configFile, configuration(port, countersFile, flowsFile))
  const child = await startChild(['sfacctd', '-f', configFile], 'SIGINT')
  try {
    await until('sfacctd waits for data', START_LIMIT_MS, () => {
      if (child.exit()) throw new Error(`sfacctd ended: ${child.output()}`)
      return READY.every((line) => child.output().includes(line)) ? true : undefined
    })
  } catch (error) {
    await child.stop()
    throw error
  }
  return {
    pid: child.pid,
    port,
    counters: async () => {
      const lines = await jsonLines<SfacctdCounters & { event_type: string }>(countersFile)
      return lines.filter((line) => line.event_type === 'log')
    },
    flows: () => jsonLines<SfacctdFlow>(flowsFile),
    stop: child.stop,
  }
}

function configuration(port: number, countersFile: string, flowsFile: string): string {
  return `daemonize: false
sfacctd_ip: 127.0.0.1
sfacctd_port: ${port}
sfacctd_renormalize: false
sfacctd_counter_file: ${countersFile}
sfacctd_counter_output: json
plugins: print[flows]
aggregate[flows]: peer_src_ip,src_mac,dst_mac,vlan,etype,in_iface,out_iface,src_host,dst_host,src_port,dst_port,proto,sampling_rate
print_output[flows]: json
print_output_file[flows]: ${flowsFile}
print_output_file_append[flows]: true
print_refresh_time[flows]: 1
print_cache_entries[flows]: 997
`
}

// sfacctd may be writing: a last line without its newline is not there yet.
async function jsonLines<T>(file: string): Promise<T[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  })
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as T)
}
