import { wantedModules } from '../../modules/index.ts'
import { brief } from '../../status/render.ts'
import { ok, skip, warn, type Check } from '../check.ts'

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
      if (name in running) return ok(`${name}: ${brief(running[name]) || 'at work'}`)
      return warn(
        `${name}: configured, but not at work in the running hsflowd`,
        'see why in its log: journalctl -u hsflowd -n 50; or reload it: systemctl reload hsflowd',
      )
    })
  },
}
