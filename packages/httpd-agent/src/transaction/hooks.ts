import { types } from 'node:util'
import type { Capture, RequestView } from './transaction.ts'

/**
 * A function of the application that is asynchronous cannot be waited for. Its promise is in nobody's hands but ours: a
 * rejection that nobody handles ends the process.
 */
function refuse(promise: Promise<unknown>, name: string, { onHookError }: Capture): void {
  onHookError(name, new TypeError('it is asynchronous, which cannot be waited for'))
  promise.then(undefined, (error: unknown) => onHookError(name, error))
}

/** The text that a function of the application gives; it may throw, and may give anything. */
export function ask(name: string, capture: Capture, hook: (() => unknown) | undefined): string | undefined {
  if (hook === undefined) return undefined
  try {
    const told = hook()
    if (types.isPromise(told)) refuse(told, name, capture)
    return typeof told === 'string' && told !== '' ? told : undefined
  } catch (error) {
    capture.onHookError(name, error)
    return undefined
  }
}

/** Whether a request is neither counted nor sampled. */
export function isIgnored(capture: Capture, request: RequestView): boolean {
  try {
    const told: unknown = capture.ignore?.(request)
    if (types.isPromise(told)) refuse(told, 'ignore', capture)
    return told === true
  } catch (error) {
    capture.onHookError('ignore', error)
    return false
  }
}
