import { access, constants } from 'node:fs/promises'
import { become, findStateDirectory, messageOf, type Log, type ServiceUser } from '@host-sflow/agent-runtime'
import type { Capability } from '@host-sflow/linux-net'
import type { Host } from './host/host.ts'
import { capabilitiesToKeep } from './needs.ts'
import type { Settings } from './settings/settings.ts'

/** Where the state of a service is; `findStateDirectory` would choose root's home where it is missing. */
const SERVICE_STATE = '/var/lib/hsflowd'

/** The state directory of whoever this daemon is going to be. */
export async function stateDirectoryOf(user: ServiceUser | undefined): Promise<string> {
  const given = process.env['STATE_DIRECTORY'] ?? ''
  return user !== undefined && given === '' ? SERVICE_STATE : findStateDirectory()
}

/** What a daemon that was started as root has kept of its rights. */
export interface Rights {
  /** Says which of them new settings would need besides: what is given up cannot be had again. */
  check(settings: Settings): void
}

/** Becomes the user, if there is one to become, and keeps what the settings need. `files` are to be read again later. */
export async function giveUpRights(
  user: ServiceUser | undefined,
  settings: Settings,
  host: Host,
  files: readonly string[],
  log: Log,
): Promise<Rights> {
  if (user === undefined) return { check: () => undefined }
  const keep = await capabilitiesToKeep(settings, host)
  const kept: ReadonlySet<Capability> = new Set(become({ user, keep, program: 'hsflowd', log }))
  for (const file of files)
    await access(file, constants.R_OK).catch(() => {
      log.warn(
        `${file} can be read by root only: its changes will not be (chgrp ${user.name} ${file}; chmod g+r ${file})`,
      )
    })
  const check = async (next: Settings): Promise<void> => {
    for (const [capability, { for: reason }] of await capabilitiesToKeep(next, host)) {
      const condition = `HSF_GIVEN_UP ${capability}`
      if (kept.has(capability)) log.forget(condition)
      else
        log.problem(
          condition,
          `CAP_${capability.toUpperCase()} is needed ${reason}, and was given up at the start (restart hsflowd)`,
        )
    }
  }
  return {
    check: (next) =>
      void check(next).catch((error: unknown) => log.problem('HSF_GIVEN_UP', messageOf(error))),
  }
}
