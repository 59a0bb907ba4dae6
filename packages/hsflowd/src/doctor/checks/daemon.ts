import { ageMs, duration } from '@host-sflow/agent-runtime'
import { findRunningHsflowd } from '@host-sflow/config-share'
import { ok, warn, type Check, type Finding } from '../check.ts'

const LOG = 'journalctl -u hsflowd -n 50'

/** The hsflowd that runs, if one does. */
export const daemon: Check = {
  name: 'daemon',
  async run({ clock, directories, status: { hsflowd, problems, rivals } }) {
    const findings: Finding[] = []
    if (hsflowd === undefined)
      findings.push(
        warn(
          `hsflowd is not running: no status of one in ${directories.join(' or ')}`,
          `systemctl start hsflowd; why it ended: ${LOG}`,
        ),
      )
    else {
      const age = Math.max(0, ageMs(hsflowd.writtenAt, clock.dateMs()))
      const uptime = hsflowd.process?.uptimeMs
      const up = uptime === undefined ? '' : `, up ${duration(uptime + age)}`
      findings.push(
        ok(
          `process ${hsflowd.pid}${up}, version ${hsflowd.version ?? '?'}; its figures are ${duration(age)} old`,
        ),
      )
      for (const problem of problems) findings.push(warn(problem, `see its log: ${LOG}`))
      if (problems.length === 0 && hsflowd.lastError !== undefined)
        findings.push(warn(`its last error: ${hsflowd.lastError}`, `see its log: ${LOG}`))
    }
    const other = rivals[0]?.pid ?? (await findRunningHsflowd({ self: hsflowd?.pid ?? process.pid }))
    if (other !== undefined)
      findings.push(
        warn(
          `another hsflowd runs on this host, process ${other}: of another kind, or with other files`,
          `if both are meant, give each -o FILE and --sub-agent-id N of its own; else stop one: kill ${other}`,
        ),
      )
    return findings
  },
}
