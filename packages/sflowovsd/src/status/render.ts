import { ageMs, duration, megabytes, milliseconds, plain } from '@host-sflow/agent-runtime'
import { PRACTICALLY_NEVER } from '../settings/wanted.ts'
import { problemsOf } from './problems.ts'
import type { SeenKeeper, SeenOvs } from './seen.ts'
import { bridgeNames, strategyWords } from './words.ts'

const LABEL_COLUMNS = 14
/** Twenty names of bridges, and more than the longest line of collectors. */
const MOST_CHARACTERS = 600
const line = (label: string, text: string): string =>
  `  ${label.padEnd(LABEL_COLUMNS)}${plain(text, MOST_CHARACTERS)}`

/** One sflowovsd for people. `user` is the name of the user that it runs as. */
export function renderStatus(keeper: SeenKeeper, user: string, nowMs: number): string {
  const { counters, details, process } = keeper
  const ovs = details?.ovs
  const lines = [
    head(keeper, user, nowMs),
    '',
    ...problemsOf(ovs ?? {}).map((text) => `  problem: ${plain(text, MOST_CHARACTERS)}`),
    line('settings', settingsWords(keeper)),
    ...(ovs === undefined ? [] : inForceLines(ovs)),
    line(
      'database',
      [details?.server ?? '?', ...(ovs?.monitor === undefined ? [] : [watchWords(ovs.monitor)])].join(', '),
    ),
    ...(ovs?.version === undefined
      ? []
      : [line('Open vSwitch', `${ovs.version}, ${strategyWords(ovs.strategy)}`)]),
    line('counts', countWords(counters)),
    ...(ovs?.lastCheckAt === undefined ? [] : [line('last check', checkWords(ovs, nowMs))]),
    ...(ovs?.newBridgeMs === undefined
      ? []
      : [line('new bridge', `the last one had sFlow after ${milliseconds(ovs.newBridgeMs)} ms`)]),
    ...(process?.rssBytes === undefined ? [] : [line('process', megabytes(process.rssBytes))]),
    line('last error', errorWords(keeper, nowMs)),
  ]
  return `${lines.join('\n')}\n`
}

function head({ pid, process, version, writtenAt }: SeenKeeper, user: string, nowMs: number): string {
  const age = Math.max(0, ageMs(writtenAt, nowMs))
  const uptime = process?.uptimeMs === undefined ? '' : `, up ${duration(process.uptimeMs + age)}`
  return `sflowovsd ${plain(version ?? '?')}, process ${pid}${uptime}, as ${user}; figures are ${duration(age)} old`
}

const watchWords = (monitor: string): string =>
  monitor.replace(/^blind: /u, 'not watched, looked at once a minute: ')

function settingsWords({ details, settings }: SeenKeeper): string {
  const isRead = details?.ovs === undefined || details.ovs.wanted !== undefined
  const own = isRead ? 'the command line' : 'not read yet'
  const from = settings === undefined ? own : `${settings.file} revision ${settings.revision}`
  const problem = details?.settingsProblem
  if (problem === undefined) return from
  return settings === undefined ? `none: ${problem}` : `${from}; ${problem}`
}

function inForceLines({ inForce, wanted }: SeenOvs): string[] {
  if (inForce === undefined) return [line('in force', 'not known yet')]
  const { bridges, bridgeCount, columns, row } = inForce
  const names = bridgeNames(bridges, bridgeCount)
  if (columns === undefined) {
    const off = wanted?.why === undefined ? 'no sFlow' : `sFlow is off: ${wanted.why}`
    return [line('in force', off), line('bridges', names)]
  }
  return [
    line('in force', columnWords(columns)),
    line('collectors', columns.targets.join(', ') || 'none'),
    line('bridges', names),
    ...(row === undefined ? [] : [line('row', row)]),
  ]
}

function checkWords({ lastCheckAt, nextCheckAt }: SeenOvs, nowMs: number): string {
  const nextMs = -ageMs(nextCheckAt, nowMs)
  const next = Number.isNaN(nextMs) ? '' : `, next in ${duration(nextMs)}`
  return `${agoWords(lastCheckAt ?? '', nowMs)}${next}`
}

function columnWords({
  agent,
  header,
  polling,
  sampling,
}: NonNullable<NonNullable<SeenOvs['inForce']>['columns']>): string {
  return [
    sampling === PRACTICALLY_NEVER ? 'no sampling' : `1 packet in ${sampling ?? '?'}`,
    polling === 0 ? 'no counters' : `counters every ${polling ?? '?'} s`,
    `headers of ${header ?? '?'} bytes`,
    agent === undefined ? 'no agent' : `agent ${agent}`,
  ].join(', ')
}

/** Under their own names: other versions count other things. */
const countWords = (counters: Readonly<Record<string, number>>): string =>
  Object.entries(counters)
    .map(([name, count]) => `${name.replaceAll(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`)} ${count}`)
    .join(', ') || 'none'

const agoWords = (at: string, nowMs: number): string => {
  const age = ageMs(at, nowMs)
  return Number.isNaN(age) ? '?' : `${duration(age)} ago`
}

/** The last one, also when it is over. */
function errorWords({ details, lastError = details?.ovs?.lastError }: SeenKeeper, nowMs: number): string {
  if (lastError === undefined) return 'none'
  const at = details?.ovs?.lastError === lastError ? details.ovs.lastErrorAt : undefined
  return `${at === undefined ? '' : `${agoWords(at, nowMs)}: `}${lastError}`
}
