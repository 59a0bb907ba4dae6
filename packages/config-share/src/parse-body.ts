import { complaint, warning } from './complaint.ts'
import type { Complaint, SharedFileWarning } from './complaint.ts'
import { parseCollector } from './parse-collector.ts'
import { checkNumber, checkText, onlyValue } from './parse-values.ts'
import { applicationSchema, defaultSharedSettings, sharedSettingsSchema } from './settings.ts'
import type { Application, SharedContent, SharedSettings } from './settings.ts'
import type { Line } from './tokens.ts'

interface Body {
  readonly content: SharedContent
  readonly warnings: readonly SharedFileWarning[]
}

interface Draft {
  readonly settings: SharedSettings
  /** By name in lower case, in the order of the file. */
  readonly applications: Map<string, Application>
}

const texts = new Map<string, 'hostname' | 'agentIP' | 'agent'>([
  ['hostname', 'hostname'],
  ['agentip', 'agentIP'],
  ['agent', 'agent'],
])
const numbers = new Map<string, 'sampling' | 'header' | 'datagram' | 'polling' | 'jsonPort' | 'dsIndex'>([
  ['sampling', 'sampling'],
  ['header', 'header'],
  ['datagram', 'datagram'],
  ['polling', 'polling'],
  ['jsonport', 'jsonPort'],
  ['ds_index', 'dsIndex'],
])

/** Any of these makes it a file with settings; without them all it says: fall silent (hsflowd.md §3.1). */
const SETTING = /^(?:sampling|polling|header|datagram|collector)(?:$|\.)/u

/** The lines between the two revisions: all of them, or the first complaint. */
export function parseBody(lines: readonly Line[]): Body | Complaint {
  const { dsIndex: _, ...settings } = defaultSharedSettings()
  const draft: Draft = { settings, applications: new Map() }
  const warnings: SharedFileWarning[] = []
  const seen = new Set<string>()
  for (const line of lines) {
    const read = parserOf(line)
    if (read === undefined) {
      warnings.push(warning(`unknown key ${line.key.text}`, line))
      continue
    }
    if (seen.has(line.name)) warnings.push(warning(`${line.key.text} again: the last one counts`, line))
    if (line.name === 'collector') {
      if (line.values[2] !== undefined) {
        warnings.push(warning('the priority of a collector is ignored', line, line.values[2]))
      }
    } else seen.add(line.name)
    const wrong = read(line, draft)
    if (wrong !== undefined) return wrong
  }
  settings.applications = [...draft.applications.values()].toReversed()
  return { content: contentOf(lines, settings), warnings }
}

type LineParser = (line: Line, draft: Draft) => Complaint | undefined

function parserOf({ name }: Line): LineParser | undefined {
  if (name === 'collector') return collectorLine
  if (name.startsWith('sampling.') || name.startsWith('polling.')) return applicationLine
  return texts.has(name) ? textLine : numbers.has(name) ? numberLine : undefined
}

function textLine(line: Line, { settings }: Draft): Complaint | undefined {
  const field = texts.get(line.name)!
  // A text that is not known may be left empty.
  if (line.values.length === 0) {
    delete settings[field]
    return undefined
  }
  const token = onlyValue(line)
  if ('code' in token) return token
  const checked = checkText(sharedSettingsSchema.shape[field], line, token)
  if ('code' in checked) return checked
  settings[field] = checked.value
  return undefined
}

function numberLine(line: Line, { settings }: Draft): Complaint | undefined {
  const field = numbers.get(line.name)!
  const token = onlyValue(line)
  if ('code' in token) return token
  if (field === 'jsonPort' && token.text === '0') {
    // 0 = nobody listens (hsflowd.md §1.5).
    delete settings.jsonPort
    return undefined
  }
  const checked = checkNumber(sharedSettingsSchema.shape[field], line, token)
  if ('code' in checked) return checked
  settings[field] = checked.value
  return undefined
}

function collectorLine(line: Line, { settings }: Draft): Complaint | undefined {
  const collector = parseCollector(line)
  if ('code' in collector) return collector
  settings.collectors.push(collector.value)
  return undefined
}

function applicationLine(line: Line, { applications }: Draft): Complaint | undefined {
  const what = line.name.startsWith('sampling.') ? 'sampling' : 'polling'
  const nameToken = { text: line.key.text.slice(what.length + 1), column: line.key.column + what.length + 1 }
  if (nameToken.text === '')
    return complaint('HSF_SHARED_SYNTAX', `${line.key.text} names no application`, line)
  const name = checkText(applicationSchema.shape.name, line, nameToken)
  if ('code' in name) return name
  const token = onlyValue(line)
  if ('code' in token) return token
  const checked = checkNumber(applicationSchema.shape[what], line, token)
  if ('code' in checked) return checked
  const id = name.value.toLowerCase()
  applications.set(id, { name: name.value, ...applications.get(id), [what]: checked.value })
  return undefined
}

function contentOf(lines: readonly Line[], settings: SharedSettings): SharedContent {
  const { agentIP, agent, dsIndex } = settings
  if (!lines.some(({ name }) => SETTING.test(name))) {
    const identity = {
      ...(agentIP === undefined ? {} : { agentIP }),
      ...(agent === undefined ? {} : { agent }),
      ...(dsIndex === undefined ? {} : { dsIndex }),
    }
    return { state: 'silent', identity }
  }
  // Overridden addresses stand before the collectors, elected ones after them; without any, agent before agentIP tells.
  const names = lines.map(({ name }) => name)
  const border = Math.max(0, names.indexOf(names.includes('collector') ? 'collector' : 'agentip'))
  const before = (key: string) => names.slice(0, border).includes(key)
  return {
    state: 'settings',
    settings: {
      ...settings,
      dsIndex: dsIndex ?? 1,
      agentIPOverridden: before('agentip'),
      agentOverridden: before('agent'),
    },
  }
}
