import { PassThrough } from 'node:stream'
import { main } from './main.ts'
import type { Io } from './io.ts'

/** Surroundings that a test gives, and what came out. */
export interface TestIo extends Io {
  readonly stdin: PassThrough
  readonly out: () => string
  readonly err: () => string
  /** As a signal does. */
  stop(): void
}

export function createTestIo(): TestIo {
  const collect = (stream: PassThrough): (() => string) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    return () => Buffer.concat(chunks).toString()
  }
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  let stopped = (): void => undefined
  return {
    stdin,
    stdout,
    stderr,
    out: collect(stdout),
    err: collect(stderr),
    now: Date.now,
    onStop(stop) {
      stopped = stop
      return () => (stopped = () => undefined)
    },
    stop: () => stopped(),
  }
}

/** Runs the command line to its end; `input` is what stands on standard input. */
export async function run(
  args: readonly string[],
  input?: Uint8Array,
): Promise<{ code: number; out: string; err: string }> {
  const io = createTestIo()
  io.stdin.end(input)
  const code = await main(args, io)
  return { code, out: io.out(), err: io.err() }
}
