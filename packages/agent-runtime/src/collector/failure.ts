import { codeOf, isRuntimeError, type RuntimeErrorCode } from '../errors.ts'
import type { CollectorSpec } from './collector-spec.ts'

/** The row of the table that explains why a socket cannot be opened or has failed: what an operator is to look at. */
export function codeOfFailure(error: unknown, spec: CollectorSpec): RuntimeErrorCode {
  if (isRuntimeError(error)) return error.code
  const code = codeOf(error)
  if (code === 'EMFILE' || code === 'ENFILE') return 'HSF_COLLECTOR_LIMIT'
  const syscall = error instanceof Error && 'syscall' in error ? error.syscall : undefined
  if (syscall === 'open' || syscall === 'setns') return 'HSF_COLLECTOR_NAMESPACE'
  if (code === 'HSF_NET_ARGUMENT' && spec.namespace !== undefined) return 'HSF_COLLECTOR_NAMESPACE'
  if (spec.sourceAddress !== undefined && (code === 'EADDRNOTAVAIL' || syscall === 'bind'))
    return 'HSF_COLLECTOR_SOURCE'
  const hasDevice = spec.device !== undefined || spec.host.includes('%')
  if (code === 'ENODEV' && hasDevice) return 'HSF_COLLECTOR_DEVICE'
  // What connect(2) says to a link-local address without a device, or with one that is not there.
  if (code === 'EINVAL' && /^fe[89ab]/iu.test(spec.host)) return 'HSF_COLLECTOR_DEVICE'
  return 'HSF_COLLECTOR_UNREACHABLE'
}
