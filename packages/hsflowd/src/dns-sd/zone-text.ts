import type { DnsRecord } from './dns-message.ts'

/** A record as zone files have it, with absolute names. */
export function zoneText(record: DnsRecord): string {
  return `${absolute(record.name)} ${record.ttlS} IN ${record.type} ${rdata(record)}`
}

function rdata(record: DnsRecord): string {
  switch (record.type) {
    case 'SRV':
      return `${record.priority} ${record.weight} ${record.port} ${absolute(record.target)}`
    case 'TXT':
      return record.strings.map((bytes) => quoteText(bytes)).join(' ')
    case 'CNAME':
      return absolute(record.target)
    default:
      return `(negative answers hold ${record.minimumS} s)`
  }
}

/** A name from the network may hold anything: what does not print is shown as its code (RFC 1035 §5.1). */
export const absolute = (name: string): string => `${escape(Buffer.from(name), /[^!#-'*-:<-[\]-~]/u)}.`

/** A character string in quotes, whatever its bytes. */
export const quoteText = (bytes: Buffer): string => `"${escape(bytes, /[^ !#-[\]-~]/u)}"`

function escape(bytes: Buffer, special: RegExp): string {
  return Array.from(bytes, (byte) => {
    const character = String.fromCharCode(byte)
    if (!special.test(character)) return character
    return character === '"' || character === '\\' ? `\\${character}` : `\\${String(byte).padStart(3, '0')}`
  }).join('')
}
