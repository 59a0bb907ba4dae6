import { capabilities } from '@host-sflow/linux-net'

/** The process that an agent is, for whoever looks at it. */
export interface ProcessReport {
  /** Effective user; null on systems without. */
  readonly uid: number | null
  readonly gid: number | null
  /** Those in force, lower case without CAP_; none on systems without. */
  readonly capabilities: readonly string[]
  /** Since its start. */
  readonly uptimeMs: number
  /** Memory that is its own or shared, as `ps` shows it. */
  readonly rssBytes: number
}

/** This process. Numbers instead of names: a name may have to be asked for over the network (LDAP). */
export function processReport(): ProcessReport {
  return {
    uid: process.geteuid?.() ?? null,
    gid: process.getegid?.() ?? null,
    capabilities: capabilities().effective,
    uptimeMs: Math.round(process.uptime() * 1000),
    rssBytes: process.memoryUsage.rss(),
  }
}
