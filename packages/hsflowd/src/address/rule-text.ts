import { classes } from './classes.ts'
import { BOOT_SECONDS, PATIENCE_MS } from './keeper.ts'
import { BONUS } from './wish.ts'

/** How candidates are compared, for people. */
export const orderRule = [
  'agentIP is taken as it is. Else the highest score wins, by class:',
  `${classes.map(({ name, score }) => `${name} ${score}`).join(', ')}.`,
  `An address of the device that agent names has ${BONUS} more (its name, else a further name or alias);`,
  `one in a range of agent.cidr has ${BONUS} more for each line from there to the last one. Where several lines hold it, the last one decides; a ! makes its score 0.`,
  'Of equals, in this order: not temporary, not deprecated, not tentative, static (IPv6), not on a bridge of guests, lower interface index, not secondary, lower address.',
  'Interfaces that are switched off do not count; a cable that is out does not matter.',
]

/** What is kept of an election, for people. */
export const keepingRule = [
  'An elected address is kept, also over restarts, while this host has it and the settings wish for the same:',
  'candidates that are merely better do not take its place, those that meet more of the wish do.',
  `When it is gone, the best other one stands in for it, and it comes back as soon as it is there again, within ${PATIENCE_MS / 3_600_000} h;`,
  'behind that, the other one is kept.',
  `In the first ${BOOT_SECONDS} s after the host has booted, no address is kept that was not kept before.`,
  'Never kept: loopback, link-local, self-assigned, class E and temporary addresses, and those of bridges of guests (docker0, virbr0).',
]
