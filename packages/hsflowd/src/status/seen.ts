import type { AgentStatus } from '@host-sflow/agent-runtime'
import * as z from 'zod/mini'
import { catch as otherwise } from 'zod/mini'

// Status files are written by other programs, of other versions: what is not as expected counts as not told.
const soft = <S extends z.ZodMiniType>(schema: S) => otherwise(z.optional(schema), undefined)
const list = <S extends z.ZodMiniType>(item: S) => otherwise(z.array(item), [])
const text = z.string()
const number = z.number()

const collectorSchema = z.object({
  collector: text,
  state: soft(text),
  address: soft(text),
  datagrams: soft(number),
  lost: soft(number),
  refusals: soft(number),
  resolvedAt: soft(text),
  priority: soft(number),
  active: soft(z.boolean()),
  lastError: soft(z.object({ message: text, at: soft(text) })),
})

const sourceSchema = z.object({
  name: text,
  collections: soft(number),
  failures: soft(number),
  lastMs: soft(number),
  meanMs: soft(number),
  error: soft(text),
})

const pollerSchema = z.object({
  name: text,
  source: soft(text),
  intervalMs: soft(number),
  samples: soft(number),
  errors: soft(number),
  skipped: soft(number),
  lastMs: soft(number),
})

const detailsSchema = z.object({
  configFiles: list(text),
  reload: soft(
    z.object({ at: soft(text), successful: soft(z.boolean()), error: soft(text), reloads: soft(number) }),
  ),
  election: soft(z.object({ device: soft(text), reason: soft(text) })),
  sources: list(sourceSchema),
  pollers: list(pollerSchema),
  dnsSd: soft(z.record(z.string(), z.unknown())),
  modules: soft(z.record(z.string(), z.unknown())),
})

const agentSchema = z.object({
  name: text,
  pid: number,
  writtenAt: text,
  file: text,
  version: soft(text),
  settings: soft(z.object({ file: text, revision: z.union([number, text]) })),
  agentAddress: soft(text),
  subAgentId: soft(number),
  collectors: list(collectorSchema),
  counters: otherwise(z.record(z.string(), number), {}),
  lastError: soft(text),
  process: soft(
    z.object({
      uid: soft(number),
      gid: soft(number),
      capabilities: list(text),
      uptimeMs: soft(number),
      rssBytes: soft(number),
    }),
  ),
  loop: soft(z.object({ lastLagMs: soft(number), maxLagMs: soft(number), utilization: soft(number) })),
  details: soft(detailsSchema),
})

/** What an agent told of itself, as far as it is understood. */
export type SeenAgent = z.output<typeof agentSchema>
export type SeenCollector = z.output<typeof collectorSchema>
export type SeenSource = z.output<typeof sourceSchema>

export const seenAgent = (status: AgentStatus): SeenAgent => agentSchema.parse(status)
