// A change of the configuration reaches the wire, and every other agent of the host, with no datagram lost or sent twice.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startBind9, writeResolvConf, zoneHead } from '../../../tools/rigs/dns.ts'
import { hsflowd, scratch } from './support/hsflowd.ts'
import { addNamespace } from './support/namespace.ts'
import { changeFile } from './support/change-file.ts'
import { expectNothingLost, propagate } from './support/propagation.ts'
import { openReceiverIn } from '../../../tools/rigs/receiver.ts'
import { startSubAgent } from './support/sub-agent.ts'

const FILE_CHANGES = 30
/** At the floor of 10 s between two questions. */
const DNS_CHANGES = 3
const ZONE = 'rig.test'

it(`${FILE_CHANGES} changes of the file, within 2 s`, { timeout: 120_000 }, async () => {
  await changeFile(FILE_CHANGES)
})

it(`${DNS_CHANGES} changes in DNS, within 2 s of the answer`, { timeout: 90_000 }, async (ctx) => {
  const { prefix } = addNamespace(ctx)
  const namespace = prefix.at(-1)!
  const receivers = [await openReceiverIn(prefix), await openReceiverIn(prefix)] as const
  const records = (number: number): string[] => [
    `_sflow._udp.${ZONE}. 10 IN SRV 10 1 ${receivers[number % 2]!.port} collector.${ZONE}.`,
    `_sflow._udp.${ZONE}. 10 IN TXT "txtvers=1" "polling=1" "sampling=${number + 1}"`,
  ]
  const zone = [`${zoneHead(10)}collector A 127.0.0.1`, ...records(0), ''].join('\n')
  const dns = await startBind9({ prefix, port: 53, zones: { [ZONE]: zone } })
  const resolvConf = await writeResolvConf(namespace, `nameserver 127.0.0.1\nsearch ${ZONE}\n`)
  ctx.onTestFinished(async () => {
    await dns.stop()
    await resolvConf.remove()
  })
  const auto = join(scratch(), 'hsflowd.auto')
  const config = join(scratch(), 'hsflowd.conf')
  writeFileSync(config, 'sflow { }\n')
  const live = hsflowd(['-f', config, '-o', auto], { prefix })
  const subAgent = startSubAgent(auto, namespace)
  const change = async (number: number): Promise<void> => {
    const [srv, txt] = records(number)
    await dns.update(
      `update delete _sflow._udp.${ZONE} SRV`,
      `update delete _sflow._udp.${ZONE} TXT`,
      `update add ${srv}`,
      `update add ${txt}`,
    )
    const answers = live.said('DNS says').length
    await receivers[0].until('the answer', () => live.said('DNS says').length > answers, 25_000)
  }
  await propagate({ receivers, subAgent, changes: DNS_CHANGES, change })
  expect((await live.stop()).code).toBe(0)
  await subAgent.stop()
  expectNothingLost(receivers)
})
