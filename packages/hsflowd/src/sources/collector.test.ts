import { hostMemory, portName } from '@host-sflow/sflow-encoder'
import { expect, it } from 'vitest'
import { openSources } from './collector.ts'
import type { SourceProblem } from './collector.ts'
import { recordedHost } from './recorded-host.test-helper.ts'
import type { Source } from './source.ts'

const working: Source = {
  name: 'working',
  emits: [portName],
  reads: [],
  open: () => ({ collect: () => [{ row: portName, fields: { name: 'x' } }], close: () => undefined }),
}

it('keeps sources apart, and tells each distinct problem once', () => {
  let reason = 'first'
  let broken = true
  const failing: Source = {
    name: 'failing',
    emits: [hostMemory],
    reads: [],
    open: () => ({
      collect() {
        if (broken) throw new Error(reason)
        return [{ row: hostMemory, fields: {} }]
      },
      close() {
        throw new Error('close')
      },
    }),
  }
  const unopenable: Source = {
    ...working,
    name: 'unopenable',
    open: () => {
      throw new Error('open')
    },
  }
  const problems: SourceProblem[] = []
  const host = recordedHost('nowhere')
  const all = openSources(host, [failing, unopenable, working], (problem) => problems.push(problem))
  for (let i = 0; i < 3; i++) expect(all.collect().map(({ row }) => row)).toEqual([portName])
  reason = 'second'
  all.collect()
  broken = false
  expect(all.collect().map(({ row }) => row)).toEqual([hostMemory, portName])
  all.close()
  expect(problems.map(({ source, message }) => `${source}: ${message}`)).toEqual([
    'unopenable: open',
    'failing: first',
    'failing: second',
    'failing: close',
  ])
  host.close()
})
