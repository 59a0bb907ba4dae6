import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { CHANNEL } from '../channels.ts'
import { endsOf, type Ends } from '../transaction/socket-record.ts'
import { onAnswer } from './answer-status.ts'
import { isUnreadable } from './failure.ts'
import { followListener } from './follow-listener.ts'
import { countHandshake } from './handshake.ts'
import type { Ledger } from './ledger.ts'

/** Servers of node:http and node:https, and those of node:http2 that speak HTTP/1 too. */
const speaksHttp1 = (server: unknown): server is Server =>
  typeof server === 'object' && server !== null && 'headersTimeout' in server

const isTls = (server: Server): boolean => 'setSecureContext' in server

export interface WatchedServers {
  /** A server that does not listen itself, and so is not found. */
  attach(server: Server): void
  close(): void
}

/**
 * Follows what no channel tells: connections whose first request cannot be read, upgrades and CONNECT, and what the
 * application itself answers to errors. Servers are found when they begin to listen, or by their next connection.
 */
export function watchServers(ledger: Ledger): WatchedServers {
  const attached = new WeakSet<Server>()
  const detachers = new Set<() => void>()
  let open = true

  function attach(server: Server): void {
    if (attached.has(server)) return
    // Each such server has a listener for these itself: ours changes nothing.
    const opened = isTls(server) ? 'secureConnection' : 'connection'
    const onOpened = (socket: Duplex): void => follow(socket)
    const onHandshake = (request: IncomingMessage, socket: Duplex): void => {
      if (open) ledger.guard(() => countHandshake(ledger, server, request, socket))
    }
    const onClientError = (error: NodeJS.ErrnoException, socket: Duplex): void => {
      if (open) ledger.guard(() => noteFailure(error, socket))
    }
    const unfollow = [
      followListener(server, 'upgrade', onHandshake),
      followListener(server, 'connect', onHandshake),
      followListener(server, 'clientError', onClientError),
    ]
    const detach = (): void => {
      attached.delete(server)
      detachers.delete(detach)
      server.off(opened, onOpened).off('close', detach)
      for (const each of unfollow) each()
    }
    server.on(opened, onOpened).on('close', detach)
    attached.add(server)
    // Those that are given their connections may be many, and are never closed: nothing of ours keeps them.
    if (server.listening) detachers.add(detach)
  }

  function follow(socket: Duplex): void {
    // A session of HTTP/2 is not ours.
    if (!open || (socket as { alpnProtocol?: unknown }).alpnProtocol === 'h2') return
    ledger.guard(() => void ledger.connectionOf(socket))
  }

  function noteFailure(error: NodeJS.ErrnoException, socket: Duplex): void {
    if (!isUnreadable(error)) return
    const connection = ledger.connectionOf(socket)
    const failure = { error, ends: endsOf(socket as Partial<Ends>), status: undefined as number | undefined }
    connection.failure = failure
    onAnswer(socket, (status) => (failure.status = status))
  }

  const onListening = (message: unknown): void => {
    const { server } = message as { readonly server?: unknown }
    if (speaksHttp1(server)) ledger.guard(() => attach(server))
  }
  const onAccepted = (message: unknown): void => {
    const { socket } = message as { readonly socket?: Socket & { readonly server?: unknown } }
    const server = socket?.server
    if (!speaksHttp1(server) || attached.has(server)) return
    ledger.guard(() => attach(server))
    // Its event was before this.
    if (!isTls(server)) follow(socket!)
  }
  subscribe(CHANNEL.LISTENING, onListening)
  subscribe(CHANNEL.ACCEPTED, onAccepted)
  return {
    attach,
    close() {
      open = false
      unsubscribe(CHANNEL.LISTENING, onListening)
      unsubscribe(CHANNEL.ACCEPTED, onAccepted)
      for (const detach of detachers) detach()
    },
  }
}
