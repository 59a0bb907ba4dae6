import type { ServerHttp2Stream } from 'node:http2'
import type { Service } from '../service/service.ts'
import { countRequest } from '../transaction/count.ts'
import { statusOf } from './stream-status.ts'

/** Listener for 'close' of a stream: counts it. */
export type Closer = (this: ServerHttp2Stream) => void

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT'] as const

/**
 * Node does not keep the method of a stream. So each service has a listener for each method, made once, and a stream
 * that is not sampled costs no closure and carries nothing.
 */
export function createClosers(): (service: Service, method: string | undefined) => Closer {
  const closersOf = new WeakMap<Service, ReadonlyMap<string, Closer>>()
  return (service, method = '') => {
    let closers = closersOf.get(service)
    if (closers === undefined) {
      closers = new Map(['', ...METHODS].map((name) => [name, closer(service, name)]))
      closersOf.set(service, closers)
    }
    return (closers.get(method) ?? closers.get(''))!
  }
}

const closer = (service: Service, method: string): Closer =>
  function () {
    service.inFlight--
    countRequest(service.totals, method, statusOf(this))
  }
