/** A message is at most so many bytes of JSON, as for the C daemon. */
export const MAX_MESSAGE_BYTES = 10_000
/** From one source in one turn of the event loop: the rest of the daemon has its turn in between. */
export const MESSAGES_PER_TURN = 100
/** A datagram is one message; who sends a few in one is served. */
export const MESSAGES_PER_DATAGRAM = 10
/** A datagram in which so many times something begins like a message, and mostly is none, is not read further. */
export const TRIES_PER_DATAGRAM = 30
/** Names of applications beyond that are not taken in: each costs a data source. */
export const MAX_APPS = 10_000
/** Of a name in JSON: the state file, with those and as many that are remembered, stays below its limit of 4 MiB. */
export const MAX_APP_NAME_BYTES = 128
/** Without a counter_sample for so long, hsflowd counts for the application. */
export const SYNTHESISE_AFTER_MS = 120_000
/** An application that is silent for so long is gone. */
export const FORGET_AFTER_MS = 7_200_000
