import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { codeOf, DEFAULT_PORT, formatEndpoint, text, wholeNumber } from '@host-sflow/agent-runtime'
import { command, type Arguments } from '../command.ts'
import { CommandError, type CommandErrorCode } from '../errors.ts'
import { createPrinter, formatOption } from '../formats/formats.ts'
import { note, type Io } from '../io.ts'
import { createOutput } from '../output.ts'
import { receive, type Receiver } from '../receiver.ts'
import { createStatistics, summary } from '../statistics.ts'
import { createScreen } from '../table/screen.ts'

/** The kernel keeps bursts of this size for us, if its limits (net.core.rmem_max) allow. */
const RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024
/** A reader that is this far behind loses datagrams, rather than us our memory. */
const MAX_PENDING_CHARS = 64 * 1024 * 1024

const options = {
  port: {
    type: 'value',
    short: 'p',
    group: 'Options',
    argument: 'PORT',
    parse: wholeNumber(0, 65_535),
    defaultText: `${DEFAULT_PORT}`,
    help: 'UDP port; 0: any free one',
  },
  address: {
    type: 'value',
    short: 'b',
    group: 'Options',
    argument: 'ADDR',
    parse: text,
    defaultText: 'all, IPv4 and IPv6',
    help: 'receive only what is sent to this address of this host',
  },
  format: formatOption,
  count: {
    type: 'value',
    short: 'n',
    group: 'Options',
    argument: 'N',
    parse: wholeNumber(1, Number.MAX_SAFE_INTEGER),
    help: 'end after N datagrams',
  },
} as const

export const listenCommand = command({
  name: 'listen',
  summary: 'receive sFlow, and print it as it comes',
  about: `Listens on a UDP port, for IPv4 and IPv6, and prints the sFlow that arrives. On a terminal that is a live table, drawn again every second. Ctrl-C ends it with a summary. A datagram that cannot be decoded is printed as an error and counted, and ends nothing.`,
  options,
  examples: [
    ['sflow listen', `what arrives at UDP port ${DEFAULT_PORT}`],
    ['sflow listen --port 16343 --count 1 --format json', 'one datagram, whole'],
    ['sflow listen --address 127.0.0.1 --format line', 'only what this host sends to itself'],
    ["sflow listen --format json | jq '.samples[].records[].fields'", 'for programs'],
  ],
  run: listen,
})

// Until a signal, the last datagram or the end of its reader.
async function listen({ values }: Arguments<typeof options>, io: Io): Promise<number> {
  const { port = DEFAULT_PORT, count = Infinity, format } = values
  const socket = await openSocket(port, values.address)
  const terminal = io.stdout.isTTY === true
  const output = createOutput(io.stdout)
  const live = terminal && (format ?? 'table') === 'table'
  const screen = live ? createScreen(io, output) : undefined
  const receiver: Receiver = {
    statistics: createStatistics(),
    printer: screen?.printer ?? createPrinter(format ?? (terminal ? 'table' : 'json')),
    output,
    note: (message) => note(io, message),
  }
  const place = socket.address()
  note(io, `listening on UDP ${formatEndpoint(place.address, place.port)}; Ctrl-C ends`)
  screen?.start(() => `UDP port ${place.port}: ${summary(receiver.statistics)}`)
  const dropped = await receiveAll(socket, receiver, count, io)
  screen?.stop()
  await output.end()
  note(
    io,
    summary(receiver.statistics) + (dropped === 0 ? '' : `; ${dropped} not printed: the reader is too slow`),
  )
  return 0
}

// Resolves to the number of datagrams that were dropped because standard output is too slow.
function receiveAll(socket: Socket, receiver: Receiver, count: number, io: Io): Promise<number> {
  const { output } = receiver
  let left = count
  let dropped = 0
  let flushing: NodeJS.Immediate | undefined
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      removeHandlers()
      clearImmediate(flushing)
      socket.removeAllListeners('message')
      socket.close(() => resolve(dropped))
    }
    const removeHandlers = io.onStop(stop)
    output.onClosed(stop)
    socket.on('error', (cause) => {
      removeHandlers()
      socket.close()
      reject(new CommandError('HSF_CLI_SOCKET', cause.message, { cause }))
    })
    socket.on('message', (bytes, peer) => {
      if (output.pending > MAX_PENDING_CHARS) dropped++
      else receive(receiver, arrivalOf(bytes, peer, io.now()))
      // Once for all datagrams that wait in the socket: a write each would cost more than decoding them.
      flushing ??= setImmediate(() => {
        flushing = undefined
        output.flush()
      })
      if (--left === 0) stop()
    })
  })
}

function arrivalOf(bytes: Buffer, peer: RemoteInfo, nowMs: number) {
  // A dual-stack socket shows IPv4 senders as IPv4-mapped addresses.
  const address = peer.address.replace(/^::ffff:(?=\d+\.)/, '')
  return {
    bytes,
    source: formatEndpoint(address, peer.port),
    seconds: Math.floor(nowMs / 1000),
    micros: Math.floor(nowMs % 1000) * 1000,
    captured: false,
  }
}

async function openSocket(port: number, address: string | undefined): Promise<Socket> {
  if (address !== undefined) {
    const { address: host, family } = await addressOf(address)
    return bind(family === 6 ? 'udp6' : 'udp4', port, host)
  }
  try {
    return await bind('udp6', port, '::')
  } catch (error) {
    // No IPv6 on this host.
    const code = codeOf((error as CommandError).cause)
    if (code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL' || code === 'EINVAL')
      return bind('udp4', port, '0.0.0.0')
    throw error
  }
}

async function addressOf(address: string): Promise<{ address: string; family: number }> {
  try {
    return await lookup(address.replace(/^\[(.*)\]$/, '$1'))
  } catch (cause) {
    throw new CommandError('HSF_CLI_ADDRESS', `${address} has no address`, { cause })
  }
}

const bindErrors: Readonly<Record<string, CommandErrorCode>> = {
  EADDRINUSE: 'HSF_CLI_PORT_IN_USE',
  EACCES: 'HSF_CLI_PORT_PERMISSION',
  EPERM: 'HSF_CLI_PORT_PERMISSION',
  EADDRNOTAVAIL: 'HSF_CLI_ADDRESS',
}

function bind(type: 'udp4' | 'udp6', port: number, address: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type, recvBufferSize: RECEIVE_BUFFER_BYTES })
    socket.once('error', (cause) => {
      socket.close()
      const code = bindErrors[codeOf(cause)] ?? 'HSF_CLI_SOCKET'
      const detail = `UDP ${formatEndpoint(address, port)}${code === 'HSF_CLI_SOCKET' ? `: ${cause.message}` : ''}`
      reject(new CommandError(code, detail, { cause }))
    })
    socket.bind({ port, address }, () => {
      socket.removeAllListeners('error')
      resolve(socket)
    })
  })
}
