// hsflowd in a sandbox that forbids netlink sockets.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { linuxNetAvailable } from '@host-sflow/linux-net'
import { expect, it } from 'vitest'
import { hsflowd, scratch } from './support/hsflowd.ts'
import { openReceiver } from '../../../tools/rigs/receiver.ts'

const withoutNetlink = pathToFileURL(join(import.meta.dirname, 'support/without-netlink.mjs')).href

it('without netlink it streams what /proc and /sys have, and says what is missing', async (ctx) => {
  ctx.skip(process.platform !== 'linux', 'netlink is of Linux')
  ctx.skip(!['x64', 'arm64'].includes(process.arch), 'the filter knows x64 and arm64')
  ctx.skip(!linuxNetAvailable().available, 'needs the native module to set the filter')
  const receiver = await openReceiver()
  const args = ['--polling', '1', '--collector', `127.0.0.1:${receiver.port}`, '-o', join(scratch(), 'auto')]
  const daemon = hsflowd(args, { env: { NODE_OPTIONS: `--import ${withoutNetlink}` } })
  const has = (record: string): boolean => receiver.counters().some(({ records }) => record in records)
  await receiver.until('interfaces and the host', () => has('if_counters') && has('host_cpu'))
  expect((await daemon.stop()).code).toBe(0)
  expect(receiver.received[0]!.datagram.agent_address).toBe('0.0.0.0')
  expect(daemon.said('EAFNOSUPPORT')).toEqual([
    expect.stringMatching(/^native network access is not available: .* allow AF_NETLINK/),
  ])
  expect(daemon.said('the addresses of this host cannot be read')).toEqual([
    expect.stringMatching(/\(set agentIP; in a sandbox allow AF_NETLINK/),
  ])
  await receiver.close()
})
