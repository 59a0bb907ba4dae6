import { plain } from '@host-sflow/agent-runtime'
import { wantedModules } from '../../modules/index.ts'
import { brief } from '../../status/render.ts'
import { ok, skip, warn, type Check, type Finding } from '../check.ts'

/** What blocks of the configuration switch on: whether it is at work in the daemon that runs. */
export const modules: Check = {
  name: 'modules',
  async run({ effective, status: { hsflowd } }) {
    const { settings } = await effective()
    const wanted = await wantedModules(settings)
    if (wanted.length === 0) return [skip('none is configured')]
    const running = hsflowd?.details?.modules
    return wanted.map(({ name }) => {
      if (running === undefined) return ok(`${name}: configured`)
      if (name in running) return atWork(name, running[name])
      return warn(
        `${name}: configured, but not at work in the running hsflowd`,
        'see why in its log: journalctl -u hsflowd -n 50; or reload it: systemctl reload hsflowd',
      )
    })
  },
}

/** A module tells of a `state` other than `running` with a last error and its remedy. */
function atWork(name: string, told: unknown): Finding {
  const { state, lastError } = Object(told) as { state?: unknown; lastError?: unknown }
  const { message, remedy } = Object(lastError) as { message?: unknown; remedy?: unknown }
  if (typeof state === 'string' && state !== 'running' && typeof message === 'string')
    return warn(
      `${name}: ${plain(`${state}: ${message}`, 300)}`,
      typeof remedy === 'string' ? plain(remedy, 300) : 'see its lines in the log',
    )
  return ok(`${name}: ${brief(told) || 'at work'}`)
}
