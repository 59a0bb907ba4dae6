import { packageVersion } from '@host-sflow/agent-runtime'

/** Of this package; where the application is a bundle with this in it, nothing tells. */
export const version = ((): string => {
  try {
    return packageVersion(import.meta.url)
  } catch {
    return 'unknown'
  }
})()
