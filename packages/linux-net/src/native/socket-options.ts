import { checked, littleEndian, native } from './libc.ts'
import { allocateNative } from './memory.ts'
import type { NativeMemory } from './memory.ts'

/** Constants of Linux's socket API that several files need (asm-generic/socket.h, bits/socket.h). */
export const socketConstants = {
  AF_INET: 2,
  AF_INET6: 10,
  AF_NETLINK: 16,
  SOCK_DGRAM: 2,
  SOCK_RAW: 3,
  SOCK_NONBLOCK: 0x800,
  SOCK_CLOEXEC: 0x80000,
  SOL_SOCKET: 1,
  SO_ERROR: 4,
  SO_SNDBUF: 7,
  SO_RCVBUF: 8,
  SO_BINDTODEVICE: 25,
  SO_RCVBUFFORCE: 33,
  MSG_TRUNC: 0x20,
  MSG_DONTWAIT: 0x40,
  MSG_NOSIGNAL: 0x4000,
} as const

/** setsockopt(2) with a 32-bit value in native byte order. Throws {@link NetError} with the errno name. */
export function setSocketOption(fd: number, level: number, name: number, value: number): void {
  const memory = allocateNative(4)
  memory.view.setInt32(0, value, littleEndian)
  checked(native().libc.setsockopt(fd, level, name, memory.pointer, 4), 'setsockopt')
}

/** Bytes that {@link getSocketOption} needs: the value, and its length. */
export const SOCKET_OPTION_BYTES = 8

/**
 * getsockopt(2) of a 32-bit value. Throws {@link NetError} with the errno name. `memory` of
 * {@link SOCKET_OPTION_BYTES}: whoever asks often keeps it, since its allocation costs more than the question.
 */
export function getSocketOption(fd: number, level: number, name: number, memory: NativeMemory): number {
  memory.view.setUint32(4, 4, littleEndian)
  checked(native().libc.getsockopt(fd, level, name, memory.pointer, memory.pointer + 4n), 'getsockopt')
  return memory.view.getInt32(0, littleEndian)
}

/** A receive buffer of the wanted size: beyond the system's limit with CAP_NET_ADMIN, up to it without. */
export function setReceiveBuffer(fd: number, bytes: number): void {
  const { SOL_SOCKET, SO_RCVBUF, SO_RCVBUFFORCE } = socketConstants
  try {
    setSocketOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, bytes)
  } catch {
    setSocketOption(fd, SOL_SOCKET, SO_RCVBUF, bytes)
  }
}
