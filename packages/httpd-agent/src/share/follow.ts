import type { Socket } from 'node:net'
import { sayWell, type Core } from './core.ts'
import { createMember } from './member.ts'

/** Another version leads, or there are too many; it may be replaced. */
const REFUSED_MS = 5000

/** Until the leader is gone, or this process has handed over all that it has. */
export async function follow(core: Core, leader: Socket): Promise<void> {
  const { carrier, own, part, report, waiting } = core
  // What it has sent alone, or as a leader until now, is in the snapshot that the leader gets.
  report()
  carrier.close()
  const member = createMember({
    ...core,
    socket: leader,
    onWelcome() {
      sayWell(core)
      report()
    },
    onEnded: () => waiting.wake(),
    onLost: (flow) => own.lose(flow),
  })
  part.member = member
  core.log.debug(`another process sends the stream of the group ${core.key}, this one reports to it`)
  while (member.ending === undefined && !part.isClosing) await waiting.rest()
  if (member.ending === undefined) {
    report()
    member.bye()
    while (member.ending === undefined && !part.isOver) await waiting.rest()
  }
  member.destroy()
  part.member = undefined
  if (member.ending === 'refused' && !part.isClosing) await waiting.pause(REFUSED_MS)
  if (part.isClosing && member.ending !== 'gone') part.isOver = true
}
