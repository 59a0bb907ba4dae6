import type { Log } from '@host-sflow/agent-runtime'
import { isPassing, OvsError } from '../errors.ts'
import type { OpenVswitch } from '../ovs/open-vswitch.ts'
import type { Wanted } from '../settings/wanted.ts'
import { describeInForce } from './describe.ts'
import { runPass } from './pass.ts'

const MAX_TRIES = 5
const WANTED: Wanted = { state: 'none', why: 'sflowovsd ends' }

/**
 * Takes off what is ours. ovs-vswitchd is not waited for: it follows the database, and the time is short.
 * @throws OvsError
 */
export async function takeOff(ovs: OpenVswitch, adopt: boolean, log: Log): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      const { after, rest } = await runPass({ ovs, wanted: WANTED, adopt, log, wait: false })
      if (rest.changes.length > 0) throw new OvsError('HSF_OVS_DIFFERS', rest.decisions[0])
      return log.info(describeInForce(WANTED, after.bridges, rest.left.length))
    } catch (error) {
      const differs = error instanceof OvsError && error.code === 'HSF_OVS_DIFFERS'
      if (tries === MAX_TRIES || !(differs || isPassing(error))) throw error
    }
  }
}
