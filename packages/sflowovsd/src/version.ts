import { packageVersion } from '@host-sflow/agent-runtime'

/** The version of the package. */
export const version = packageVersion(import.meta.url)
