import { netError, syscallError } from '../errors.ts'
import { errno, errnoName } from '../native/errno.ts'
import { checked, littleEndian, native } from '../native/libc.ts'
import { allocateNative } from '../native/memory.ts'
import type { NativeMemory } from '../native/memory.ts'
import { socketConstants as so } from '../native/socket-options.ts'

// linux/sockios.h, linux/if.h
const SIOCETHTOOL = 0x8946
const IFREQ_BYTES = 40
const IFNAMSIZ = 16

/** One command structure that starts with its number, given to the driver of an interface. */
export interface EthtoolIoctl {
  /**
   * Runs the command in `data`; false when the driver does not have it.
   * Throws {@link NetError} `ENODEV` for an interface that is gone, otherwise with the errno name.
   */
  call(name: string, data: NativeMemory): boolean
  close(): void
}

/**
 * Opens the kept descriptor that SIOCETHTOOL needs; it acts in the network namespace that it was opened in.
 * Reading needs no capability.
 */
export function openEthtoolIoctl(): EthtoolIoctl {
  const { libc, errno: lastErrno, pointerBytes } = native()
  let fd = checked(libc.socket(so.AF_INET, so.SOCK_DGRAM | so.SOCK_CLOEXEC, 0), 'socket')
  const ifreq = allocateNative(IFREQ_BYTES)
  return {
    call(name, data) {
      if (fd === -1) throw netError('HSF_NET_CLOSED')
      const encoded = Buffer.from(name, 'utf8')
      if (encoded.length === 0 || encoded.length >= IFNAMSIZ || encoded.includes(0)) {
        throw netError('HSF_NET_ARGUMENT', `interface name "${name}"`)
      }
      ifreq.bytes.fill(0)
      ifreq.bytes.set(encoded)
      if (pointerBytes === 8) ifreq.view.setBigUint64(IFNAMSIZ, data.pointer, littleEndian)
      else ifreq.view.setUint32(IFNAMSIZ, Number(data.pointer), littleEndian)
      if (libc.ioctl(fd, SIOCETHTOOL, ifreq.pointer) >= 0) return true
      const code = lastErrno()
      // Drivers without the operation say EOPNOTSUPP; a few say EINVAL for a virtual port.
      if (code === errno.EOPNOTSUPP || code === errno.EINVAL) return false
      throw syscallError(errnoName(code), 'ioctl', name)
    },
    close() {
      if (fd !== -1) native().libc.close(fd)
      fd = -1
    },
  }
}
