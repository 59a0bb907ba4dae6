import { createOpenVswitch } from '../ovs/create-open-vswitch.ts'
import { DEFAULT_TIMEOUT_S } from '../options.ts'
import type { OpenVswitch } from '../ovs/open-vswitch.ts'
import type { CommandContext } from './command.ts'

/** The database that a command line names. */
export const openFor = ({ values, log }: Pick<CommandContext, 'values' | 'log'>): OpenVswitch =>
  createOpenVswitch({ server: values.db, timeoutS: values.timeout ?? DEFAULT_TIMEOUT_S, log })
