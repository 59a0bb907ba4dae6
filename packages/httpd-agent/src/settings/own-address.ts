import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { withinTime, type Clock, type CollectorSpec } from '@host-sflow/agent-runtime'

const LOOPBACK = /^(?:127\.|::1$|0\.0\.0\.0$|::$)/u

/** A name server that is down keeps one waiting for ten seconds and more. */
const LIMIT_MS = 1000

export interface OwnAddress {
  readonly address: string
  /** False: there is no network yet, or no name server; it may be another one later. */
  readonly isSure: boolean
}

/**
 * The address that stands for this host where nobody has told one: that from which the first collector is reached,
 * unless it is the host itself; then the first of the host's. Known within a second.
 */
export async function ownAddress([collector]: readonly CollectorSpec[], clock: Clock): Promise<OwnAddress> {
  const routed =
    collector === undefined ? undefined : await withinTime(clock, sourceTowards(collector), LIMIT_MS)
  if (routed !== undefined && !LOOPBACK.test(routed)) return { address: routed, isSure: true }
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const outward = all.filter(({ internal }) => !internal)
  const found = outward.find(({ family }) => family === 'IPv4') ?? outward.find(({ scopeid }) => !scopeid)
  const isSure = found !== undefined && routed !== undefined
  return { address: found?.address ?? routed ?? '127.0.0.1', isSure }
}

/** Connecting a UDP socket sends nothing: the kernel only looks for the way. */
function sourceTowards({ host, port }: CollectorSpec): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
    socket.unref()
    const done = (address: string | undefined): void => {
      socket.removeAllListeners().on('error', () => undefined)
      socket.close()
      resolve(address)
    }
    socket.once('error', () => done(undefined))
    socket.connect(port, host, (error?: Error) =>
      done(error === undefined ? socket.address().address : undefined),
    )
  })
}
