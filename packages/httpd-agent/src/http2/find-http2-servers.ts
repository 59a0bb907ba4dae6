import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Server } from 'node:net'
import { CHANNEL } from '../channels.ts'

/** Classes of node:http2 are not exported; loading it just to compare would cost those who do not use it. */
const speaksHttp2 = (server: Server | undefined | null): server is Server =>
  typeof server === 'object' && server !== null && 'updateSettings' in server

/**
 * Tells of servers of node:http2: when they begin to listen, those that listen already, and others (taken over from
 * elsewhere) with their next connection. A server is told again and again. Returns what ends it.
 */
export function findHttp2Servers(found: (server: Server) => void): () => void {
  const consider = (server: Server | undefined | null): void => {
    if (speaksHttp2(server)) found(server)
  }
  const onListening = (message: unknown): void => consider((message as { server?: Server }).server)
  const onConnection = (message: unknown): void =>
    consider((message as { socket?: { server?: Server | null } }).socket?.server)

  subscribe(CHANNEL.LISTENING, onListening)
  subscribe(CHANNEL.ACCEPTED, onConnection)
  for (const server of openHandles()) consider(server as Server)
  return () => {
    unsubscribe(CHANNEL.LISTENING, onListening)
    unsubscribe(CHANNEL.ACCEPTED, onConnection)
  }
}

/**
 * Node publishes no channel for the streams of connections that are open already (20 has none for http2 at all), and
 * this is the only list of what it has open; it is deprecated in the documentation only (DEP0161).
 */
function openHandles(): readonly unknown[] {
  const list: unknown = Reflect.get(process, '_getActiveHandles')
  const handles: unknown = typeof list === 'function' ? Reflect.apply(list, process, []) : undefined
  return Array.isArray(handles) ? handles : []
}
