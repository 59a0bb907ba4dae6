import type { StateDirectory } from '@host-sflow/agent-runtime'
import * as z from 'zod/mini'
import type { Found } from './look-up.ts'

const FILE = 'dns-sd'
/** What stays the same is written once in this time, to say when it last was so. */
const REWRITE_MS = 3_600_000

/** The last good answer, and when it came. */
export interface Remembered extends Found {
  /** Milliseconds since 1970. */
  readonly atMs: number
}

const text = z.string().check(z.maxLength(255))
const port = z.int().check(z.minimum(1), z.maximum(65_535))
const uint16 = z.int().check(z.minimum(0), z.maximum(65_535))
const schema = z.object({
  state: z.literal('found'),
  name: text,
  targets: z.array(z.object({ host: text, port, priority: uint16, weight: uint16 })),
  // JSON has no undefined.
  txt: z.array(z.tuple([text, z.nullable(text)])),
  atMs: z.number(),
})

/** What the last run learnt; undefined where there is nothing, or nothing of use. */
export async function readRemembered(state: StateDirectory | undefined): Promise<Remembered | undefined> {
  const { data } = schema.safeParse(await state?.read(FILE))
  if (data === undefined) return undefined
  return { ...data, txt: data.txt.map(([key, value]) => [key, value ?? undefined]) }
}

/** Keeps what is good now for the next run. */
export interface Memory {
  keep(found: Found, atMs: number, changed: boolean): void
  forget(): void
}

export function openMemory(state: StateDirectory | undefined): Memory {
  let writtenAtMs: number | undefined
  let empty = false
  return {
    keep({ name, targets, txt }, atMs, changed) {
      if (!changed && writtenAtMs !== undefined && atMs - writtenAtMs < REWRITE_MS) return
      writtenAtMs = atMs
      empty = false
      const pairs = txt.map(([key, value]) => [key, value ?? null])
      void state?.write(FILE, { state: 'found', name, targets, txt: pairs, atMs })
    },
    forget() {
      writtenAtMs = undefined
      if (!empty) void state?.write(FILE, null)
      empty = true
    },
  }
}
