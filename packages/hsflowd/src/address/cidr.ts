import { isIPv4, isIPv6 } from 'node:net'

/** A range of addresses, as `agent.cidr` names it. */
export interface Cidr {
  /** `!` in front: addresses of this range never name the agent. */
  readonly exclude: boolean
  readonly address: string
  readonly prefixLength: number
}

/** Reads `a.b.c.d/len`, `a.b.c.d/m.m.m.m`, `IPv6/len` or a lone address, with `!` in front; undefined for anything else. */
export function parseCidr(text: string): Cidr | undefined {
  const [, mark, address = '', length] = /^(!?)\s*([^/]*)(?:\/(.*))?$/su.exec(text) ?? []
  const bits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : undefined
  if (bits === undefined) return undefined
  const prefixLength = length === undefined ? bits : prefixOf(length, bits)
  return prefixLength === undefined ? undefined : { exclude: mark === '!', address, prefixLength }
}

function prefixOf(text: string, bits: number): number | undefined {
  if (/^\d{1,3}$/u.test(text)) return Number(text) <= bits ? Number(text) : undefined
  if (bits !== 32 || !isIPv4(text)) return undefined
  const mask = text.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
  const ones = Math.clz32(~mask >>> 0)
  // Ones, then zeros, and nothing else.
  return mask === (ones === 0 ? 0 : (-1 << (32 - ones)) >>> 0) ? ones : undefined
}

/** `!10.0.0.0/8`. */
export const formatCidr = ({ exclude, address, prefixLength }: Cidr): string =>
  `${exclude ? '!' : ''}${address}/${prefixLength}`
