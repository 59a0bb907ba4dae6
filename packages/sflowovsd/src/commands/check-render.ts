import { counted, plain } from '@host-sflow/agent-runtime'
import { describeColumns } from '../plan/columns.ts'
import type { Plan } from '../plan/plan.ts'
import { describeOrigin } from '../settings/follow.ts'
import type { Wanted } from '../settings/wanted.ts'
import { bridgeNames, strategyWords } from '../status/words.ts'
import type { CheckUp } from './check-up.ts'

const LABEL_COLUMNS = 14
const line = (label: string, text: string): string => `${label.padEnd(LABEL_COLUMNS)}${plain(text, 600)}`

/** For people: facts, then what to know, then what is wrong, then the verdict. */
export function checkText(found: CheckUp): string {
  const { intent, others, plan, problems, server } = found
  const warnings = [
    ...(intent?.problem === undefined ? [] : [intent.problem]),
    ...(intent?.notes ?? []).map(({ text }) => text),
    ...others.map((pid) => `sflowovsd runs for this database already: process ${pid}`),
  ]
  const lines = [
    line('settings', intent === undefined ? 'none' : describeOrigin(intent.settings)),
    ...(intent === undefined ? [] : [line('wanted', wantedWords(intent.wanted))]),
    line('ovs-vsctl', versionWords(found)),
    line('ovsdb-client', found.clientVersion ?? '-'),
    line('database', databaseWords(found)),
    ...(found.state === undefined ? [] : [line('bridges', bridgeNames(found.state.bridges))]),
    ...(plan === undefined ? [] : planLines(plan)),
    ...warnings.map((text) => `warning: ${plain(text, 600)}`),
    ...problems.map(({ message }) => `problem: ${plain(message, 600)}`),
    problems.length === 0
      ? `${server}: ok${warnings.length === 0 ? '' : `, ${counted(warnings.length, 'warning')}`}`
      : counted(problems.length, 'problem'),
  ]
  return `${lines.join('\n')}\n`
}

const wantedWords = (wanted: Wanted): string =>
  wanted.state === 'none' ? `sFlow off: ${wanted.why}` : describeColumns(wanted.columns)

const versionWords = ({ version, strategy }: CheckUp): string =>
  version === undefined ? '-' : `${version}, ${strategyWords(strategy)}`

const databaseWords = ({ server, state, user }: CheckUp): string =>
  `${server}, ${state === undefined ? 'not read' : 'read'} as ${user}`

function planLines({ changes, decisions, left, replaced }: Plan): string[] {
  const todo =
    changes.length === 0
      ? `nothing: ${decisions.at(-1) ?? ''}`
      : `${counted(changes.length, 'change')}, see --dry-run`
  return [
    line('to do', todo),
    ...replaced.map((text) => line('', text)),
    ...left.map(({ text }) => line('', `${text} stays: it is not ours`)),
  ]
}

/** The same as one object. */
export function checkJson(found: CheckUp): string {
  const { intent, others, plan, problems, state } = found
  const report = {
    ok: problems.length === 0,
    settings: intent?.settings.origin ?? null,
    wanted: intent?.wanted ?? null,
    warnings: [
      ...(intent?.problem === undefined ? [] : [intent.problem]),
      ...(intent?.notes ?? []).map(({ text }) => text),
    ],
    openVswitch: {
      version: found.version ?? null,
      strategy: found.strategy ?? null,
      ovsdbClient: found.clientVersion ?? null,
    },
    database: { server: found.server, read: state !== undefined, user: found.user },
    bridges: state?.bridges.map(({ name }) => name) ?? null,
    changes: plan?.changes.length ?? null,
    replaced: plan?.replaced ?? [],
    left: plan?.left.map(({ text }) => text) ?? [],
    others,
    problems: problems.map(({ code, message, exitCode }) => ({ code, message, exitCode })),
  }
  return `${JSON.stringify(report)}\n`
}
