import { version } from '../../version.ts'

const PACKAGE = '@host-sflow/sflowovsd'

/** What keeps sflowovsd from running, with its remedy. */
const conditions = {
  HSF_OVS_NOT_INSTALLED: {
    message: 'sflowovsd is not installed, so Open vSwitch is not configured',
    remedy: `npm install --global ${PACKAGE}; it is looked for again, at the latest after a minute`,
  },
  HSF_OVS_NO_FILE: {
    message: 'hsflowd has no shared file, from which sflowovsd takes its settings',
    remedy:
      'see why in the line about the shared file, or name another place with -o FILE; it is looked at again',
  },
  HSF_OVS_START: {
    message: 'sflowovsd cannot be started',
    remedy: 'see the cause; it is tried again',
  },
  HSF_OVS_ENDED: {
    message: 'sflowovsd has ended',
    remedy: 'see what it says before that; it is started again',
  },
  HSF_OVS_REFUSED: {
    message: 'sflowovsd does not take its options, or its settings',
    remedy: `see what it says before that; if it is that of another version: npm install --global ${PACKAGE}@${version}; it is tried again every minute`,
  },
} as const

export type OvsCondition = keyof typeof conditions

/** Why sflowovsd does not run. */
export interface OvsTrouble {
  /** Of the condition that is said once: another cause is another one. */
  readonly key: string
  readonly code: OvsCondition
  readonly message: string
  readonly remedy: string
}

export function troubleOf(code: OvsCondition, detail?: string): OvsTrouble {
  const { message, remedy } = conditions[code]
  return {
    key: detail === undefined ? code : `${code} ${detail}`,
    code,
    message: detail === undefined ? message : `${message}: ${detail}`,
    remedy,
  }
}
