// A change of hsflowd.conf is in the database of Open vSwitch within a second.
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { privateOvs } from '../../../tools/rigs/private-ovs.ts'
import { scratch } from '../../../tools/rigs/program.ts'
import { addBridges } from './support/bridges.ts'
import { watchDatabase, type Row } from './support/database.ts'
import { hsflowd, sflowovsd } from './support/programs.ts'

const LIMIT_MS = 1000
const COLLECTOR = 'collector { ip = 127.0.0.1 udpport = 6399 }'
const TARGET = '127.0.0.1:6399'

/** What the file says, and what the row then holds, beside what it held before; null: there is no sFlow. */
const CHANGES: readonly (readonly [string, Partial<Row> | null])[] = [
  [
    `sampling = 100 polling = 10 ${COLLECTOR}`,
    { sampling: 100, polling: 10, header: 128, targets: [TARGET] },
  ],
  [`sampling = 200 polling = 10 ${COLLECTOR}`, { sampling: 200 }],
  [`sampling = 200 polling = 5 ${COLLECTOR}`, { polling: 5 }],
  [`sampling = 200 polling = 5 headerBytes = 64 ${COLLECTOR}`, { header: 64 }],
  [
    `sampling = 200 polling = 5 ${COLLECTOR} collector { ip = 2001:db8::1 }`,
    { header: 128, targets: [TARGET, '[2001:db8::1]:6343'] },
  ],
  [`sampling = 200 polling = 5 agentIP = 192.0.2.7 ${COLLECTOR}`, { agent: '192.0.2.7', targets: [TARGET] }],
  ['sampling = 200 polling = 5 DNSSD = off', null],
  [`sampling = 300 polling = 5 ${COLLECTOR}`, { sampling: 300 }],
  [`sampling = 0 polling = 0 ${COLLECTOR}`, null],
  [`sampling = 0 polling = 7 ${COLLECTOR}`, { polling: 7, sampling: 2 ** 32 - 1 }],
]

it(`${CHANGES.length} changes, each within ${LIMIT_MS} ms`, async (ctx) => {
  const rig = await privateOvs(ctx)
  await addBridges(rig, 'br0', 'br1')
  const directory = scratch()
  const config = join(directory, 'hsflowd.conf')
  const auto = join(directory, 'hsflowd.auto')
  const write = (text: string): void => {
    writeFileSync(`${config}.new`, `sflow { ${text} }\n`)
    renameSync(`${config}.new`, config)
  }
  const [first, ...others] = CHANGES
  write(first![0])
  const database = await watchDatabase(ctx, rig)
  const holds = (row: Partial<Row> | null): boolean => {
    if (row === null) return database.rows().size === 0
    const now = database.common()
    const keys = Object.keys(row) as (keyof Row)[]
    return now !== undefined && keys.every((key) => JSON.stringify(now[key]) === JSON.stringify(row[key]))
  }
  const daemons = [
    hsflowd(['-f', config, '-o', auto], { prefix: rig.prefix }),
    sflowovsd(['-f', auto], { prefix: rig.prefix, env: rig.env }),
  ]
  await database.until(first![0], () => holds(first![1]))
  const took: number[] = []
  for (const [text, row] of others) {
    const fromMs = performance.now()
    write(text)
    await database.until(text, () => holds(row), 3 * LIMIT_MS)
    took.push(performance.now() - fromMs)
  }
  console.log(`from hsflowd.conf to the database: ${took.map((ms) => ms.toFixed(0)).join(', ')} ms`)
  expect(Math.max(...took)).toBeLessThan(LIMIT_MS)

  // Without hsflowd its settings stay in force: no agent depends on another being alive.
  expect((await daemons[0]!.stop()).code).toBe(0)
  expect(holds(CHANGES.at(-1)![1])).toBe(true)
  expect((await daemons[1]!.stop()).code).toBe(0)
  expect(holds(CHANGES.at(-1)![1])).toBe(true)
})
