import { userName } from '@host-sflow/agent-runtime'
import { hsflowd } from '../../install/units/hsflowd.ts'
import type { DropIn } from '../../install/units/program.ts'
import { capabilitiesToKeep } from '../../needs.ts'
import { sourcesOf } from '../../sources/index.ts'
import { ok, warn, type Check } from '../check.ts'
import type { Rights, World } from '../world.ts'

/** A root user has dozens of them. */
const MAX_NAMED = 8

/** Who hsflowd runs as, or would if this user started it, and what it does without by that. */
export const privileges: Check = {
  name: 'privileges',
  async run(world) {
    const { effective, host } = world
    const { rights, running, who } = subjectOf(world)
    const user = `${who} ${rights.uid === undefined ? 'an unknown user' : await userName(rights.uid)}`
    // A daemon was root, if ever, when it opened what only root may open.
    const lost = running || rights.uid === 0 ? [] : rootOnly(host.platform)
    const without = lost.length === 0 ? '' : `; does without ${lost.join('; ')}`
    const { settings } = await effective()
    const needs = [...(await capabilitiesToKeep(settings, host))]
    const missing = needs.filter(([name]) => !rights.capabilities.includes(name))
    return [
      ok(`${user}, ${capabilityText(rights)}${without}`),
      ...missing.map(([name, need]) =>
        warn(
          `${user} without the capability ${name}, which it needs ${need.for}`,
          `${allow(`CAP_${name.toUpperCase()}`)}; or start it as root`,
        ),
      ),
    ]
  },
}

/** The unit has a part for each; that capability alone would not do in it (install/units/capability.ts). */
function allow(capability: string): string {
  const gives = ({ service }: DropIn): boolean =>
    service.some(([key, value]) => key === 'AmbientCapabilities' && value === capability)
  const { name } = hsflowd.dropIns.find(gives) ?? { name: '' }
  return name === ''
    ? `give the service ${capability} (systemctl edit hsflowd)`
    : `for ${capability}: hsflowd install --with ${name} (of a package: /usr/share/hsflowd/drop-ins/50-${name}.conf)`
}

/** The running daemon if there is one, as it tells of itself; else whoever runs this. */
function subjectOf({ present, status }: World): { who: string; rights: Rights; running: boolean } {
  const process = status.hsflowd?.process
  if (process?.uid === undefined) return { who: 'present user', rights: present, running: false }
  const rights = { uid: process.uid, capabilities: process.capabilities as Rights['capabilities'] }
  return { who: 'hsflowd runs as', rights, running: true }
}

function rootOnly(platform: NodeJS.Platform): string[] {
  return sourcesOf(platform).flatMap(({ needs = [] }) =>
    needs.filter(({ right }) => right === 'root').map(({ for: purpose }) => purpose),
  )
}

function capabilityText({ capabilities }: Rights): string {
  if (capabilities.length === 0) return 'without capabilities'
  return capabilities.length > MAX_NAMED
    ? `${capabilities.length} capabilities`
    : `capabilities ${capabilities.join(', ')}`
}
