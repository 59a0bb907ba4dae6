import type { EventEmitter } from 'node:events'

type Listener = (...args: never[]) => void

/**
 * Listens for an event, before the application does, for as long as the application does: a listener of ours alone
 * would change what Node does without any. Returns what ends it.
 */
export function followListener(emitter: EventEmitter, event: string, listener: Listener): () => void {
  const ours = listener as (...args: unknown[]) => void
  let listening = false

  // Asked for when a listener has been added or removed, ours included: changing it then calls this again, without end.
  const look = (others: number): void => {
    if (others > 0 === listening) return
    listening = !listening
    if (listening) emitter.prependListener(event, ours)
    else emitter.removeListener(event, ours)
  }
  const others = (): number => emitter.listenerCount(event) - (listening ? 1 : 0)
  const onAdded = (name: string | symbol, added: unknown): void => {
    // 'newListener' comes before the listener is there.
    if (name === event && added !== ours) look(others() + 1)
  }
  const onRemoved = (name: string | symbol, removed: unknown): void => {
    if (name === event && removed !== ours) look(others())
  }
  emitter.on('newListener', onAdded)
  emitter.on('removeListener', onRemoved)
  look(others())
  return () => {
    emitter.removeListener('newListener', onAdded)
    emitter.removeListener('removeListener', onRemoved)
    look(0)
  }
}
