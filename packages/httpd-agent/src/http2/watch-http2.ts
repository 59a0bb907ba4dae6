import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import type { Server } from 'node:net'
import type { Service } from '../service/service.ts'
import { SLOT } from '../service/totals.ts'
import type { WatchOptions } from '../service/watch-options.ts'
import { countRequest } from '../transaction/count.ts'
import { isIgnored } from '../transaction/hooks.ts'
import { createClosers } from './closers.ts'
import { findHttp2Servers } from './find-http2-servers.ts'
import { followConnect, sample } from './follow-stream.ts'
import { viewOf, type Http2View } from './http2-view.ts'
import { statusOf } from './stream-status.ts'

/**
 * Counts and samples what servers of node:http2 answer; returns what ends it.
 *
 * A listener for 'stream' comes before those of the application. Node itself never asks whether a server has one (its
 * sessions have their own), so one that has no other leaves its streams as unanswered as before. HTTP/1 requests of
 * servers with `allowHTTP1` are no streams: http1/ sees them.
 */
export function watchHttp2({ services, capture, onRequest }: WatchOptions): () => void {
  const servers = new Set<Server>()
  const closerOf = createClosers()

  function sampleOf(view: Http2View, service: Service): ((status: number) => void) | undefined {
    try {
      return sample(view, service, capture)
    } catch (error) {
      // The request is counted all the same.
      service.totals[SLOT.DROPS]!++
      capture.onError(error)
      return undefined
    }
  }

  function onStream(this: Server, stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const service = services.of(this)
    if (service === undefined) return
    const method = headers[':method']
    let view: Http2View | undefined
    if (capture.ignore !== undefined && isIgnored(capture, (view = viewOf(stream, headers)))) return
    service.inFlight++
    onRequest?.((view ??= viewOf(stream, headers)), service)
    const sampled = service.requests.take()
    if (!sampled && method !== 'CONNECT') {
      stream.on('close', closerOf(service, method))
      return
    }
    view ??= viewOf(stream, headers)
    const ended = sampled ? sampleOf(view, service) : undefined
    if (method === 'CONNECT') return followConnect(view, service, ended)
    stream.on('close', () => {
      const status = statusOf(stream)
      service.inFlight--
      countRequest(service.totals, method, status)
      ended?.(status)
    })
  }

  function forget(this: Server): void {
    servers.delete(this)
    this.off('stream', onStream).off('close', forget)
  }

  const stop = findHttp2Servers((server) => {
    // An application may have removed all listeners, ours with its own.
    if (!server.listeners('stream').includes(onStream)) server.prependListener('stream', onStream)
    if (servers.has(server)) return
    servers.add(server)
    server.on('close', forget)
  })
  return () => {
    stop()
    for (const server of servers) forget.call(server)
  }
}
