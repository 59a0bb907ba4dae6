import { createModel } from '../table/model.ts'
import { agentLines, shownRows } from '../table/view.ts'
import { malformedText, type Printer } from './printer.ts'

/** For people, where there is no terminal to draw on: a block per datagram with what it tells, rates included. */
export function createTablePrinter(): Printer {
  const model = createModel(shownRows)
  return {
    reportsErrors: true,
    datagram(datagram, arrival) {
      const update = model.update(datagram, arrival)
      if (update === undefined) return ''
      const { agent, touched } = update
      return `${agentLines(agent, agent.arrivedMs, touched).join('\n')}\n\n`
    },
    malformed: (error, arrival) => `${malformedText(error, arrival)}\n\n`,
  }
}
