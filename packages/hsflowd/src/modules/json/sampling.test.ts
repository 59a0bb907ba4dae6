import { expect, it } from 'vitest'
import { openRig, operationIn, type Rig } from './rig.test-helper.ts'

const flow = (name: string, sampling_rate?: number): object => ({
  flow_sample: { app_name: name, service_port: 80, sampling_rate, app_operation: { operation: 'x' } },
})
/** About one failure in a million. */
const SIGMAS = 4.9

function offer(rig: Rig, messages: number, next: (i: number) => object): void {
  for (let i = 0; i < messages; i++) rig.send(next(i))
}

/** Variance of the number of samples of `events`: of skips uniform in 1..2N-1, and of independent draws. */
const skipsVariance = (events: number, n: number): number => (events * ((2 * n - 1) ** 2 - 1)) / 12 / n ** 3
const drawsVariance = (events: number, n: number): number => (events / n) * (1 - 1 / n)

it('samples 1 in N of the setting for the application, and says so', async () => {
  const rig = await openRig({
    settings: {
      applications: [
        { name: 'app', sampling: 1000 },
        { name: 'app.shop', sampling: 10 },
      ],
    },
  })
  offer(rig, 20_000, () => flow('shop.eu'))
  const flows = rig.flows()
  expect(Math.abs(flows.length - 2000)).toBeLessThan(SIGMAS * Math.sqrt(skipsVariance(20_000, 10)))
  expect(new Set(flows.map(({ fields }) => fields['sampling_rate']))).toEqual(new Set([10]))
  expect(flows.map(({ fields }) => fields['sequence_number'])).toEqual(flows.map((_, i) => i + 1))
  const pools = flows.map(({ fields }) => fields['sample_pool'] as number)
  expect(pools).toEqual(pools.toSorted((a, b) => a - b))
  expect(20_000 - pools.at(-1)!).toBeLessThan(20)
  expect(rig.feedback.status()).toMatchObject({ flow_sample: 20_000, sampled: flows.length })
  await rig.close()
})

it('what the program has sampled itself is sampled less, and pool and rate count its operations', async () => {
  const rig = await openRig({ settings: { sampling: 400 } })
  // 400 div 30 = 13: 1 in 390.
  offer(rig, 20_000, () => flow('a', 30))
  const flows = rig.flows()
  expect(Math.abs(flows.length - 20_000 / 13)).toBeLessThan(SIGMAS * Math.sqrt(skipsVariance(20_000, 13)))
  expect(new Set(flows.map(({ fields }) => fields['sampling_rate']))).toEqual(new Set([390]))
  const pool = flows.at(-1)!.fields['sample_pool'] as number
  expect(pool % 30).toBe(0)
  expect(600_000 - pool).toBeLessThan(30 * 26)
  await rig.close()
})

it('messages that stand for different numbers of operations are each sampled as they should be', async () => {
  const rig = await openRig({ settings: { sampling: 40 } })
  const weights = [1, 10, 100]
  offer(rig, 30_000, (i) => flow('a', weights[i % 3]))
  const flows = rig.flows()
  const of = (rate: number): number => flows.filter(({ fields }) => fields['sampling_rate'] === rate).length
  // Of weight 10: 40 div 10 = 4; of weight 100 all, since they are rarer than asked for.
  expect(of(100)).toBe(10_000)
  const estimates = of(40)
  const variance = skipsVariance(10_000, 40) + drawsVariance(10_000, 4)
  expect(Math.abs(estimates - 10_000 / 40 - 10_000 / 4)).toBeLessThan(SIGMAS * Math.sqrt(variance))
  expect(flows.at(-1)!.fields['sample_pool']).toBe(10_000 * 111)
  await rig.close()
})

it('sampling 0 sends none; a new setting is in force at once, and the numbers go on', async () => {
  const rig = await openRig({ settings: { sampling: 0 } })
  offer(rig, 500, () => flow('a'))
  expect(rig.flows()).toEqual([])
  rig.set({ sampling: 1 })
  offer(rig, 3, () => flow('a'))
  rig.set({ sampling: 400, applications: [{ name: 'app.a', sampling: 1 }] })
  offer(rig, 2, () => flow('a'))
  expect(rig.flows().map(({ fields }) => fields['sequence_number'])).toEqual([1, 2, 3, 4, 5])
  expect(rig.feedback.status()).toMatchObject({ flow_sample: 505, sampled: 5 })
  await rig.close()
})

it('a sampled message that cannot be read counts as dropped', async () => {
  const rig = await openRig({ settings: { sampling: 1 } })
  offer(rig, 100, () => flow('a'))
  const bad = { flow_sample: { app_name: 'a', service_port: 80, app_operation: { uS: 'soon' } } }
  offer(rig, 3, () => bad)
  offer(rig, 1, () => flow('a'))
  const last = rig.flows().at(-1)!
  expect(last.fields).toMatchObject({ drops: 3, sample_pool: 104, sequence_number: 101 })
  expect(operationIn(last)).toMatchObject({ operation: 'x' })
  await rig.close()
})

it('a server answers, a client asks', async () => {
  const rig = await openRig({ settings: { sampling: 1 } })
  for (const client of [true, false, undefined])
    rig.send({ flow_sample: { app_name: 'a', client, app_operation: {} } })
  const internal = { format: 0, value: 0x3fffffff }
  const none = { format: 0, value: 0 }
  expect(rig.flows().map(({ fields }) => [fields['input'], fields['output']])).toEqual([
    [internal, none],
    [none, internal],
    [none, internal],
  ])
  await rig.close()
})
