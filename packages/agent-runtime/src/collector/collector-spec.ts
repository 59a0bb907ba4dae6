import { isIP, isIPv6 } from 'node:net'
import { runtimeError } from '../errors.ts'

/** The port that IANA gave to sFlow. */
export const DEFAULT_PORT = 6343

/** Where datagrams go. */
export interface CollectorSpec {
  /** Name or address, IPv6 without brackets, possibly with a zone (`fe80::1%eth0`). */
  readonly host: string
  readonly port: number
  /** Network device to send through. Linux. */
  readonly device?: string | undefined
  /** Network namespace to send from. Linux. */
  readonly namespace?: string | undefined
  /** Own address to send from. */
  readonly sourceAddress?: string | undefined
  /** Of an SRV record: only the collectors of the lowest number that works get datagrams. 0 unless told. */
  readonly priority?: number | undefined
}

/** RFC 1123, and the underscores that names in data centres do have. */
const NAME =
  /^(?!.{254})[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/iu
/** Such a last label makes a number of it, so that 10.0.0.300 or a lone port is no name. */
const NUMERIC_END = /(?:^|\.)(?:\d+|0x[0-9a-f]*)\.?$/iu

/**
 * Reads `HOST`, `HOST:PORT`, `[IPV6]`, `[IPV6]:PORT` or a bare IPv6 address.
 * @throws RuntimeError HSF_COLLECTOR_EMPTY, HSF_COLLECTOR_HOST, HSF_COLLECTOR_PORT
 */
export function parseCollector(text: string): CollectorSpec {
  const trimmed = text.trim()
  if (trimmed === '') throw runtimeError('HSF_COLLECTOR_EMPTY')
  if (isIPv6(trimmed)) return { host: trimmed, port: DEFAULT_PORT }

  const bracketed = /^\[([^\]]*)\](?::(.*))?$/su.exec(trimmed)
  if (bracketed !== null) {
    const [, host = '', port] = bracketed
    if (!isIPv6(host)) throw runtimeError('HSF_COLLECTOR_HOST', quoted(trimmed))
    return { host, port: parsePort(port, trimmed) }
  }
  const [host = '', port, surplus] = trimmed.split(':')
  if (host === '' && surplus === undefined) throw runtimeError('HSF_COLLECTOR_EMPTY', quoted(trimmed))
  if (surplus !== undefined || !isHost(host)) throw runtimeError('HSF_COLLECTOR_HOST', quoted(trimmed))
  return { host, port: parsePort(port, trimmed) }
}

/** Reads collectors with commas between them, as environment variables give them. @throws RuntimeError */
export function parseCollectors(text: string): CollectorSpec[] {
  return text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(parseCollector)
}

/** `HOST:PORT` or `[IPV6]:PORT`. */
export function formatEndpoint(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** The collector in one line, for logs and status; equal for equal receivers only, whatever their priority. */
export function formatCollector(spec: CollectorSpec): string {
  const parts = [formatEndpoint(spec.host, spec.port)]
  if (spec.device !== undefined) parts.push(`dev ${spec.device}`)
  if (spec.namespace !== undefined) parts.push(`namespace ${spec.namespace}`)
  if (spec.sourceAddress !== undefined) parts.push(`from ${spec.sourceAddress}`)
  return parts.join(' ')
}

/** Whether a collector can be there: an IP address (IPv6 without brackets, possibly with a zone) or a host name. */
export function isHost(text: string): boolean {
  return isIP(text) !== 0 || (NAME.test(text) && !NUMERIC_END.test(text))
}

function parsePort(text: string | undefined, whole: string): number {
  if (text === undefined) return DEFAULT_PORT
  const port = /^\d{1,5}$/u.test(text) ? Number(text) : 0
  if (port < 1 || port > 65_535) throw runtimeError('HSF_COLLECTOR_PORT', quoted(whole))
  return port
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}...` : text)
}
