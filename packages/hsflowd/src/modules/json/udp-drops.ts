import { readFile } from 'node:fs/promises'

/** As in /proc/net/udp and udp6, whose words are in the machine's byte order; a pair for either. */
const ADDRESSES = {
  '127.0.0.1': { file: '/proc/self/net/udp', texts: ['0100007F', '7F000001'] },
  '::1': {
    file: '/proc/self/net/udp6',
    texts: ['00000000000000000000000001000000', '00000000000000000000000000000001'],
  },
} as const

export type Loopback = keyof typeof ADDRESSES
export const LOOPBACKS = Object.keys(ADDRESSES) as readonly Loopback[]

/** The number of datagrams that the kernel dropped because a socket's queue was full; undefined where it does not say. */
export async function readDrops(address: Loopback, port: number): Promise<number | undefined> {
  const { file, texts } = ADDRESSES[address]
  try {
    return dropsOf(await readFile(file, 'latin1'), texts, port)
  } catch {
    // Not Linux, or /proc is not mounted: the figure is missing.
    return undefined
  }
}

/** The last column of the socket's line (Documentation/networking/proc_net_tcp.rst, udp.c: udp4_format_sock). */
export function dropsOf(table: string, addresses: readonly string[], port: number): number | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0')
  for (const address of addresses) {
    const at = table.indexOf(`: ${address}:${hex} `)
    if (at < 0) continue
    const end = table.indexOf('\n', at)
    const drops = Number(
      table
        .slice(at, end < 0 ? undefined : end)
        .trimEnd()
        .split(' ')
        .at(-1),
    )
    return Number.isSafeInteger(drops) ? drops : undefined
  }
  return undefined
}
