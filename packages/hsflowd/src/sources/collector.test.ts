import { hostMemory, portName } from '@host-sflow/sflow-encoder'
import { expect, it } from 'vitest'
import { openSources } from './collector.ts'
import { recordedHost } from './recorded-host.test-helper.ts'
import type { Source } from './source.ts'
import { troubleLog } from './trouble-log.test-helper.ts'

const working: Source = {
  name: 'working',
  emits: [portName],
  reads: [],
  open: () => ({ collect: () => [{ row: portName, fields: { name: 'x' } }], close: () => undefined }),
}

it('keeps sources apart, and tells each distinct problem, with its remedy, and its end', () => {
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
  const problems: string[] = []
  const host = recordedHost('nowhere')
  const all = openSources(host, [failing, unopenable, working], troubleLog(problems))
  for (let i = 0; i < 3; i++) expect(all.collect().map(({ row }) => row)).toEqual([portName])
  reason = 'second'
  all.collect()
  broken = false
  expect(all.collect().map(({ row }) => row)).toEqual([hostMemory, portName])
  broken = true
  reason = 'first'
  all.collect()
  all.close()
  const failed = (source: string, error: string): string =>
    `source ${source}: a source of metrics failed: ${error} (report it with the message; the other sources go on)`
  expect(problems).toEqual([
    failed('unopenable', 'open'),
    failed('failing', 'first'),
    failed('failing', 'second'),
    'source failing works again',
    failed('failing', 'first'),
    failed('failing', 'close'),
  ])
  host.close()
})

it('counts what each source does, and how long it takes', () => {
  let nowMs = 1000
  const takes = [2, 5, 2]
  let broken = false
  const slow: Source = {
    ...working,
    name: 'slow',
    open: () => ({
      collect() {
        nowMs += takes.shift() ?? 0
        if (broken) throw new Error('gone')
        return []
      },
      close: () => undefined,
    }),
  }
  const host = { ...recordedHost('nowhere'), nowMs: () => nowMs }
  const all = openSources(host, [slow, working], troubleLog([]))
  const statistics = () => all.statistics()
  expect(statistics()[0]).toEqual({
    name: 'slow',
    collections: 0,
    failures: 0,
    lastMs: 0,
    meanMs: 0,
    maxMs: 0,
    error: null,
  })
  all.collect()
  all.collect()
  broken = true
  all.collect()
  const expected = { name: 'slow', collections: 3, lastMs: 2, meanMs: 3, maxMs: 5 }
  expect(statistics()[0]).toEqual({ ...expected, failures: 1, error: 'gone' })
  expect(statistics()[1]).toMatchObject({ name: 'working', collections: 3, failures: 0, meanMs: 0 })
  broken = false
  all.collect()
  expect(statistics()[0]).toMatchObject({ failures: 1, error: null })
  all.close()
  host.close()
})
