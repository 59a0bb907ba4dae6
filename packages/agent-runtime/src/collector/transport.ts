/** What is to be opened; the address is one already resolved. */
export interface TransportOptions {
  readonly address: string
  readonly port: number
  readonly device?: string | undefined
  readonly namespace?: string | undefined
  readonly sourceAddress?: string | undefined
  /** False: the socket does not keep the process alive. */
  readonly ref?: boolean | undefined
  /** A datagram of so many bytes was handed to the kernel. */
  readonly onSent: (bytes: number) => void
  /** A datagram was not sent; the error follows. */
  readonly onLost: () => void
  /** A datagram was not sent, or an ICMP error came back; `code` of the error is the errno name. */
  readonly onError: (error: unknown) => void
}

/** A connected UDP socket that only sends. */
export interface Transport {
  /** Own address that it sends from, if that is one of this process's network namespace. */
  readonly source?: string | undefined
  /** Sends a copy of the bytes; false when it was dropped because too much is waiting. */
  send(bytes: Uint8Array): boolean
  /** Waits, for at most 1 s, until what is queued has left. */
  close(): Promise<void>
}

/** Opens a transport, or rejects with a system error. */
export type OpenTransport = (options: TransportOptions) => Promise<Transport>

/** As the C daemon asks for; the kernel cuts it to net.core.wmem_max without a word. */
export const SEND_BUFFER_BYTES = 2_000_000
