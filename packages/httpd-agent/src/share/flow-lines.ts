import { MAX_FLOWS } from './messages.ts'
import type { Flow } from './share.ts'

/** One flow is a few texts, each shorter than a kilobyte on the wire. */
const MAX_FLOW_CHARACTERS = 65_536
const MAX_LINE_CHARACTERS = 262_144

/** Messages with these flows; `onUnfit` gets those that are too large, or are no JSON. */
export function flowLines(flows: readonly Flow[], onUnfit: (flow: Flow) => void): string[] {
  const lines: string[] = []
  let batch: string[] = []
  let characters = 0
  const finish = (): void => {
    if (batch.length > 0) lines.push(`{"t":"flows","flows":[${batch.join(',')}]}\n`)
    batch = []
    characters = 0
  }
  for (const flow of flows) {
    const text = textOf(flow)
    if (text === undefined || text.length > MAX_FLOW_CHARACTERS) {
      onUnfit(flow)
      continue
    }
    if (batch.length === MAX_FLOWS || characters + text.length > MAX_LINE_CHARACTERS) finish()
    batch.push(text)
    characters += text.length
  }
  finish()
  return lines
}

function textOf(flow: Flow): string | undefined {
  try {
    return JSON.stringify(flow)
  } catch {
    return undefined
  }
}
