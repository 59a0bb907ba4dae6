import type { AgentStatus } from '@host-sflow/agent-runtime'
import * as z from 'zod/mini'
import { catch as otherwise } from 'zod/mini'

// Status files are written by other processes, of other versions: what is not as expected counts as not told.
const soft = <S extends z.ZodMiniType>(schema: S) => otherwise(z.optional(schema), undefined)
const list = <S extends z.ZodMiniType>(item: S) => otherwise(z.array(item), [])
const text = z.string()
const number = z.number()

const columnsSchema = z.object({
  agent: soft(text),
  header: soft(number),
  polling: soft(number),
  sampling: soft(number),
  targets: list(text),
})

const ovsSchema = z.object({
  inForce: soft(
    z.object({
      columns: soft(columnsSchema),
      bridgeCount: soft(number),
      bridges: list(z.object({ name: text })),
      row: soft(text),
    }),
  ),
  version: soft(text),
  strategy: soft(text),
  wanted: soft(z.object({ state: text, why: soft(text) })),
  monitor: soft(text),
  trouble: soft(text),
  unconfirmed: soft(z.boolean()),
  contention: soft(z.boolean()),
  lastCheckAt: soft(text),
  nextCheckAt: soft(text),
  lastError: soft(text),
  lastErrorAt: soft(text),
  newBridgeMs: soft(number),
})

const keeperSchema = z.object({
  pid: number,
  writtenAt: text,
  version: soft(text),
  settings: soft(z.object({ file: text, revision: z.union([number, text]) })),
  counters: otherwise(z.record(z.string(), number), {}),
  lastError: soft(text),
  process: soft(z.object({ uid: soft(number), uptimeMs: soft(number), rssBytes: soft(number) })),
  details: soft(
    z.object({
      server: soft(text),
      settingsProblem: soft(text),
      ovs: soft(ovsSchema),
    }),
  ),
})

/** What a sflowovsd told of itself, as far as it is understood. */
export type SeenKeeper = z.output<typeof keeperSchema>
export type SeenOvs = z.output<typeof ovsSchema>

export const seenKeeper = (status: AgentStatus): SeenKeeper => keeperSchema.parse(status)
