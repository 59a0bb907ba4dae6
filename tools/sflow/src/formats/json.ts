import { datagramJson, errorJson } from '@host-sflow/sflow-encoder'
import type { Printer } from './printer.ts'

/** One line of JSON per datagram, with the names of the standard. */
export const jsonPrinter: Printer = {
  datagram: (datagram, arrival) => `${datagramJson(datagram, arrival.source)}\n`,
  reportsErrors: true,
  malformed: (error, arrival) => `${errorJson(error, arrival.source)}\n`,
}
