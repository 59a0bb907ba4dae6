import { sleep, systemClock, type Log } from '@host-sflow/agent-runtime'
import { isPassing, OvsError } from '../errors.ts'
import { runPass, type Passed } from '../keep/pass.ts'
import type { OpenVswitch } from '../ovs/open-vswitch.ts'
import type { Wanted } from '../settings/wanted.ts'

/** Bridges come and go while it is read, and each way to make rows is to be tried. */
const MOST_PASSES = 4
/** What somebody else has changed at this moment, ovs-vswitchd takes in meanwhile. */
const PAUSE_MS = 300

export interface SetOnceOptions {
  readonly ovs: OpenVswitch
  readonly wanted: Wanted
  readonly adopt: boolean
  readonly log: Log
}

/** Makes Open vSwitch as wanted; the last pass found it so. @throws OvsError */
export async function setOnce({ ovs, wanted, adopt, log }: SetOnceOptions): Promise<Passed> {
  let behind = false
  for (let n = 0; n < MOST_PASSES; n++) {
    try {
      const passed = await runPass({ ovs, wanted, adopt, log, wait: true })
      for (const row of passed.applied === undefined ? [] : passed.plan.replaced) log.warn(row)
      if (passed.applied === 'unconfirmed') throw new OvsError('HSF_OVS_UNCONFIRMED')
      if (passed.rest.changes.length === 0) {
        behind = passed.applied === undefined && passed.after.behind
        if (!behind) return passed
        await sleep(systemClock, PAUSE_MS)
      }
    } catch (error) {
      if (!isPassing(error)) throw error
    }
  }
  throw new OvsError(behind ? 'HSF_OVS_BEHIND' : 'HSF_OVS_DIFFERS')
}
