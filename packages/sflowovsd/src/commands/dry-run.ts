import { exitCodes } from '@host-sflow/agent-runtime'
import { SHOWN_UUID } from '../ovs/create-open-vswitch.ts'
import { defaultServer } from '../ovs/run-directory.ts'
import { shellQuote } from '../ovs/shell-quote.ts'
import { planChanges, type Plan } from '../plan/plan.ts'
import { describeOrigin } from '../settings/follow.ts'
import type { CommandContext } from './command.ts'
import { readIntent, type Intent } from './intent.ts'
import { openFor } from './open-for.ts'

type Commands = readonly (readonly string[])[]

/** `--dry-run`: prints the command lines that would be run, for a shell, and why. @throws OvsError */
export async function dryRun(context: CommandContext): Promise<number> {
  const { values, print } = context
  const intent = await readIntent(context)
  const ovs = openFor(context)
  try {
    const state = await ovs.read()
    const plan = planChanges(state, intent.wanted, { ...ovs.features(), adopt: values.adopt })
    const commands = plan.changes.length === 0 ? [] : ovs.commands(plan.changes)
    await print(
      values.json
        ? asJson(intent, plan, commands)
        : asText(intent, values.db ?? defaultServer(process.env), plan, commands),
    )
    return exitCodes.success
  } finally {
    ovs.close()
  }
}

/** Anything but a command is a comment: the whole can be given to a shell. */
function asText(
  { settings, problem, notes }: Intent,
  server: string,
  plan: Plan,
  commands: Commands,
): string {
  const remarks = [
    `settings: ${describeOrigin(settings)}`,
    // Which one that is without --db, the variables of the shell decide.
    `database: ${server}`,
    ...(problem === undefined ? [] : [`problem: ${problem}`]),
    ...notes.map(({ text }) => `note: ${text}`),
    ...plan.decisions,
    ...plan.replaced,
    ...plan.left.map(({ text }) => `${text} stays: it is not ours`),
    ...(commands.length === 0 ? ['nothing is to be done'] : []),
  ]
  return [...remarks.map(comment), ...shellLines(commands), ''].join('\n')
}

/** Where a row is made by a command of its own, the next one needs the UUID that it prints. */
function shellLines(commands: Commands): string[] {
  const [first = '', ...others] = commands.map(shellQuote)
  if (!others.some((line) => line.includes(SHOWN_UUID))) return [first, ...others].filter(Boolean)
  return [`row=$(${first})`, ...others.map((line) => line.replaceAll(SHOWN_UUID, '$row'))]
}

/** Names of bridges and values of rows are anybody's, a line break would make a command of them. */
const comment = (text: string): string => `# ${text.replaceAll(/\p{Cc}+/gu, ' ')}`

function asJson({ settings, problem, notes }: Intent, plan: Plan, commands: Commands): string {
  const { changes, decisions, replaced, left } = plan
  const notesOf = notes.map(({ text }) => text)
  const report = {
    settings: settings.origin,
    problem: problem ?? null,
    notes: notesOf,
    changes: changes.map(plainChange),
    commands,
    decisions,
    replaced,
    left: left.map(({ text }) => text),
  }
  return `${JSON.stringify(report)}\n`
}

/** Of rows and bridges what names them. */
function plainChange(change: Plan['changes'][number]): unknown {
  switch (change.kind) {
    case 'create':
      return change
    case 'update':
      return { ...change, row: change.row.uuid }
    case 'attach':
      return {
        ...change,
        bridge: change.bridge.name,
        to: change.to === 'created' ? 'created' : change.to.uuid,
      }
    case 'detach':
      return { ...change, bridge: change.bridge.name }
    default:
      return { ...change, row: change.row.uuid }
  }
}
