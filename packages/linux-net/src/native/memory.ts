import { native } from './libc.ts'
import type { NativePointer } from './libc.ts'

/**
 * Memory outside of the JavaScript heap, zeroed, that the kernel may be told by address: it neither moves nor is
 * collected as long as one of its views is reachable. A Buffer known to the kernel only by its address would be
 * collected under the kernel's hands.
 */
export interface NativeMemory {
  readonly pointer: NativePointer
  readonly bytes: Uint8Array
  readonly view: DataView
}

// Freed when the last view is gone rather than by a close(): so no view can ever outlive its memory.
const freed = new FinalizationRegistry<NativePointer>((pointer) => native().free(pointer))

/** Allocates native memory. Keep the returned object (not just its pointer) as long as the kernel may use it. */
export function allocateNative(length: number): NativeMemory {
  const { allocate, view } = native()
  const pointer = allocate(length)
  const buffer = view(pointer, length)
  freed.register(buffer, pointer)
  const bytes = new Uint8Array(buffer)
  bytes.fill(0)
  return { pointer, bytes, view: new DataView(buffer) }
}

/** The bytes up to the first NUL, or all of them, as text; a device name that is not UTF-8 keeps its bytes visible. */
export function textUntilNul(bytes: Uint8Array): string {
  const nul = bytes.indexOf(0)
  return Buffer.from(bytes.buffer, bytes.byteOffset, nul === -1 ? bytes.length : nul).toString('utf8')
}
