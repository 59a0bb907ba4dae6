import { linuxNetAvailable, native } from './native/libc.ts'

/**
 * Ends the process at once, as _exit(2): no handler runs, nothing is waited for. Node's own exit waits for its threads,
 * and one of them may hang in getaddrinfo for as long as a DNS server does not answer. Returns, having done nothing,
 * where there are no native calls.
 */
export function exitAtOnce(code: number): void {
  if (linuxNetAvailable().available) native().libc.exit(code)
}
