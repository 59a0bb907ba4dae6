import { readTxt } from '../config/read-txt.ts'
import type { Found } from '../dns-sd/look-up.ts'
import type { DnsLayer } from './layers.ts'

/** What an answer of DNS means for the settings, and what is wrong with its TXT record. */
export function dnsLayerOf(answer: Found | { readonly state: 'off' }): {
  readonly layer: DnsLayer
  readonly warnings: readonly string[]
} {
  if (answer.state === 'off') return { layer: { state: 'off' }, warnings: [] }
  const { name, targets, txt } = answer
  const read = readTxt(txt, `DNS TXT ${name}`)
  return { layer: { state: 'found', name, targets, txt: read }, warnings: read.warnings }
}
