import { OvsError } from '../errors.ts'
import { DEFAULT_TIMEOUT_S } from '../options.ts'
import { createRunner } from '../ovs/run-program.ts'

/** The version of ovsdb-client, which watches the database. @throws OvsError HSF_OVS_MISSING, _TIMEOUT, _OUTPUT */
export async function clientVersion(timeoutS = DEFAULT_TIMEOUT_S): Promise<string> {
  const runner = createRunner()
  const result = await runner.run(['ovsdb-client', '--version'], {
    env: process.env,
    limitMs: timeoutS * 1000,
  })
  if (result.kind !== 'ended') throw new OvsError('HSF_OVS_MISSING', `ovsdb-client (${result.code})`)
  if (result.timedOut) throw new OvsError('HSF_OVS_TIMEOUT', 'ovsdb-client --version')
  const [, version] = /^ovsdb-client \(Open vSwitch\) (\S+)/u.exec(result.stdout) ?? []
  if (version === undefined) throw new OvsError('HSF_OVS_OUTPUT', 'ovsdb-client --version')
  return version
}
