import { sourcesOf } from '../../sources/index.ts'
import { interfaceSource } from '../../sources/interfaces.ts'
import type { SourceNeed } from '../../sources/source.ts'
import { userName } from '../../status/words.ts'
import { ok, warn, type Check, type Finding } from '../check.ts'
import type { Rights, World } from '../world.ts'

/** Who hsflowd runs as, or would if this user started it, and what it does without by that. */
export const privileges: Check = {
  name: 'privileges',
  async run(world) {
    const { effective, host } = world
    const { who, rights, running } = subjectOf(world)
    const user = rights.uid === undefined ? 'an unknown user' : await userName(rights.uid)
    const needs = [
      ...sourcesOf(host.platform),
      ...(host.platform === 'linux' ? [interfaceSource] : []),
    ].flatMap(
      ({ name, needs: wanted = [] }: { readonly name: string; readonly needs?: readonly SourceNeed[] }) =>
        wanted.map((need) => ({ name, ...need })),
    )
    // A daemon may have been root when it opened what only root may open.
    const missing = needs.filter(({ right }) => !(running && right === 'root') && !has(rights, right))
    const without = missing.map(({ right, for: purpose }) => `${right}: ${purpose}`)
    const findings: Finding[] = [
      ok(
        `${who} ${user}, ${capabilityText(rights)}${without.length === 0 ? '' : `; does without ${without.join('; ')}`}`,
      ),
    ]
    const { settings } = await effective()
    const elsewhere = settings.collectors.filter(({ namespace }) => namespace !== undefined)
    if (elsewhere.length > 0 && !has(rights, 'CAP_SYS_ADMIN'))
      findings.push(
        warn(
          `${who} ${user} may not open sockets in another namespace, which a collector asks for`,
          'grant CAP_SYS_ADMIN (a drop-in with AmbientCapabilities=CAP_SYS_ADMIN), or start it as root',
        ),
      )
    return findings
  },
}

/** The running daemon if there is one, as it tells of itself; else whoever runs this. */
function subjectOf({ present, status }: World): { who: string; rights: Rights; running: boolean } {
  const process = status.hsflowd?.process
  if (process?.uid === undefined) return { who: 'present user', rights: present, running: false }
  const rights = { uid: process.uid, capabilities: process.capabilities as Rights['capabilities'] }
  return { who: 'hsflowd runs as', rights, running: true }
}

function has({ capabilities, uid }: Rights, right: SourceNeed['right']): boolean {
  if (right === 'root') return uid === 0
  const name = right.slice('CAP_'.length).toLowerCase()
  return capabilities.some((capability) => capability === name)
}

/** A root user has dozens of them. */
function capabilityText({ capabilities }: Rights): string {
  if (capabilities.length === 0) return 'without capabilities'
  return capabilities.length > 8
    ? `${capabilities.length} capabilities`
    : `capabilities ${capabilities.join(', ')}`
}
