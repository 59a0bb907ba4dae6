import { setFlagsFromString } from 'node:v8'
import { messageOf } from '@host-sflow/agent-runtime'
import type { Settings } from '../settings/settings.ts'
import type { Module, ModuleContext, RunningModule } from './module.ts'

/** A module by the block that switches it on; its code is loaded with the block. */
interface ModuleEntry {
  readonly name: string
  readonly isWanted: (settings: Settings) => boolean
  readonly load: () => Promise<Module>
}

const entries: readonly ModuleEntry[] = [
  {
    name: 'json',
    isWanted: ({ json }) => json !== undefined,
    load: async () => (await import('./json/json.ts')).json,
  },
  {
    name: 'ovs',
    isWanted: ({ ovs }) => ovs !== undefined,
    load: async () => (await import('./ovs/ovs.ts')).ovs,
  },
]

/** The modules that settings switch on, to look at them: nothing is started. */
export const wantedModules = (settings: Settings): Promise<readonly Module[]> =>
  Promise.all(entries.filter(({ isWanted }) => isWanted(settings)).map(({ load }) => load()))

/** The modules that the settings switch on. */
export interface Modules {
  /** Starts, tells and stops modules as the settings in force say; resolves when that is done. Never throws. */
  apply(): Promise<void>
  status(): Readonly<Record<string, unknown>>
  close(): Promise<void>
}

/** None runs before the first {@link Modules.apply}. */
export function createModules(context: ModuleContext): Modules {
  const running = new Map<string, RunningModule>()
  let last = Promise.resolve()
  let closed = false

  async function follow({ name, isWanted, load }: ModuleEntry): Promise<void> {
    const condition = `HSF_MODULE ${name}`
    const module = running.get(name)
    const wanted = !closed && isWanted(context.settings())
    try {
      if (module === undefined && wanted) {
        const { start, busy } = await load()
        // Switched off by bin/hsflowd.js. It stays on: what it has compiled is there.
        if (busy) setFlagsFromString('--opt')
        running.set(name, await start({ ...context, log: context.log.child(name) }))
      } else if (module !== undefined && wanted) await module.apply()
      else if (module !== undefined) {
        running.delete(name)
        await module.close()
      }
      if (wanted) context.log.recovered(condition, `module ${name} works again`)
      else context.log.forget(condition)
    } catch (error) {
      // One feature less; the daemon goes on.
      context.log.problem(
        condition,
        `module ${name} does not work: ${messageOf(error)} (the rest of hsflowd goes on)`,
      )
    }
  }

  const followAll = async (): Promise<void> => {
    for (const entry of entries) await follow(entry)
  }

  return {
    apply: () => (last = last.then(followAll)),
    status: () => Object.fromEntries([...running].map(([name, module]) => [name, module.status()])),
    close() {
      closed = true
      return (last = last.then(followAll))
    },
  }
}
