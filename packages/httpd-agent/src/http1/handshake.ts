import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { countRequest, STATUS_NO_ANSWER } from '../transaction/count.ts'
import { onAnswer } from './answer-status.ts'
import type { Ledger } from './ledger.ts'
import { report } from './sample.ts'

/**
 * An upgrade or CONNECT: it is over when the application has written the status on the socket, and what follows is no
 * HTTP any more.
 */
export function countHandshake(
  ledger: Ledger,
  server: Server,
  request: IncomingMessage,
  socket: Duplex,
): void {
  // CONNECT of HTTP/2 has an event of the same name.
  if (request.httpVersionMajor !== 1) return
  const connection = ledger.connectionOf(socket)
  // Some call the listeners that were there before them by themselves.
  if (connection.handshake === request) return
  connection.handshake = request
  const entered = ledger.enter(server, request)
  if (entered === undefined) return
  const { service, sample } = entered

  const settle = (status: number): void => {
    if (connection.abandon === undefined) return
    connection.abandon = undefined
    service.inFlight--
    countRequest(service.totals, request.method, status)
    if (sample === undefined) return
    const outcome = { status, endMs: performance.now(), requestBytes: 0, responseBytes: 0 }
    report(sample, outcome, ledger.capture)
  }
  connection.abandon = () => settle(STATUS_NO_ANSWER)
  onAnswer(socket, (status) => ledger.guard(() => settle(status)))
}
