import { exitCodes } from '@host-sflow/agent-runtime'
import { asPlanned, describeInForce } from '../keep/describe.ts'
import { describeOrigin } from '../settings/follow.ts'
import type { CommandContext } from './command.ts'
import { readIntent } from './intent.ts'
import { openFor } from './open-for.ts'
import { setOnce } from './set-once.ts'

/** `--once`: makes Open vSwitch as the settings say, and prints what is in force then. @throws OvsError */
export async function once(context: CommandContext): Promise<number> {
  const { values, log, print } = context
  const { settings, problem, wanted, notes } = await readIntent(context)
  if (problem !== undefined) log.warn(problem)
  for (const { text } of notes) log.warn(text)
  const ovs = openFor(context)
  try {
    const { after, rest } = await setOnce({ ovs, wanted, adopt: values.adopt, log })
    for (const { text } of rest.left) log.info(`${text} stays: it is not ours`)
    const inForce = describeInForce(asPlanned(wanted, rest), after.bridges, rest.left.length)
    await print(`${inForce} (${describeOrigin(settings)})\n`)
    return exitCodes.success
  } finally {
    ovs.close()
  }
}
