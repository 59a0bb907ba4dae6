import { decodeDatagram, SflowError } from '@host-sflow/sflow-encoder'
import { malformedText, type Arrival, type Printer } from './formats/printer.ts'
import type { Output } from './output.ts'
import { countDatagram, type Statistics } from './statistics.ts'

/** Where datagrams come together: decoded, counted, printed. */
export interface Receiver {
  readonly statistics: Statistics
  readonly printer: Printer
  readonly output: Output
  /** Prints a message on stderr. */
  note(text: string): void
}

/** Takes one datagram in; `missing` is how many of its bytes a capture does not hold. Never throws for what is in it. */
export function receive(receiver: Receiver, arrival: Arrival, missing = 0): void {
  const { statistics, printer, output } = receiver
  let datagram
  try {
    if (missing > 0) throw cutOff(arrival, missing)
    datagram = decodeDatagram(arrival.bytes)
  } catch (error) {
    if (!(error instanceof SflowError)) throw error
    statistics.malformed++
    if (printer.malformed !== undefined) output.write(printer.malformed(error, arrival))
    if (printer.reportsErrors !== true) receiver.note(malformedText(error, arrival))
    return
  }
  countDatagram(statistics, datagram)
  output.write(printer.datagram(datagram, arrival))
}

function cutOff({ bytes }: Arrival, missing: number): SflowError {
  const { length } = bytes
  return new SflowError(
    'HSF_SFLOW_TRUNCATED',
    { offset: length },
    `the capture holds ${length} of ${length + missing} bytes (snaplen)`,
  )
}
