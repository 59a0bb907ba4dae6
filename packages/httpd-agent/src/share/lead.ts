import { sayWell, type Core } from './core.ts'
import { takeOffice, type Office } from './election.ts'
import { createMembers, type Members } from './members.ts'
import type { Place } from './place.ts'

/** For those to come who know the stream: less for who knows it itself. */
const GATHER_MS = 100
const GATHER_UNKNOWING_MS = 300

/** Until this process is the leader no longer; false when somebody else was quicker. */
export async function lead(core: Core, place: Place, dead: readonly number[]): Promise<boolean> {
  const members = createMembers({
    ...core,
    ownProcess: () => (core.own.serves ? core.process : undefined),
    onFlow: core.flow,
    onEntered() {
      if (core.part.office !== undefined && !core.carrier.isOpen) core.begin()
    },
  })
  try {
    const office = await takeOffice(place, dead, core.id, (socket) => members.accept(socket))
    if (office === undefined) return false
    core.log.debug(`this process sends the stream of the group ${core.key} (generation ${office.generation})`)
    if (dead.length > 0 && !core.carrier.isOpen) await gather(core)
    await carry(core, office, members)
    return true
  } finally {
    members.close()
  }
}

/** Also when it closes: those that close with it say what they have, and that they go. */
async function gather({ clock, memory, part, waiting }: Core): Promise<void> {
  const untilMs = clock.nowMs() + (memory.known ? GATHER_MS : GATHER_UNKNOWING_MS)
  while (!part.isOver && clock.nowMs() < untilMs) await waiting.pause(untilMs - clock.nowMs())
}

async function carry(core: Core, office: Office, members: Members): Promise<void> {
  const { part, waiting } = core
  part.office = office
  part.members = members
  try {
    core.begin()
    sayWell(core)
    while (part.office !== undefined && !part.isClosing) await waiting.rest()
    if (part.isClosing) handBack(core, members)
    part.isOver = part.isClosing
  } finally {
    // The name stays for those who go on: a newcomer sees that there is a stream to be told of.
    office.leave(part.isClosing && members.size > 0)
    part.office = undefined
    part.members = undefined
  }
}

/** The last state, for who goes on. */
function handBack({ id, carrier, memory, report }: Core, members: Members): void {
  report()
  carrier.close()
  memory.leave(id)
  const last = memory.snapshot()
  if (last !== undefined) members.tell(memory.tell(last.state))
}

/** The name may have been cleared away, or outdone, or newcomers look elsewhere: then it is to be elected anew. */
export async function checkOffice(
  { part, waiting }: Core,
  findPlace: () => Place | undefined,
): Promise<void> {
  const { office } = part
  if (office === undefined) return
  const holds = meetsAt(office, findPlace) && (await office.holds().catch(() => false))
  if (holds || part.office !== office) return
  part.office = undefined
  waiting.wake()
}

/** A directory may come back (the user's own, when they log in again) while the group is in another one. */
function meetsAt({ directory }: Office, findPlace: () => Place | undefined): boolean {
  try {
    return findPlace()?.directory === directory
  } catch {
    // Nobody finds a better one.
    return true
  }
}
