import { createRequire } from 'node:module'
import { syscallError } from './errors.ts'
import { errnoName } from './native/errno.ts'
import { littleEndian, native } from './native/libc.ts'
import { allocateNative } from './native/memory.ts'
import type { NativeMemory } from './native/memory.ts'
import { u64AsNumber } from './netlink/parse.ts'
import type koffiModule from 'koffi'

/** Size of a file system. `fs.statfs` of Node has no fragment size, the unit in which Linux counts the blocks. */
export interface FileSystemSpace {
  /** Bytes per counted block (f_frsize). */
  readonly blockBytes: number
  readonly blocks: number
  readonly free: number
  /** Blocks free for users without privileges. */
  readonly available: number
}

/** More than sizeof(struct statvfs) of any libc (112 on 64-bit systems). */
const STATVFS_BYTES = 256

interface Statvfs {
  readonly call: (path: string, buffer: bigint) => number
  readonly memory: NativeMemory
  /** Bytes of `unsigned long`: of the first two members; the block counts have 64 bits in either form. */
  readonly longBytes: number
}

let bound: Statvfs | undefined

function bind(): Statvfs {
  const { pointerBytes } = native()
  const koffi = createRequire(import.meta.url)('koffi') as typeof koffiModule
  // libc is part of the process. Where `long` has 32 bits, plain statvfs would count blocks in 32 bits too.
  const name = pointerBytes === 8 ? 'statvfs' : 'statvfs64'
  return {
    call: koffi.load(null).func(`int ${name}(str, void *)`),
    memory: allocateNative(STATVFS_BYTES),
    longBytes: pointerBytes,
  }
}

/**
 * statvfs(3). It waits as long as the file system takes: never ask about one of a network.
 * Throws {@link NetError} with the errno name, or HSF_NET_UNAVAILABLE.
 */
export function statvfs(path: string): FileSystemSpace {
  bound ??= bind()
  const { call, memory, longBytes } = bound
  if (call(path, memory.pointer) < 0) throw syscallError(errnoName(native().errno()), 'statvfs', path)
  const { view } = memory
  const counts = 2 * longBytes
  return {
    blockBytes: longBytes === 8 ? u64AsNumber(view, longBytes) : view.getUint32(longBytes, littleEndian),
    blocks: u64AsNumber(view, counts),
    free: u64AsNumber(view, counts + 8),
    available: u64AsNumber(view, counts + 16),
  }
}
