import { counted } from '../../status/words.ts'
import { fail, ok, warn, type Check } from '../check.ts'

/** The configuration file: what a start of hsflowd would make of it. */
export const configuration: Check = {
  name: 'configuration',
  run({ configuration: { effective, error, found, name, warnings } }) {
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
    if (warnings.length === 0) return [ok(text)]
    const first = problemsIn(warnings.join('\n'), 'warning')[0] ?? warnings[0]
    return [
      warn(`${text}; ${counted(warnings.length, 'warning')}, the first: ${first}`, `see all with: ${check}`),
    ]
  },
}

/** First lines of what is said of a file: `hsflowd.conf:2:3: error: ...`. */
const problemsIn = (text: string, severity: string): string[] =>
  text.split('\n').filter((line) => line.includes(`: ${severity}: `))
