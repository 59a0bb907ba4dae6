import { randomBytes } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import { threadId } from 'node:worker_threads'

/** Names a member among all that there have been. */
export const createMemberId = (): string => `${process.pid}-${threadId}-${randomBytes(6).toString('hex')}`

/** The same for all threads of this process, and no other: containers that share a directory may share numbers. */
export function processName(): string {
  try {
    return `${readlinkSync('/proc/self/ns/pid')}-${process.pid}`
  } catch {
    return String(process.pid)
  }
}
