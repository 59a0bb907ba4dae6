import type { Datagram } from '@host-sflow/sflow-encoder'
import type { Arrival, Printer } from '../printer.ts'
import { addressText } from './addresses.ts'
import { bodyLengths } from './body-lengths.ts'
import { linesText, type Line } from './lines.ts'
import { localTime } from './local-time.ts'
import { sampleText } from './sample-lines.ts'

const START = 'startDatagram =================================\n'
const END = 'endDatagram   =================================\n'

// Of a captured datagram sflowtool tells neither source nor time of arrival, but the time of capture.
function arrivalLines({ bytes, source, captured, seconds, micros }: Arrival): Line[] {
  const address = source.slice(0, source.lastIndexOf(':')).replace(/^\[|\]$/g, '')
  const received = captured ? 0 : seconds
  return [
    ['datagramSourceIP', captured ? '-' : addressText(address)],
    ['datagramSize', `${bytes.length}`],
    ['unixSecondsUTC', `${received}`],
    ['unixSecondsUTC_uS', `${captured ? 0 : micros}`],
    ['localtime', localTime(received)],
    ...(captured ? ([['pcapTimestamp', localTime(seconds)], ['pcapTimestamp_uS', `${micros}`]] as const) : []), // prettier-ignore
  ]
}

function datagramLines(datagram: Datagram): Line[] {
  return [
    ['datagramVersion', `${datagram.version}`],
    ['agentSubId', `${datagram.sub_agent_id}`],
    ['agent', addressText(datagram.agent_address)],
    ['packetSequenceNo', `${datagram.sequence_number}`],
    ['sysUpTime', `${datagram.uptime}`],
    ['samplesInPacket', `${datagram.samples.length}`],
  ]
}

/** The text of sflowtool without options: one `name value` line per field. */
export const sflowtoolPrinter: Printer = {
  datagram(datagram, arrival) {
    const lengths = bodyLengths(arrival.bytes, datagram)
    let text = START + linesText([...arrivalLines(arrival), ...datagramLines(datagram)], '')
    datagram.samples.forEach((sample, i) => (text += sampleText(sample, lengths[i]!)))
    return text + END
  },
  malformed: (_, arrival) => START + linesText(arrivalLines(arrival), '') + END,
}
