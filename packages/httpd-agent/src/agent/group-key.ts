import { readlinkSync } from 'node:fs'

/** A port is one thing in its network namespace; namespaces(7): `net:[4026531840]`. */
function networkNamespace(): string {
  try {
    return /\d+/u.exec(readlinkSync('/proc/self/ns/net'))?.[0] ?? '0'
  } catch {
    return '0'
  }
}

/** Names those who serve the same port of this host. */
export const groupKey = (index: number): string => `${networkNamespace()}-${index}`
