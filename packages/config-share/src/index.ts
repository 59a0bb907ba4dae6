export { describeProblem, isSharedFileError, sharedFileErrors } from './errors.ts'
export type { SharedFileCode, SharedFileError, SharedFileProblem } from './errors.ts'
export { followSharedFile } from './follower.ts'
export type { FollowerOptions, SharedFileChange, SharedFileFollower, SharedFileState } from './follower.ts'
export { formatSharedFile } from './format.ts'
export { linkSharedFile } from './link.ts'
export type { LinkOptions, LinkResult } from './link.ts'
export { pollingFor, samplingFor } from './lookup.ts'
export { parseSharedFile } from './parse.ts'
export type { ParsedFile } from './parse.ts'
export { makeSharedDirectory, SHARED_FILE_LINK, sharedFilePaths, sharedFileToWrite } from './paths.ts'
export type { Place } from './paths.ts'
export { findRunningHsflowd } from './running.ts'
export type { SharedFileWarning } from './complaint.ts'
export {
  agentIdentitySchema,
  applicationSchema,
  collectorSchema,
  DEFAULT_COLLECTOR_PORT,
  defaultSharedSettings,
  sharedSettingsSchema,
} from './settings.ts'
export type { AgentIdentity, Application, Collector, SharedContent, SharedSettings } from './settings.ts'
export { openSharedFileWriter } from './writer.ts'
export type { SharedFileWriter, WriteResult, WriterOptions } from './writer.ts'
export { watchDirectories } from './watch-directories.ts'
export type { DirectoryWatch } from './watch-directories.ts'
