export { backgroundClock, systemClock, sleep, withinTime } from './clock.ts'
export type { Clock, Random } from './clock.ts'
export { codeOf, isRuntimeError, messageOf, runtimeError, runtimeErrors } from './errors.ts'
export type { RuntimeError, RuntimeErrorCode } from './errors.ts'

export { findOnPath, isFileFor } from './find-on-path.ts'
export { isAlive } from './is-alive.ts'

export { createAgent } from './agent.ts'
export type { Agent, AgentOptions, AgentStatistics, Destination, Identity, Resume } from './agent.ts'
export { TICK_MS } from './poller.ts'
export type { Poller, PollerOptions, PollerStatistics, Records } from './poller.ts'
export { createSampler, MAX_SAMPLING_RATE, UNKNOWN_INTERFACE } from './sampler.ts'
export type { Sampler, SamplerContext, SamplerOptions, SamplerState } from './sampler.ts'

export {
  DEFAULT_PORT,
  formatCollector,
  formatEndpoint,
  isHost,
  parseCollector,
  parseCollectors,
} from './collector/collector-spec.ts'
export type { CollectorSpec } from './collector/collector-spec.ts'
export { createBackOff } from './back-off.ts'
export type { BackOff } from './back-off.ts'
export { createCollectors, openTransport } from './collector/collectors.ts'
export type { Collectors, CollectorsOptions } from './collector/collectors.ts'
export type { ActiveCollector, CollectorState, CollectorStatus } from './collector/collector-status.ts'
export { lookupAll } from './collector/name-resolver.ts'
export type { Lookup } from './collector/name-resolver.ts'
export type { OpenTransport, Transport, TransportOptions } from './collector/transport.ts'

export { createConditions } from './log/conditions.ts'
export type { Conditions } from './log/conditions.ts'
export { createLog } from './log/log.ts'
export type { Log, LogFields, LogOptions } from './log/log.ts'
export { parseLogLevels } from './log/level.ts'
export type { Level, LogLevels } from './log/level.ts'
export type { LogFormat, LogTarget } from './log/format.ts'

export { runDaemon } from './shell/run-daemon.ts'
export type { DaemonContext, DaemonOptions, Running } from './shell/run-daemon.ts'
export { commonOptions } from './shell/common-options.ts'
export { exitCodes, helpText } from './shell/help-text.ts'
export type { HelpOptions } from './shell/help-text.ts'
export { oneOf, text, wholeNumber } from './shell/option-table.ts'
export type {
  CountOption,
  FlagOption,
  Option,
  OptionTable,
  OptionValues,
  ValueOption,
} from './shell/option-table.ts'
export { parseOptions } from './shell/parse-options.ts'
export type { ParsedOptions } from './shell/parse-options.ts'
export { openPidFile } from './shell/pid-file.ts'
export { packageVersion } from './shell/package-version.ts'
export { ProgramError } from './shell/program-error.ts'
export type { ProgramErrorRow } from './shell/program-error.ts'
export { closest } from './shell/closest.ts'
export type { ProcessLike } from './shell/process-like.ts'

export { findStateDirectory, openStateDirectory, peekState } from './state/state-directory.ts'
export type { StateDirectory, StatePlace } from './state/state-directory.ts'
export { writeAtomically } from './state/atomic-file.ts'
export { createIndexAllocator } from './state/index-allocator.ts'
export type { IndexAllocator, IndexAllocatorOptions } from './state/index-allocator.ts'

export { keepAgentStatus } from './status/agent-status.ts'
export type { AgentReport, AgentStatusFile, AgentStatusOptions } from './status/agent-status.ts'
export { createLoopMeter } from './status/loop-meter.ts'
export type { LoopMeter, LoopReport } from './status/loop-meter.ts'
export type { ProcessReport } from './status/process-report.ts'
export { readAgentStatuses } from './status/read-agent-statuses.ts'
export type { AgentStatus, ReadStatusOptions } from './status/read-agent-statuses.ts'
export { statusDirectories } from './status/run-directories.ts'

export { table } from './text/table.ts'
export { ageMs, counted, duration, megabytes, milliseconds, plain, userName } from './text/words.ts'

export { become, canKeep } from './privileges/become.ts'
export type { BecomeOptions, KeptRight } from './privileges/become.ts'
export { privilegeError } from './privileges/errors.ts'
export { giveDirectories } from './privileges/give-directories.ts'
export type { ServiceUser } from './privileges/service-user.ts'
export { userToBecome } from './privileges/user-to-become.ts'
export type { PrivilegeOptions } from './privileges/user-to-become.ts'
