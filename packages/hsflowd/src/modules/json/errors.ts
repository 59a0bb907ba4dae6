/** What the JSON input can report, with its remedy. */
const conditions = {
  HSF_JSON_MALFORMED: {
    message: 'what arrived at the JSON input is not a JSON object',
    remedy: 'send one object per datagram, or one after the other through the FIFO; see docs/json-input.md',
  },
  HSF_JSON_TOO_LARGE: {
    message: 'a JSON message is longer than 10000 bytes',
    remedy: 'send several smaller ones',
  },
  HSF_JSON_REFUSED: {
    message: 'a JSON message was refused',
    remedy: 'correct the program that sends it; see docs/json-input.md',
  },
  HSF_JSON_APPS: {
    message: 'too many applications send JSON messages: further ones are not taken in',
    remedy: 'app_name must name the application, not the request or the process',
  },
  HSF_JSON_PORT: {
    message: 'two applications name the same service_port: the later one gets a data source of its own',
    remedy: 'give each application its own service_port, or leave it out',
  },
  HSF_JSON_MOVED: {
    message: 'an application names another service_port than before: that is another data source',
    remedy: 'right where its processes serve several ports, or it was configured anew; it is said once',
  },
  HSF_JSON_UDP: {
    message: 'the JSON input cannot listen',
    remedy:
      'end the program that has the port (ss -ulnp), or set another one (json { udpport = N }); it is tried again every minute',
  },
  HSF_JSON_UDP_DROPS: {
    message: 'JSON messages were lost in the queue of the kernel',
    remedy:
      'send less at a time, use the FIFO, or allow a longer queue: sysctl net.core.rmem_max=2097152, then restart hsflowd',
  },
  HSF_JSON_FIFO: {
    message: 'the FIFO of the JSON input cannot be read',
    remedy:
      'make it, readable and writable for the user of hsflowd: mkfifo PATH; it is looked for every second',
  },
} as const

export type JsonCondition = keyof typeof conditions

/** The text of a condition, to be logged under its code. */
export function describeJson(code: JsonCondition, detail: string): string {
  const { message, remedy } = conditions[code]
  return `${message}: ${detail} (${remedy})`
}

/** A message, or a part of it, that is not taken in. The reason is one of a limited number of texts. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}

/** @throws Refusal */
export function refuse(reason: string): never {
  throw new Refusal(reason)
}
