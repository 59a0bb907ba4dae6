import { counted, userName } from '@host-sflow/agent-runtime'
import type { SeenAgent } from '../../status/seen.ts'
import { fail, ok, warn, type Check, type Finding } from '../check.ts'
import { mayRead } from '../access.ts'

/** The configuration file: what a start of hsflowd would make of it. */
export const configuration: Check = {
  name: 'configuration',
  async run({ configuration: { effective, error, found, name, warnings }, status: { hsflowd } }) {
    const check = `hsflowd --check -f ${name}`
    if (error !== undefined) {
      const errors = problemsIn(error.message, 'error')
      if (error.code !== 'HSF_CONFIG_INVALID') return [fail(error.message, 'correct -f, or make it readable')]
      return [
        fail(
          `${counted(Math.max(1, errors.length), 'error')}, the first: ${errors[0] ?? error.message}; what follows is without it`,
          `correct it; see all of them with: ${check}`,
        ),
      ]
    }
    const collectors = counted(effective.settings.collectors.length, 'collector')
    if (!found)
      return [ok(`there is no ${name}: command line, environment, DNS and defaults; ${collectors} by these`)]
    const set = [...effective.origins.values()].filter(({ kind }) => kind === 'file').length
    const text = `${name}: ${counted(set, 'setting')}, ${collectors}`
    const closed = await closedTo(hsflowd, name)
    if (warnings.length === 0) return [ok(text), ...closed]
    const first = problemsIn(warnings.join('\n'), 'warning')[0] ?? warnings[0]
    return [
      warn(`${text}; ${counted(warnings.length, 'warning')}, the first: ${first}`, `see all with: ${check}`),
      ...closed,
    ]
  },
}

/** What root has read at the start, the user that the daemon became may not read again. */
async function closedTo(hsflowd: SeenAgent | undefined, name: string): Promise<Finding[]> {
  const { uid, gid, capabilities } = hsflowd?.process ?? {}
  // Of another file nothing is known.
  if (uid === undefined || hsflowd?.details?.configFiles.includes(name) !== true) return []
  if (capabilities?.some((each) => each === 'dac_override' || each === 'dac_read_search')) return []
  if (await mayRead(name, uid, gid)) return []
  const user = await userName(uid)
  return [
    warn(
      `${name} cannot be read by ${user}, whom hsflowd runs as: a change of it will not be followed`,
      `chgrp ${user} ${name} && chmod g+r ${name}; or chmod a+r ${name}`,
    ),
  ]
}

/** First lines of what is said of a file: `hsflowd.conf:2:3: error: ...`. */
const problemsIn = (text: string, severity: string): string[] =>
  text.split('\n').filter((line) => line.includes(`: ${severity}: `))
