import { malformedText, type Printer } from '../formats/printer.ts'
import type { Io } from '../io.ts'
import type { Output } from '../output.ts'
import { createModel } from './model.ts'
import { agentLines, shownRows } from './view.ts'

const REDRAW_MS = 1000
const FALLBACK = { columns: 80, rows: 24 }

// ECMA-48: cursor home, clear to the end of the line, clear to the end of the screen.
const HOME = '\u001b[H'
const END_OF_LINE = '\u001b[K'
const END_OF_SCREEN = '\u001b[J'

/** The live table on a terminal. */
export interface Screen {
  /** Takes datagrams in; prints nothing by itself. */
  readonly printer: Printer
  /** Draws now, and every second; `title` gives the first line. */
  start(title: () => string): void
  /** Draws for the last time. */
  stop(): void
}

/** A screen on the terminal that `output` writes to. */
export function createScreen(io: Io, output: Output): Screen {
  const model = createModel(shownRows)
  let lastError = ''
  let timer: NodeJS.Timeout | undefined
  let title = (): string => ''
  const draw = (): void => {
    const { columns = FALLBACK.columns, rows = FALLBACK.rows } = io.stdout
    const lines = [title(), ...(lastError === '' ? [] : [lastError])]
    for (const agent of model.agents.values()) lines.push('', ...agentLines(agent, io.now()))
    if (model.agents.size === 0) lines.push('', 'nothing has arrived yet')
    // The last row stays free: a line feed in it would scroll.
    const shown = lines.slice(0, rows - 1)
    if (lines.length > shown.length)
      shown[shown.length - 1] = `... ${lines.length - shown.length + 1} lines more`
    output.write(
      HOME + shown.map((line) => `${line.slice(0, columns)}${END_OF_LINE}\n`).join('') + END_OF_SCREEN,
    )
    output.flush()
  }
  return {
    printer: {
      reportsErrors: true,
      datagram(datagram, arrival) {
        model.update(datagram, arrival)
        return ''
      },
      malformed(error, arrival) {
        lastError = malformedText(error, arrival)
        return ''
      },
    },
    start(text) {
      title = text
      output.write(HOME + END_OF_SCREEN)
      draw()
      timer = setInterval(draw, REDRAW_MS)
    },
    stop() {
      clearInterval(timer)
      draw()
    },
  }
}
