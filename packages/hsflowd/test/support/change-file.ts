import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { hsflowd, scratch } from './hsflowd.ts'
import { expectNothingLost, propagate, type Slowest } from './propagation.ts'
import { openReceiver } from '../../../../tools/rigs/receiver.ts'
import { startSubAgent } from './sub-agent.ts'

/**
 * So many changes of the configuration file of a running hsflowd, each watched on the wire and at a sub-agent; returns how
 * long the slowest took, ms.
 */
export async function changeFile(changes: number): Promise<Slowest> {
  const receivers = [await openReceiver(), await openReceiver()] as const
  const directory = scratch()
  const config = join(directory, 'hsflowd.conf')
  const auto = join(directory, 'hsflowd.auto')
  // As configuration management writes files: whole, and renamed into place.
  const change = (number: number): Promise<void> => {
    const { port } = receivers[number % 2]!
    const text = `sflow { polling = 1 sampling = ${number + 1} collector { ip = 127.0.0.1 udpport = ${port} } }\n`
    writeFileSync(`${config}.new`, text)
    renameSync(`${config}.new`, config)
    return Promise.resolve()
  }
  await change(0)
  const daemon = hsflowd(['-f', config, '-o', auto])
  const subAgent = startSubAgent(auto)
  const slowest = await propagate({ receivers, subAgent, changes, change })
  expect((await daemon.stop()).code).toBe(0)
  await subAgent.stop()
  expectNothingLost(receivers)
  return slowest
}
