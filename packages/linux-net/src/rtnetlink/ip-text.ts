/** Text of an IPv4 or IPv6 address: 4 or 16 bytes, the latter in the form of RFC 5952; undefined for other lengths. */
export function ipText(view: DataView, start: number, length: number): string | undefined {
  if (length === 4) {
    return `${view.getUint8(start)}.${view.getUint8(start + 1)}.${view.getUint8(start + 2)}.${view.getUint8(start + 3)}`
  }
  if (length !== 16) return undefined
  const groups: string[] = []
  for (let offset = 0; offset < 16; offset += 2) groups.push(view.getUint16(start + offset).toString(16))
  if (groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff') {
    return `::ffff:${ipText(view, start + 12, 4)}`
  }
  return compress(groups)
}

/** Replaces the first longest run of at least two zero groups by "::". */
function compress(groups: readonly string[]): string {
  let best = { from: 0, length: 1 }
  for (let from = 0; from < groups.length; from += 1) {
    let length = 0
    while (groups[from + length] === '0') length += 1
    if (length > best.length) best = { from, length }
  }
  if (best.length < 2) return groups.join(':')
  return `${groups.slice(0, best.from).join(':')}::${groups.slice(best.from + best.length).join(':')}`
}
