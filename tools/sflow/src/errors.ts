import { exitCodes } from '@host-sflow/agent-runtime'

/** What can go wrong in the command, with the remedy and the exit code that it ends with. */
const commandErrors = {
  HSF_CLI_USAGE: {
    message: 'the command line is not understood',
    remedy: 'see: sflow --help',
    exit: exitCodes.usage,
  },
  HSF_CLI_FILE: {
    message: 'the capture cannot be read',
    remedy: 'check the name, or give - for standard input',
    exit: exitCodes.failure,
  },
  HSF_CLI_FILE_PERMISSION: {
    message: 'the capture may not be read by this user',
    remedy: 'change its mode, or run as its owner',
    exit: exitCodes.noPermission,
  },
  HSF_CLI_OUTPUT: {
    message: 'standard output cannot be written',
    remedy: 'check the disk or program behind it',
    exit: exitCodes.failure,
  },
  HSF_CLI_PORT_IN_USE: {
    message: 'another program listens there already',
    remedy: 'choose another one with --port, or stop that program (find it with: ss -lunp)',
    exit: exitCodes.unavailable,
  },
  HSF_CLI_PORT_PERMISSION: {
    message: 'this user may not listen there',
    remedy: 'choose a port from 1024 with --port',
    exit: exitCodes.noPermission,
  },
  HSF_CLI_ADDRESS: {
    message: 'this host has no such address',
    remedy: 'give an address of this host with --address, or leave it out to listen on all',
    exit: exitCodes.unavailable,
  },
  HSF_CLI_SOCKET: {
    message: 'the UDP socket failed',
    remedy: 'check the network configuration of this host',
    exit: exitCodes.unavailable,
  },
  HSF_CAPTURE_FORMAT: {
    message: 'this is not a capture',
    remedy: 'give a pcap or pcapng file, plain or gzip-compressed, as tcpdump -w and Wireshark write it',
    exit: exitCodes.failure,
  },
  HSF_CAPTURE_CORRUPT: {
    message: 'the capture is damaged',
    remedy: 'everything before the damage was printed; copy or record the capture again',
    exit: exitCodes.failure,
  },
  HSF_CAPTURE_TRUNCATED: {
    message: 'the capture ends in the middle of a packet',
    remedy: 'everything before was printed; it may still be written to, or was copied in part',
    exit: exitCodes.failure,
  },
  HSF_CAPTURE_GZIP: {
    message: 'the compressed data is damaged',
    remedy: 'everything before the damage was printed; test the file with: gzip -t',
    exit: exitCodes.failure,
  },
  HSF_CAPTURE_EMPTY: {
    message: 'no sFlow datagram was found',
    remedy: 'record the traffic to the collector, for example: tcpdump -i any -s 0 -w FILE udp port 6343',
    exit: exitCodes.failure,
  },
} as const

/** Code of a {@link CommandError}. */
export type CommandErrorCode = keyof typeof commandErrors

/** The only error that ends the command; anything else is a defect of ours. */
export class CommandError extends Error {
  readonly code: CommandErrorCode
  readonly remedy: string
  readonly exitCode: number
  /** Where in the capture, in (uncompressed) bytes from its begin. */
  readonly offset: number | undefined

  constructor(
    code: CommandErrorCode,
    detail?: string,
    options: { remedy?: string; offset?: number; cause?: unknown } = {},
  ) {
    const { message, remedy, exit } = commandErrors[code]
    const place = options.offset === undefined ? '' : ` at byte ${options.offset}`
    super(detail === undefined ? `${message}${place}` : `${message}${place}: ${detail}`, {
      cause: options.cause,
    })
    this.name = 'CommandError'
    this.code = code
    this.remedy = options.remedy ?? remedy
    this.exitCode = exit
    this.offset = options.offset
  }
}
