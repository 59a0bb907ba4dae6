/** An address as sflowtool prints it: IPv6 as 8 groups of 4 digits, never shortened; `-` for none. */
export function addressText(text: string | null): string {
  if (text === null) return '-'
  return text.includes(':') ? fullIp6(text) : text
}

/** `2001:0db8:0000:...` of any text form of an IPv6 address. */
export function fullIp6(text: string): string {
  const quad = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text)
  const plain = quad === null ? text : `${quad[1]}${group(quad[2]!, quad[3]!)}:${group(quad[4]!, quad[5]!)}`
  const [head = '', tail] = plain.split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0')
  return [...first, ...zeros, ...last].map((part) => part.padStart(4, '0')).join(':')
}

const group = (high: string, low: string): string => (Number(high) * 256 + Number(low)).toString(16)

/** 8-4-4-4-12. */
export const uuidText = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
