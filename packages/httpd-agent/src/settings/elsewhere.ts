import { existsSync } from 'node:fs'
import { networkInterfaces } from 'node:os'

/** What container engines leave for those inside: Docker, Podman, Kubernetes, systemd-nspawn and LXC. */
const MARKS = ['/.dockerenv', '/run/.containerenv']
const VARIABLES = ['KUBERNETES_SERVICE_HOST', 'container']

/** It throws where Node's permission model forbids to look. */
function isThere(file: string): boolean {
  try {
    return existsSync(file)
  } catch {
    return false
  }
}

const inContainer = (): boolean =>
  MARKS.some(isThere) || VARIABLES.some((name) => process.env[name] !== undefined)

const isOwnAddress = (address: string): boolean =>
  Object.values(networkInterfaces()).some((all) => all?.some((own) => own.address === address) ?? false)

/**
 * Whether this process has a network of its own, so that its port may be somebody else's too on the host: it is in a
 * container, and the host's address is not one of its own. (Either alone would not tell: containers can have the network
 * of the host, and in clouds a host has an address that it does not know.)
 */
export const isElsewhere = (hostAddress: string): boolean => inContainer() && !isOwnAddress(hostAddress)
