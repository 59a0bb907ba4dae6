import type { Module, ModuleContext, RunningModule } from '../module.ts'
import { openApps } from './apps.ts'
import { createFeedback } from './feedback.ts'
import { openFifoInput, type FifoInput } from './fifo.ts'
import { createInput } from './input.ts'
import type { Found } from './scanner.ts'
import { openUdpInput, type UdpInput } from './udp.ts'

/** `json { udpport = 36343 fifo = /run/hsflowd/json }`: any program can be a sub-agent, by sending JSON messages. */
export const json: Module = { name: 'json', needs: [], busy: true, start }

async function start(context: ModuleContext): Promise<RunningModule> {
  const { agent, state, clock, log, random, settings } = context
  const feedback = createFeedback(log, clock)
  const apps = await openApps({ agent, state, clock, log, settings })
  const input = createInput({ agent, apps, clock, random, settings, feedback })
  let udp: { readonly port: number; readonly input: UdpInput } | undefined
  let fifo: (FifoInput & { readonly path: string }) | undefined
  let batch: NodeJS.Immediate | undefined

  /** Datagrams are handed over one by one: the batch ends when the event loop has seen to all that were there. */
  function endsLater(): void {
    batch ??= setImmediate(() => {
      batch = undefined
      input.endBatch()
    })
  }

  function applyUdp(port: number): void {
    if (udp?.port === port) return
    udp?.input.close()
    udp = undefined
    if (port === 0) return
    const onDatagram = (bytes: Buffer): void => {
      endsLater()
      input.datagram(bytes)
    }
    udp = { port, input: openUdpInput({ port, clock, log, feedback, onDatagram }) }
  }

  async function applyFifo(path: string | undefined): Promise<void> {
    if (fifo?.path === path) return
    const before = fifo
    fifo = undefined
    await before?.close()
    if (path === undefined) return
    const onMessage = (message: Found): void => {
      endsLater()
      input.message(message)
    }
    fifo = { path, ...openFifoInput({ path, clock, log, feedback, onMessage }) }
  }

  async function apply(): Promise<void> {
    const block = settings().json
    apps.apply()
    applyUdp(block?.udpport ?? 0)
    await applyFifo(block?.fifo)
  }

  await apply()
  return {
    apply,
    status: () => ({
      ...feedback.status(),
      apps: apps.size,
      dropped: udp?.input.dropped ?? 0,
      udp: udp?.input.status() ?? [],
      fifo: fifo?.status() ?? null,
    }),
    async close() {
      udp?.input.close()
      await fifo?.close()
      clearImmediate(batch)
      input.endBatch()
      await apps.close()
    },
  }
}
