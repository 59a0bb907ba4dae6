import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { codeOf, messageOf } from '@host-sflow/agent-runtime'
import { createCaptureReader } from '../capture/capture-reader.ts'
import { readChunks } from '../capture/chunks.ts'
import { createUdpFinder, type CaptureCounts } from '../capture/datagrams.ts'
import type { Packet } from '../capture/packet.ts'
import { command, type Arguments } from '../command.ts'
import { CommandError } from '../errors.ts'
import { createPrinter, formatOption } from '../formats/formats.ts'
import { note, type Io } from '../io.ts'
import { createOutput } from '../output.ts'
import { receive, type Receiver } from '../receiver.ts'
import { createStatistics, summary } from '../statistics.ts'

const options = { format: formatOption } as const

export const decodeCommand = command({
  name: 'decode',
  summary: 'read the sFlow in a capture',
  operand: 'FILE|-',
  about: `Reads a capture (pcap or pcapng, plain or gzip-compressed) from FILE, or from standard input with "-", and prints every UDP payload in it as sFlow, whatever its port. Fragmented packets are put together. A datagram that cannot be decoded is printed as an error and counted, and ends nothing.`,
  options,
  examples: [
    ['sflow decode FILE.pcap', 'a block per datagram'],
    ['sflow decode FILE.pcapng.gz --format line | cut -d, -f10,11 | sort | uniq -c', 'who talks to whom'],
    ["sflow decode FILE.pcap --format json | jq 'select(.error)'", 'what is malformed'],
    [
      'ssh HOST tcpdump -i any -U -w - udp port 6343 | sflow decode - --format table',
      'what another host receives, as it comes',
    ],
  ],
  run: decode,
})

async function decode({ values, operand: name }: Arguments<typeof options>, io: Io): Promise<number> {
  if (name === undefined)
    throw new CommandError('HSF_CLI_USAGE', 'no capture given', {
      remedy: 'name a file, or - for standard input: sflow decode FILE.pcap',
    })
  const format = values.format ?? (io.stdout.isTTY === true ? 'table' : 'json')
  const input = await openInput(name, io)
  const output = createOutput(io.stdout)
  output.onClosed(() => input.destroy())
  const receiver: Receiver = {
    statistics: createStatistics(),
    printer: createPrinter(format),
    output,
    note: (text) => note(io, text),
  }
  const finder = createUdpFinder()
  const emit = (packet: Packet): void => {
    const udp = finder.find(packet)
    if (udp === undefined) return
    const { seconds, micros } = packet
    receive(receiver, { bytes: udp.bytes, source: udp.source, seconds, micros, captured: true }, udp.missing)
  }
  const failure = await readCapture(input, name, emit, () => output.drained())
  await output.end()
  if (!output.closed) report(receiver, finder.counts, io)
  if (failure !== undefined) throw failure
  if (output.closed || receiver.statistics.datagrams > 0) return 0
  throw nothingFound(finder.counts, receiver.statistics.malformed)
}

// The error that ended the capture too early, if any: what came before it is still to be written out.
async function readCapture(
  input: Readable,
  name: string,
  emit: (packet: Packet) => void,
  drained: () => Promise<void> | undefined,
): Promise<CommandError | undefined> {
  const reader = createCaptureReader()
  try {
    await readChunks(input, (chunk) => {
      reader.push(chunk, emit)
      return drained()
    })
    if (!input.destroyed || input.readableEnded) reader.end()
    return undefined
  } catch (error) {
    if (error instanceof CommandError) return error
    if ((error as NodeJS.ErrnoException).syscall !== undefined) return fileError(name, error)
    throw error
  } finally {
    input.destroy()
  }
}

async function openInput(name: string, io: Io): Promise<Readable> {
  if (name === '-') return io.stdin
  try {
    const file = await open(name)
    return file.createReadStream({ highWaterMark: 256 * 1024 })
  } catch (error) {
    throw fileError(name, error)
  }
}

const causes: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is not a directory',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
}

function fileError(name: string, error: unknown): CommandError {
  const code = codeOf(error)
  const detail = `${name}: ${causes[code] ?? messageOf(error)}`
  const denied = code === 'EACCES' || code === 'EPERM'
  return new CommandError(denied ? 'HSF_CLI_FILE_PERMISSION' : 'HSF_CLI_FILE', detail, { cause: error })
}

function report({ statistics }: Receiver, counts: CaptureCounts, io: Io): void {
  const incomplete = counts.incomplete()
  const extra = [
    counts.cut === 0 ? '' : `${counts.cut} packets cut off by the capture`,
    incomplete === 0 ? '' : `${incomplete} packets with missing fragments`,
    counts.linkTypes.size === 0 ? '' : `link types not understood: ${[...counts.linkTypes].join(', ')}`,
  ].filter((text) => text !== '')
  note(io, [`${counts.packets} packets, ${counts.udp} UDP`, summary(statistics), ...extra].join('; '))
}

function nothingFound(counts: CaptureCounts, malformed: number): CommandError {
  if (counts.linkTypes.size > 0) {
    const types = [...counts.linkTypes].join(', ')
    return new CommandError('HSF_CAPTURE_EMPTY', `its packets have the link type ${types}`, {
      remedy: 'record it as Ethernet, Linux cooked, loopback or raw IP: tcpdump -i any -w FILE',
    })
  }
  if (malformed > 0)
    return new CommandError('HSF_CAPTURE_EMPTY', `none of ${malformed} UDP payloads is well-formed sFlow 5`)
  return new CommandError('HSF_CAPTURE_EMPTY', `${counts.packets} packets, none with a whole UDP payload`)
}
