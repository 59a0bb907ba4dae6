/** The longest name of a message without its final dot (RFC 1035 §2.3.4: 255 bytes with lengths and the root). */
const MAX_NAME_BYTES = 253
const LABEL = /^[^.\s\\]+$/u

/** Whether it can be asked for: without leading and trailing dot, labels of 1 to 63 bytes (RFC 1035 §2.3.4). */
export function isDomain(name: string): boolean {
  return (
    Buffer.byteLength(name) <= MAX_NAME_BYTES &&
    name.split('.').every((label) => LABEL.test(label) && Buffer.byteLength(label) <= 63)
  )
}

/** As messages give it: without dots at the ends, and of one case, since DNS knows none (RFC 4343). */
export const canonicalName = (name: string): string => name.replace(/^\.|\.$/gu, '').toLowerCase()
