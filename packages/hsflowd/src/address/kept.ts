import { isIP } from 'node:net'
import type { StateDirectory } from '@host-sflow/agent-runtime'
import * as z from 'zod/mini'

/** Name of the state file, without `.json`. */
export const KEPT_FILE = 'agent-address'

/** The address that goes on naming the agent while better ones come and go. */
const keptAddress = z.object({
  address: z.string().check(z.refine((text) => isIP(text) !== 0)),
  device: z.string(),
  /** ISO 8601: named the agent since. */
  since: z.string(),
  /** What was wished for when it was elected; with another wish, the election is a new one. */
  wish: z.string(),
})

export type KeptAddress = Readonly<z.infer<typeof keptAddress>>

/** What is kept from earlier runs; undefined when there is nothing, or nothing that is understood. Never throws. */
export async function loadPrevious(state: Pick<StateDirectory, 'read'>): Promise<KeptAddress | undefined> {
  return parseKept(await state.read(KEPT_FILE))
}

export const parseKept = (value: unknown): KeptAddress | undefined => keptAddress.safeParse(value).data
