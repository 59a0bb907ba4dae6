import { codeOf, createBackOff, messageOf, type Random } from '@host-sflow/agent-runtime'
import { sayProblem } from '../errors.ts'
import type { Core } from './core.ts'
import { findLeader } from './election.ts'
import { follow } from './follow.ts'
import { lead } from './lead.ts'
import type { Place } from './place.ts'

/** Beside the patience: not all at the same moment. */
const SPREAD_MS = 50
/** Who may lead soon looks this often whether somebody does already. */
const LOOK_MS = 25
const LOOK_AGAIN_MS = 250

/** Trouble of this process that may pass: it has no stream meanwhile, as another one may have it. */
const PASSING = new Set(['EMFILE', 'ENFILE', 'ENOENT'])

export interface LiveOptions {
  /** Where the group meets; undefined: there is no group. It may throw. */
  readonly place: () => Place | undefined
  readonly patienceMs: number
  readonly random: Random
}

/** From the first look for a leader to the end: one role after the other. */
export async function live(core: Core, options: LiveOptions): Promise<void> {
  const { part, waiting } = core
  const backOff = createBackOff()
  while (!part.isOver) {
    try {
      const place = options.place()
      if (place === undefined) await beAlone(core)
      else await meet(core, place, options)
      backOff.reset()
    } catch (error) {
      say(core, messageOf(error))
      // The others have the same trouble: better several streams than none.
      if (!PASSING.has(codeOf(error))) core.begin()
      if (part.isClosing) part.isOver = true
      else await waiting.pause(backOff.nextMs())
    }
  }
  core.report()
  core.carrier.close()
}

const say = ({ log }: Core, detail: string): void => sayProblem(log, 'HSF_HTTP_SHARE', detail)

async function beAlone({ begin, part, waiting }: Core): Promise<void> {
  begin()
  while (!part.isClosing) await waiting.rest()
  part.isOver = true
}

/** Until this process is neither leader nor member any more. */
async function meet(core: Core, place: Place, { patienceMs, random }: LiveOptions): Promise<void> {
  const { carrier, clock, part, waiting } = core
  // Who has the stream goes on with it at once.
  const leadsAtMs = clock.nowMs() + (carrier.isOpen ? 0 : patienceMs + random() * SPREAD_MS)
  while (!part.isOver) {
    const found = await findLeader(place)
    if ('leader' in found) return follow(core, found.leader)
    if ('unsure' in found) say(core, found.unsure)
    else if (part.isClosing || clock.nowMs() >= leadsAtMs) {
      if (await lead(core, place, found.dead)) return
    }
    await waiting.pause('unsure' in found ? LOOK_AGAIN_MS : LOOK_MS)
  }
}
