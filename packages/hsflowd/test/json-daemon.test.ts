// The JSON input of the built daemon: started, reloaded and restarted as an operator does it.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KnownRecord } from '@host-sflow/sflow-encoder'
import { expect, it } from 'vitest'
import { hsflowd, scratch, WARN } from './support/hsflowd.ts'
import { sendUdp } from './support/json-input.ts'
import { closedPort, openReceiver, type Receiver } from '../../../tools/rigs/receiver.ts'

interface Sample {
  readonly source: string
  readonly name: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** Samples of applications. */
const samples = ({ received }: Receiver): Sample[] =>
  received
    .flatMap(({ datagram }) => datagram.samples as readonly KnownRecord[])
    .map(({ row, fields }) => {
      const source = (fields as Sample['fields'])['source_id'] as { class: number; index: number }
      return { source: `${source.class}:${source.index}`, name: row.name, fields }
    })
    .filter(({ source }) => source.startsWith('3:'))

const counters = (app_name: string): string =>
  JSON.stringify({ counter_sample: { app_name, app_operations: { success: 1 } } })
const flow = JSON.stringify({
  flow_sample: { app_name: 'shop', service_port: 80, app_operation: { operation: 'x' } },
})

it.skipIf(process.platform === 'win32')(
  'takes messages in, follows its file, and keeps indices over a restart',
  async () => {
    const directory = scratch()
    const [receiver, port] = [await openReceiver(), await closedPort()]
    const config = join(directory, 'hsflowd.conf')
    const fifo = join(directory, 'fifo')
    const auto = join(directory, 'hsflowd.auto')
    execFileSync('mkfifo', [fifo])
    const configure = (more: string): void =>
      writeFileSync(
        config,
        `sflow {\n  polling = 0\n  ${more}\n  json { udpport = ${port} fifo = ${fifo} }\n  collector { ip = 127.0.0.1 udpport = ${receiver.port} }\n}\n`,
      )
    const start = () =>
      hsflowd(['-f', config, '-o', auto, '--log-format', 'json'], { env: { STATE_DIRECTORY: directory } })
    const send = (...texts: string[]): Promise<void> => sendUdp(port, '127.0.0.1', texts)
    /** Until one has arrived: the daemon says nothing when it listens. */
    const sendUntil = async (what: string, text: string, arrived: () => boolean): Promise<void> => {
      const again = setInterval(() => void send(text), 100)
      try {
        await receiver.until(what, arrived)
      } finally {
        clearInterval(again)
      }
    }

    configure('sampling.app.shop = 1')
    const first = start()
    await sendUntil('counters', counters('a'), () => samples(receiver).length > 0)
    const [{ source }] = samples(receiver) as [Sample]
    writeFileSync(fifo, `${flow}\n${flow}\n`)
    const flows = (): Sample[] => samples(receiver).filter(({ name }) => name === 'flow_sample_expanded')
    await receiver.until('flow samples', () => flows().length === 2)
    expect(flows()[1]).toMatchObject({ source: '3:80', fields: { sampling_rate: 1, sequence_number: 2 } })

    configure('sampling.app.shop = 0')
    first.kill('SIGHUP')
    await first.logged('settings')
    // What comes through the FIFO is worked off in its order, and counters take along what waits.
    for (let more = true; more;) {
      const [known, sampled] = [samples(receiver).length, flows().length]
      writeFileSync(fifo, `${flow}\n${counters('behind')}\n`)
      await receiver.until('counters', () => samples(receiver).length > known + flows().length - sampled)
      more = flows().length > sampled
    }
    const { code } = await first.stop()
    expect(code).toBe(0)
    expect(first.log().filter(({ level }) => level > WARN)).toEqual([])

    configure('sampling.app.shop = 1')
    const before = samples(receiver).length
    const second = start()
    await sendUntil('counters', counters('a'), () => samples(receiver).length > before)
    expect(samples(receiver).at(-1)!.source).toBe(source)
    second.kill('SIGUSR2')
    const dump = await second.logged('SIGUSR2')
    expect(JSON.stringify(dump)).toContain('"counter_sample":')
    await second.stop()
    await receiver.close()
  },
)
