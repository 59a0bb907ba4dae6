import type { Directive } from './program.ts'

/** What gives a capability to a service and to what it starts. It is of use to the host only outside of a user namespace of its own. */
export const capability = (name: string): readonly Directive[] => [
  ['CapabilityBoundingSet', name],
  ['AmbientCapabilities', name],
  ['PrivateUsers', 'no'],
]
