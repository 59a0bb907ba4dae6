// UDP packets from one host of a bridge to another, and how many went there as the kernel counts them.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { TestContext } from 'vitest'
import { startChild, until } from '../../../../tools/rigs/child.ts'
import type { OvsHost } from '../../../../tools/rigs/ovs.ts'

const run = promisify(execFile)

export const UDP_PORT = 5000
export const UDP_SOURCE_PORT = 5001
export const PAYLOAD_BYTES = 200

const LISTEN = `const socket = require('node:dgram').createSocket('udp4')
socket.bind(${UDP_PORT}, () => console.log('bound'))`

// Few at a time: neither the switch's one thread nor the kernel's queues are to lose any.
const SEND = `const [address, count] = process.argv.slice(1)
const socket = require('node:dgram').createSocket('udp4')
const payload = Buffer.alloc(${PAYLOAD_BYTES})
let sent = 0
socket.bind(${UDP_SOURCE_PORT}, function burst() {
  for (let i = 0; i < 10 && sent < count; i++, sent++) socket.send(payload, ${UDP_PORT}, address)
  if (sent < count) setTimeout(burst, 1)
  else setTimeout(() => socket.close(), 50)
})`

/** Takes what is sent to a host, until the test ends: otherwise it would answer with ICMP. */
export async function listen(ctx: TestContext, host: OvsHost): Promise<void> {
  const child = await startChild(['ip', ...host.prefix.slice(1), process.execPath, '-e', LISTEN])
  ctx.onTestFinished(child.stop)
  await until('the listener', 5000, () => child.output().includes('bound') || undefined)
}

/** Sends packets, some 5000 a second. */
export async function sendUdp(from: OvsHost, address: string, count: number): Promise<void> {
  await run('ip', [...from.prefix.slice(1), process.execPath, '-e', SEND, address, String(count)])
}

export interface Link {
  readonly inOctets: number
  readonly inPackets: number
  readonly outOctets: number
  readonly outPackets: number
}

interface Statistics {
  readonly rx: { readonly bytes: number; readonly packets: number }
  readonly tx: { readonly bytes: number; readonly packets: number }
}

/** What the kernel counted at an interface. */
export async function linkOf(namespace: string, device: string): Promise<Link> {
  const { stdout } = await run('ip', ['-n', namespace, '-s', '-j', 'link', 'show', device])
  const [{ stats64 }] = JSON.parse(stdout) as [{ stats64: Statistics }]
  return {
    inOctets: stats64.rx.bytes,
    inPackets: stats64.rx.packets,
    outOctets: stats64.tx.bytes,
    outPackets: stats64.tx.packets,
  }
}
