import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { type Child, freeTcpPort, freeUdpPort, startChild, until } from './child.ts'
import { gmondI386 } from './gmond-i386.ts'

export type GmondMetric = { value: string; type: string; units: string }
export type GmondHost = { name: string; ip: string; metrics: Map<string, GmondMetric> }

export type Gmond = {
  pid: number
  sflowPort: number
  tcpPort: number
  /** The whole XML document. Throws when gmond dies in the middle of it, saying how. */
  xml: () => Promise<string>
  /** The hosts of the XML by name. */
  hosts: () => Promise<Map<string, GmondHost>>
  stop: () => Promise<void>
}

/** Which gmond: `native` is the installed one, `i386` Debian's 32-bit build (docs/interop/gmond.md says why). */
export type GmondBuild = 'native' | 'i386'

const START_LIMIT_MS = 10_000
const XML_LIMIT_MS = 5_000

/**
 * Starts Ganglia's gmond on 127.0.0.1 as an sFlow collector that sends nothing itself. Its configuration is in
 * `dir`, a private directory of the caller.
 * @throws when it is not ready within 10 s
 */
export async function startGmond(options: {
  dir: string
  build: GmondBuild
  sflowPort?: number
  tcpPort?: number
}): Promise<Gmond> {
  const sflowPort = options.sflowPort ?? (await freeUdpPort())
  const tcpPort = options.tcpPort ?? (await freeTcpPort())
  const configFile = join(options.dir, 'gmond.conf')
  await writeFile(configFile, configuration(sflowPort, tcpPort))
  const program = options.build === 'i386' ? await gmondI386() : (['gmond'] as const)
  const child = await startChild([...program, '-f', '-c', configFile])
  try {
    await until('gmond accepts a connection', START_LIMIT_MS, async () => {
      if (child.exit()) throw new Error(`gmond ended: ${child.output()}`)
      return (await readAll(tcpPort)).includes('</GANGLIA_XML>') ? true : undefined
    })
  } catch (error) {
    await child.stop()
    throw error
  }
  const xml = (): Promise<string> => readXml(child, tcpPort)
  return {
    pid: child.pid,
    sflowPort,
    tcpPort,
    xml,
    hosts: async () => hostsOf(await xml()),
    stop: child.stop,
  }
}

function configuration(sflowPort: number, tcpPort: number): string {
  return `globals { daemonize = no setuid = no mute = yes deaf = no host_dmax = 0 cleanup_threshold = 300 }
cluster { name = "rig" }
udp_recv_channel { port = ${sflowPort} bind = 127.0.0.1 }
tcp_accept_channel { port = ${tcpPort} bind = 127.0.0.1 }
sflow {
  udp_port = ${sflowPort}
  accept_vm_metrics = yes
  accept_http_metrics = yes
  multiple_http_instances = yes
  accept_memcache_metrics = yes
  multiple_memcache_instances = yes
  accept_jvm_metrics = yes
  multiple_jvm_instances = yes
}
modules { module { name = "core_metrics" } }
`
}

async function readXml(child: Child, tcpPort: number): Promise<string> {
  const text = await readAll(tcpPort)
  if (text.trimEnd().endsWith('</GANGLIA_XML>')) return text
  // The kernel closes a dying process's connections a moment before its parent hears of it.
  const exit = await until('gmond ended', 1000, child.exit).catch(() => undefined)
  const state = exit ? `gmond ended with ${exit.signal ?? exit.code}` : 'gmond still runs'
  throw new Error(`incomplete XML (${text.length} characters): ${state}`)
}

// A refused or broken connection is an incomplete answer like any other: readXml says what became of gmond.
async function readAll(tcpPort: number): Promise<string> {
  const socket = createConnection({ host: '127.0.0.1', port: tcpPort })
  socket.setTimeout(XML_LIMIT_MS, () => socket.destroy())
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await Promise.race([once(socket, 'close'), once(socket, 'error')]).catch(() => undefined)
  socket.destroy()
  return Buffer.concat(chunks).toString('utf8')
}

function hostsOf(xml: string): Map<string, GmondHost> {
  const hosts = new Map<string, GmondHost>()
  for (const [, tag = '', body = ''] of xml.matchAll(/<HOST ([^>]*)>(.*?)<\/HOST>/gs)) {
    const metrics = new Map<string, GmondMetric>()
    for (const [, metric = ''] of body.matchAll(/<METRIC ([^>]*)>/g)) {
      metrics.set(attribute(metric, 'NAME'), {
        value: attribute(metric, 'VAL'),
        type: attribute(metric, 'TYPE'),
        units: attribute(metric, 'UNITS'),
      })
    }
    const name = attribute(tag, 'NAME')
    hosts.set(name, { name, ip: attribute(tag, 'IP'), metrics })
  }
  return hosts
}

function attribute(tag: string, name: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
  const value = new RegExp(`(?:^| )${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
  return value.replace(/&(lt|gt|quot|apos|amp);/g, (_, entity: string) => entities[entity] ?? '')
}
