import type { Service } from '../service/service.ts'
import type { Services } from '../service/services.ts'
import type { Ends } from '../transaction/socket-record.ts'
import type { Capture } from '../transaction/transaction.ts'
import { countOperation, statusOfAnswer, statusOfError } from './app-status.ts'
import type { Chunks } from './chunks.ts'
import { operationRecords, type Operation } from './operation-records.ts'
import { isAnswering, type Parent, type Parents } from './parents.ts'

/** A request that this process makes. */
export interface Call {
  readonly service: Service
  /** HTTP status of the answer; 0: there is none yet. */
  status: number
  /** What went wrong, until it is known to be over. */
  failure: unknown
  over: boolean
  readonly sample: CallSample | undefined
}

/** What is noted of one that is sampled. */
export interface CallSample {
  readonly rate: number
  readonly startMs: number
  endMs: number | undefined
  readonly parent: Parent | undefined
  ends: Ends | undefined
  sent: Chunks | undefined
  received: Chunks | undefined
  /** Content-Length of the answer, where nothing better is known. */
  declared: number
}

/** What the request itself tells when it is over. */
export type Target = Pick<Operation, 'host' | 'method' | 'path' | 'requestBytes' | 'responseBytes'>

export interface CallsOptions {
  readonly services: Services
  readonly capture: Capture
  readonly parents: Parents
  /** Where the process serves nothing. */
  readonly fallback?: (() => Service | undefined) | undefined
}

/** Requests that are being made; each is known as long as the application keeps it. */
export interface Calls<Request extends object> {
  of(request: Request): Call | undefined
  /** Undefined: there is no service to count it for. */
  begin(request: Request): Call | undefined
  /** Counts it, once. */
  end(request: Request, call: Call, failure: unknown): void
  /** Something was not as expected; the application does not get to know. */
  readonly onError: (error: unknown) => void
}

export function createCalls<Request extends object>(
  { services, capture, parents, fallback }: CallsOptions,
  tell: (request: Request, sample: CallSample) => Target,
): Calls<Request> {
  const calls = new WeakMap<Request, Call>()

  function sampleOf(service: Service, parent: Parent | undefined): CallSample {
    return {
      rate: service.operations.rate,
      startMs: performance.now(),
      endMs: undefined,
      parent: parent !== undefined && isAnswering(parent) ? parent : undefined,
      ends: undefined,
      sent: undefined,
      received: undefined,
      declared: 0,
    }
  }

  const { onError } = capture

  function submit(request: Request, call: Call, sample: CallSample, failure: unknown): void {
    const { ends, parent, rate } = sample
    const durationUs = ((sample.endMs ?? performance.now()) - sample.startMs) * 1000
    const operation = { ...tell(request, sample), status: call.status, failure, durationUs, ends, parent }
    call.service.flow('operations', operationRecords(operation, capture), rate)
  }

  return {
    onError,
    of: (request) => calls.get(request),
    begin(request) {
      const parent = parents.current()
      const service = parent?.service ?? services.all()[0] ?? fallback?.()
      if (service === undefined) return undefined
      const sample = service.operations.take() ? sampleOf(service, parent) : undefined
      const call = { service, status: 0, failure: undefined, over: false, sample }
      calls.set(request, call)
      return call
    },
    end(request, call, failure) {
      if (call.over) return
      call.over = true
      try {
        const status = failure === undefined ? statusOfAnswer(call.status) : statusOfError(failure)
        countOperation(call.service.totals, status)
        if (call.sample !== undefined) submit(request, call, call.sample, failure)
      } catch (error) {
        onError(error)
      }
    },
  }
}
