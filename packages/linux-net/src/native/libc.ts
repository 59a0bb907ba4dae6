import { createRequire } from 'node:module'
import { endianness } from 'node:os'
import { netError, NetError, syscallError } from '../errors.ts'
import { errnoName } from './errno.ts'
import type koffiModule from 'koffi'

type Koffi = typeof koffiModule

/** Address of native memory, as koffi gives it. */
export type NativePointer = bigint

/**
 * The libc functions that this package calls; each returns -1 for failure, as in C.
 * Read {@link Native.errno} right after a failure, before any other call.
 */
export interface Libc {
  readonly socket: (domain: number, type: number, protocol: number) => number
  readonly close: (fd: number) => number
  readonly bind: (fd: number, address: NativePointer, length: number) => number
  readonly connect: (fd: number, address: NativePointer, length: number) => number
  readonly getsockname: (fd: number, address: NativePointer, length: NativePointer) => number
  readonly setsockopt: (
    fd: number,
    level: number,
    name: number,
    value: NativePointer,
    length: number,
  ) => number
  readonly getsockopt: (
    fd: number,
    level: number,
    name: number,
    value: NativePointer,
    length: NativePointer,
  ) => number
  readonly send: (fd: number, data: NativePointer, length: number, flags: number) => number
  readonly recvfrom: (
    fd: number,
    data: NativePointer,
    length: number,
    flags: number,
    address: NativePointer,
    addressLength: NativePointer,
  ) => number
  readonly ioctl: (fd: number, request: number, argument: NativePointer) => number
  readonly setns: (fd: number, type: number) => number
  readonly prctl: (option: number, a: number, b: number, c: number, d: number) => number
  readonly capset: (header: NativePointer, data: NativePointer) => number
  readonly if_nametoindex: (name: string) => number
  /** _exit(2). */
  readonly exit: (code: number) => void
  readonly inet_pton: (family: number, text: string, address: NativePointer) => number
}

/** libc and the few things of koffi that the package needs besides. */
export interface Native {
  readonly libc: Libc
  readonly pointerBytes: number
  readonly errno: () => number
  readonly allocate: (bytes: number) => NativePointer
  readonly free: (pointer: NativePointer) => void
  readonly view: (pointer: NativePointer, bytes: number) => ArrayBuffer
}

/** Kernel structures use the machine's byte order. */
export const littleEndian = endianness() === 'LE'

/** Binds libc through koffi. Throws HSF_NET_UNAVAILABLE with the reason. The parameters are for tests. */
export function loadNative(
  platform: string = process.platform,
  requireKoffi: () => Koffi = () => createRequire(import.meta.url)('koffi'),
): Native {
  if (platform !== 'linux') throw netError('HSF_NET_UNAVAILABLE', `the platform is ${platform}, not linux`)
  let koffi: Koffi
  try {
    koffi = requireKoffi()
  } catch (error) {
    throw netError('HSF_NET_UNAVAILABLE', `koffi does not load: ${String(error).split('\n', 1)[0]}`)
  }
  // The libc that Node itself runs on, whatever its name and kind (glibc, musl).
  const library = koffi.load(null)
  return {
    libc: {
      socket: library.func('int socket(int, int, int)'),
      close: library.func('int close(int)'),
      bind: library.func('int bind(int, void *, uint32_t)'),
      connect: library.func('int connect(int, void *, uint32_t)'),
      getsockname: library.func('int getsockname(int, void *, void *)'),
      setsockopt: library.func('int setsockopt(int, int, int, void *, uint32_t)'),
      getsockopt: library.func('int getsockopt(int, int, int, void *, void *)'),
      send: library.func('intptr_t send(int, void *, size_t, int)'),
      recvfrom: library.func('intptr_t recvfrom(int, void *, size_t, int, void *, void *)'),
      ioctl: library.func('int ioctl(int, ulong, void *)'),
      setns: library.func('int setns(int, int)'),
      prctl: library.func('int prctl(int, ulong, ulong, ulong, ulong)'),
      capset: library.func('int capset(void *, void *)'),
      if_nametoindex: library.func('uint32_t if_nametoindex(str)'),
      exit: library.func('void _exit(int)'),
      inet_pton: library.func('int inet_pton(int, str, void *)'),
    },
    pointerBytes: koffi.sizeof('void *'),
    errno: () => koffi.errno(),
    allocate: (bytes) => koffi.alloc('uint8_t', bytes),
    free: (pointer) => koffi.free(pointer),
    view: (pointer, bytes) => koffi.view(pointer, bytes),
  }
}

let loaded: Native | NetError | undefined

/** The process's libc, bound at the first call. Throws HSF_NET_UNAVAILABLE, each time the same. */
export function native(): Native {
  if (loaded === undefined) {
    try {
      loaded = loadNative()
    } catch (error) {
      loaded = error instanceof NetError ? error : netError('HSF_NET_UNAVAILABLE', String(error))
    }
  }
  if (loaded instanceof Error) throw loaded
  return loaded
}

/** Whether this package can work here, and if not, why. Never throws; the answer does not change. */
export function linuxNetAvailable(): { available: true } | { available: false; reason: string } {
  try {
    native()
    return { available: true }
  } catch (error) {
    return { available: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

/** The result of a system call, or a {@link NetError} with its errno name when it is negative. */
export function checked(result: number, syscall: string, subject?: string): number {
  if (result < 0) throw syscallError(errnoName(native().errno()), syscall, subject)
  return result
}
