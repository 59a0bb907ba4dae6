import { expect, test, vi } from 'vitest'
import { createFakeLog } from '../../../../tools/rigs/fake-log.ts'
import type { DaemonSignal, ProcessLike } from './process-like.ts'
import { superviseSignals } from './signals.ts'

function supervise() {
  const listeners = new Map<DaemonSignal, () => void>()
  const host = {
    onSignal: (signal, listener) => void listeners.set(signal, listener),
    onStrayError: () => undefined,
    exit: () => undefined,
  } as Partial<ProcessLike> as ProcessLike
  const { log, lines } = createFakeLog()
  const signals = superviseSignals({ host, log })
  return { signals, lines, raise: (signal: DaemonSignal) => listeners.get(signal)?.() }
}

test('SIGHUP before the daemon is up is a reload as soon as it is', async () => {
  const { signals, lines, raise } = supervise()
  const reload = vi.fn<() => void>()
  const running = { stop: () => Promise.resolve(), reload }
  raise('SIGHUP')
  raise('SIGHUP')
  await Promise.resolve()
  expect(reload).not.toHaveBeenCalled()
  signals.attach(running)
  await vi.waitFor(() => expect(reload).toHaveBeenCalled())
  raise('SIGHUP')
  await vi.waitFor(() => expect(reload).toHaveBeenCalledTimes(2))
  expect(lines).toEqual([])
})

test('SIGHUP for what cannot reload is answered', () => {
  const { signals, lines, raise } = supervise()
  signals.attach({ stop: () => Promise.resolve() })
  raise('SIGHUP')
  expect(lines).toEqual(['info SIGHUP: nothing to reload'])
})
