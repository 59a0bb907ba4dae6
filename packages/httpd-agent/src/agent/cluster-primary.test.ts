import cluster from 'node:cluster'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { watchWorkers } from './cluster-primary.ts'

afterEach(() => vi.useRealTimers())

function setUp() {
  vi.useFakeTimers()
  const told: string[] = []
  const stop = watchWorkers({
    onBegin: (port) => void told.push(`begin ${port}`),
    onEnd: (port) => void told.push(`end ${port}`),
  })
  onTestFinished(stop)
  const listening = (id: number, port: number, addressType: 4 | 6 | -1 | 'udp4' = 4): void =>
    void cluster.emit('listening', { id } as never, { port, addressType, address: '' } as never)
  const exit = (id: number): void => void cluster.emit('exit', { id } as never, 0, '')
  return { told, listening, exit, stop }
}

test('a port is told once, whichever worker serves it', () => {
  const { told, listening } = setUp()
  listening(1, 8080)
  listening(2, 8080, 6)
  listening(2, 8443)
  expect(told).toEqual(['begin 8080', 'begin 8443'])
})

test('unix sockets and UDP are not ports of servers', () => {
  const { told, listening } = setUp()
  listening(1, -1, -1)
  listening(1, 53, 'udp4')
  expect(told).toEqual([])
})

test('the stream of a port outlives its workers by a minute', () => {
  const { told, listening, exit } = setUp()
  listening(1, 8080)
  exit(1)
  vi.advanceTimersByTime(59_000)
  listening(2, 8080)
  vi.advanceTimersByTime(120_000)
  expect(told).toEqual(['begin 8080'])
  exit(2)
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual(['begin 8080', 'end 8080'])
  listening(3, 8080)
  expect(told.at(-1)).toBe('begin 8080')
})

test('nothing is left when it ends', () => {
  const before = cluster.listenerCount('listening')
  const { told, listening, stop } = setUp()
  stop()
  expect(cluster.listenerCount('listening')).toBe(before)
  listening(1, 8080)
  expect(told).toEqual([])
})
