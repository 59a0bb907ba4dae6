import { ageMs, counted, duration, megabytes, milliseconds, plain, table } from '@host-sflow/agent-runtime'
import type { HostStatus } from './collect.ts'
import { dnsSdLine } from './dns-sd-line.ts'
import type { SeenAgent, SeenCollector, SeenSource } from './seen.ts'
import type { Follower } from './shared.ts'

const LABEL_COLUMNS = 15
const figure = (value: number | undefined): string => (value === undefined ? '-' : String(value))
const line = (label: string, value: string): string => `  ${label.padEnd(LABEL_COLUMNS)}${plain(value, 400)}`

/** The status of a host for people. `user` is the name of the user that hsflowd runs as. */
export function renderStatus(
  status: HostStatus & { readonly hsflowd: SeenAgent },
  user: string,
  nowMs: number,
): string {
  const { hsflowd, followers, problems, rivals } = status
  const sections = [
    head(hsflowd, user, nowMs),
    [
      ...problems,
      ...rivals.map(({ pid }) => `another hsflowd runs with the same status directory: process ${pid}`),
    ].map((problem) => `  problem: ${plain(problem, 400)}`),
    summary(hsflowd, status, nowMs),
    ['collectors', ...collectors(hsflowd, nowMs)],
    ...(hsflowd.details === undefined ? [] : [['sources', ...sources(hsflowd.details.sources)]]),
    ['other agents', ...others(followers, nowMs)],
  ]
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
}

function head({ version, pid, process, writtenAt }: SeenAgent, user: string, nowMs: number): string[] {
  const age = Math.max(0, ageMs(writtenAt, nowMs))
  const uptime = process?.uptimeMs === undefined ? '' : `, up ${duration(process.uptimeMs + age)}`
  return [
    `hsflowd ${plain(version ?? '?')}, process ${pid}${uptime}, as ${user}; figures are ${duration(age)} old`,
  ]
}

function summary(agent: SeenAgent, { written }: HostStatus, nowMs: number): string[] {
  const { agentAddress = '?', counters, details, lastError, loop, process, settings, subAgentId } = agent
  const lines = [line('agent', `${agentAddress}${elected(agent)}, sub-agent ${figure(subAgentId)}`)]
  if (details !== undefined) lines.push(line('configuration', configuration(details)))
  if (details?.dnsSd !== undefined) lines.push(line('DNS-SD', dnsSdLine(details.dnsSd, nowMs)))
  if (settings !== undefined) {
    const silent = written?.content.state === 'silent' ? ': tells the agents to fall silent' : ''
    const revision =
      String(settings.revision) === '0' ? ', not written yet' : ` revision ${settings.revision}`
    lines.push(line('shared file', `${settings.file}${revision}${silent}`))
  } else lines.push(line('shared file', 'none is written'))
  const { datagrams, samples, sampleErrors, shortened, lost, refusals } = counters
  lines.push(
    line('sent', `${counted(datagrams ?? 0, 'datagram')}, ${counted(samples ?? 0, 'sample')}`),
    line(
      'not sent',
      `${figure(lost)} lost, ${figure(refusals)} refused; samples: ${figure(sampleErrors)} not encoded, ${figure(shortened)} shortened`,
    ),
  )
  if (process?.capabilities !== undefined)
    lines.push(
      line(
        'capabilities',
        process.capabilities.length > 8 ? 'all' : process.capabilities.join(', ') || 'none',
      ),
    )
  if (process?.rssBytes !== undefined)
    lines.push(line('process', `${megabytes(process.rssBytes)}${lag(loop)}`))
  for (const [name, state] of Object.entries(details?.modules ?? {})) {
    lines.push(line(`module ${plain(name, 20)}`, brief(state)))
    const refused = lastErrorOf(state)
    if (refused !== undefined) lines.push(line('', `last error ${aged(refused, nowMs, 300)}`))
  }
  lines.push(line('last error', lastError ?? 'none'))
  return lines
}

const elected = ({ details }: SeenAgent): string => {
  const { device, reason } = details?.election ?? {}
  const parts = [device, reason].filter((part) => part !== undefined)
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`
}

function configuration({ configFiles, reload }: NonNullable<SeenAgent['details']>): string {
  const files = configFiles.join(', ') || 'no file'
  if (reload?.successful === false)
    return `${files}: not read again at ${reload.at ?? '?'}: ${firstError(reload.error ?? '?')}`
  return (reload?.reloads ?? 0) > 0 ? `${files}, read again at ${reload?.at ?? '?'}` : files
}

/** Of all the errors of a file the first, without the lines that show it. */
function firstError(text: string): string {
  const errors = text.split('\n').filter((row) => row.includes(': error: '))
  if (errors.length === 0) return text
  return errors.length === 1 ? errors[0]! : `${errors[0]}; and ${errors.length - 1} more`
}

function lag(loop: SeenAgent['loop']): string {
  if (loop === undefined) return ''
  const busy = ((loop.utilization ?? 0) * 100).toFixed(1)
  return `, busy ${busy} %, event loop late by ${milliseconds(loop.lastLagMs)} ms, at most ${milliseconds(loop.maxLagMs)} ms`
}

function collectors({ collectors: all, details }: SeenAgent, nowMs: number): string[] {
  if (all.length === 0)
    return [`  none: nothing is sent${details?.dnsSd === undefined ? '' : '; see: hsflowd dns-sd --explain'}`]
  const priorities = new Set(all.map(({ priority }) => priority)).size > 1
  const rows = all.map((each) => [
    each.collector,
    stateOf(each),
    each.address ?? '-',
    each.resolvedAt === undefined ? '-' : `${duration(ageMs(each.resolvedAt, nowMs))} ago`,
    ...(priorities ? [figure(each.priority)] : []),
    figure(each.datagrams),
    figure(each.lost),
    figure(each.refusals),
    errorOf(each, nowMs),
  ])
  const priority = priorities ? ['PRIORITY'] : []
  return table(
    ['COLLECTOR', 'STATE', 'ADDRESS', 'RESOLVED', ...priority, 'DATAGRAMS', 'LOST', 'REFUSED', 'LAST ERROR'],
    rows,
  )
}

const stateOf = ({ active, state }: SeenCollector): string =>
  active === false ? `${state ?? '?'}, standby` : (state ?? '?')

function errorOf({ collector, lastError }: SeenCollector, nowMs: number): string {
  if (lastError === undefined) return ''
  // The row begins with the name; what is behind it is the cause.
  return aged({ ...lastError, message: lastError.message.replace(`: ${collector}`, '') }, nowMs, 100)
}

function aged(
  { message, at }: { message: string; at?: string | undefined },
  nowMs: number,
  most: number,
): string {
  const age = ageMs(at, nowMs)
  return `${Number.isNaN(age) ? '' : `${duration(age)} ago: `}${plain(message, most)}`
}

function sources(all: readonly SeenSource[]): string[] {
  if (all.length === 0) return ['  none']
  return table(
    ['SOURCE', 'COLLECTIONS', 'FAILURES', 'LAST MS', 'MEAN MS', 'ERROR'],
    all.map(({ name, collections, failures, lastMs, meanMs, error }) => [
      name,
      figure(collections),
      figure(failures),
      milliseconds(lastMs),
      milliseconds(meanMs),
      plain(error ?? '', 80),
    ]),
  )
}

function others(followers: readonly Follower[], nowMs: number): string[] {
  if (followers.length === 0) return ['  none has told of itself']
  return table(
    ['AGENT', 'PID', 'UP', 'SETTINGS', 'COLLECTORS', 'DATAGRAMS', 'LAST ERROR'],
    followers.map((follower) => {
      const { agent } = follower
      const { process, writtenAt } = agent
      const up = process?.uptimeMs === undefined ? '-' : duration(process.uptimeMs + ageMs(writtenAt, nowMs))
      return [
        agent.name,
        String(agent.pid),
        up,
        followed(follower),
        String(agent.collectors.length),
        figure(agent.counters['datagrams']),
        plain(agent.lastError ?? '', 80),
      ]
    }),
  )
}

/** What an agent makes of the shared file, in a few words. */
export function followed({ agent: { settings }, behind, follows }: Follower): string {
  if (settings === undefined) return 'its own'
  if (!follows) return `of ${settings.file}`
  return `revision ${settings.revision}${behind ? ', behind' : ''}`
}

/** State of a module in a line: what is simple in it, of the counts those that are not 0, and the first. */
export function brief(state: unknown): string {
  if (typeof state !== 'object' || state === null) return String(state)
  return Object.entries(state)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .filter(([, value], i) => value !== 0 || i === 0)
    .map(([key, value]) => `${key} ${value}`)
    .join(', ')
}

function lastErrorOf(state: unknown): { message: string; at: string | undefined } | undefined {
  const { lastError } = Object(state) as { lastError?: unknown }
  const { message, at } = Object(lastError) as { message?: unknown; at?: unknown }
  return typeof message === 'string' ? { message, at: typeof at === 'string' ? at : undefined } : undefined
}
