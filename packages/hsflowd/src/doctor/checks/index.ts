import type { Check } from '../check.ts'
import { address } from './address.ts'
import { clock } from './clock.ts'
import { collectors } from './collectors.ts'
import { configuration } from './configuration.ts'
import { container } from './container.ts'
import { daemon } from './daemon.ts'
import { dnsSd } from './dns-sd.ts'
import { followers } from './followers.ts'
import { identity } from './identity.ts'
import { modules } from './modules.ts'
import { openVswitch } from './open-vswitch.ts'
import { privileges } from './privileges.ts'
import { sharedFile } from './shared-file.ts'
import { sources } from './sources.ts'
import { stateDirectory } from './state-directory.ts'

/** All checks, from what everything rests on to what rests on it. */
export const checks: readonly Check[] = [
  configuration,
  dnsSd,
  privileges,
  identity,
  clock,
  container,
  sources,
  address,
  stateDirectory,
  daemon,
  modules,
  openVswitch,
  sharedFile,
  followers,
  collectors,
]
