import { subscribe, unsubscribe, type ChannelListener } from 'node:diagnostics_channel'

/** Takes messages of its channel, of whatever type those who publish them have documented: as a method it may narrow. */
type Listener = { on(message: unknown): void }['on']

/**
 * Listens to channels by name; returns what ends it. What a listener throws would end the process (`publish` hands it
 * to the event loop as uncaught), so it goes to `onError`.
 */
export function subscribeAll(
  listeners: Readonly<Record<string, Listener>>,
  onError: (error: unknown) => void,
): () => void {
  const guarded = Object.entries(listeners).map(([name, listener]): [string, ChannelListener] => [
    name,
    (message) => {
      try {
        listener(message)
      } catch (error) {
        onError(error)
      }
    },
  ])
  for (const [name, listener] of guarded) subscribe(name, listener)
  return () => {
    for (const [name, listener] of guarded) unsubscribe(name, listener)
  }
}
