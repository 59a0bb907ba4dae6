import { capabilities, dropPrivileges, linuxNetAvailable, type Capability } from '@host-sflow/linux-net'
import { codeOf, messageOf } from '../errors.ts'
import type { Log } from '../log/log.ts'
import { privilegeError } from './errors.ts'
import type { ServiceUser } from './service-user.ts'

/** Why a capability is kept. */
export interface KeptRight {
  /** What for, to go on after its name: "to send through a device". */
  readonly for: string
  /** Programs that are started from then on have it too. */
  readonly inherited?: boolean | undefined
}

export interface BecomeOptions {
  readonly user: ServiceUser
  readonly keep: ReadonlyMap<Capability, KeptRight>
  /** Its name, for texts. */
  readonly program: string
  readonly log: Log
}

/**
 * Becomes the user for good; what was opened before stays open. Returns the capabilities that are kept, and logs them and
 * what for.
 * @throws ProgramError HSF_PRIVILEGES
 */
export function become({ user, keep, program, log }: BecomeOptions): readonly Capability[] {
  try {
    const names = [...keep.keys()]
    const inherited = names.filter((name) => keep.get(name)?.inherited === true)
    const kept = linuxNetAvailable().available
      ? dropPrivileges({ ...user, keep: names, inherited })
      : becomeWithout(user)
    const reasons = kept.map((name) => `CAP_${name.toUpperCase()} (${keep.get(name)!.for})`)
    log.info(
      `running as user ${user.name}, ${reasons.length === 0 ? 'without privileges' : `keeping ${reasons.join(', ')}`}`,
    )
    return kept
  } catch (error) {
    // In between two users nothing should go on.
    throw privilegeError(program, 'HSF_PRIVILEGES', `${codeOf(error)} ${messageOf(error)}`.trim())
  }
}

/** Whether a capability can be kept: the process has it, and the native module is there. */
export const canKeep = (capability: Capability): boolean =>
  linuxNetAvailable().available && capabilities().permitted.includes(capability)

/** Without the native module no capability can be kept. */
function becomeWithout({ uid, gid, groups }: ServiceUser): Capability[] {
  process.setgroups?.([...groups])
  process.setgid?.(gid)
  process.setuid?.(uid)
  return []
}
