import type { TestContext } from 'vitest'
import { debianPackages, requirePackages } from './apt.mjs'
import { startOvs, type Ovs, type OvsOptions } from './ovs.ts'

/** A private Open vSwitch until the test ends; skips the test where there can be none. */
export async function privateOvs(ctx: TestContext, options: OvsOptions = {}): Promise<Ovs> {
  ctx.skip(process.platform !== 'linux', 'Open vSwitch is tested on Linux')
  const { openvswitch, ip, ethtool } = debianPackages
  const packages = await requirePackages([...openvswitch, ...ip, ...ethtool])
  if (!packages.ok) ctx.skip(packages.reason)
  ctx.skip(options.switch !== false && process.getuid?.() !== 0, 'network namespaces need root')
  const rig = await startOvs(options)
  ctx.onTestFinished(rig.stop)
  return rig
}
