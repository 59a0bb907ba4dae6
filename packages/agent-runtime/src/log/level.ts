/** Levels by name, as bunyan numbers them. */
export const levels = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 } as const

/** Name of a level. */
export type Level = keyof typeof levels

/** What is logged: one level for all, others for single components. */
export interface LogLevels {
  readonly level: Level
  readonly components: Readonly<Record<string, Level>>
}

/**
 * Reads `LEVEL`, `COMPONENT=LEVEL`, or several with commas between them: `info,dns=debug`.
 * Returns undefined when it is something else.
 */
export function parseLogLevels(text: string): LogLevels | undefined {
  let level: Level = 'info'
  const components: Record<string, Level> = {}
  for (const part of text.split(',')) {
    const [left = '', right, surplus] = part.split('=').map((word) => word.trim())
    const name = right ?? left
    if (!isLevel(name) || surplus !== undefined || left === '') return undefined
    if (right === undefined) level = name
    else components[left] = name
  }
  return { level, components }
}

function isLevel(text: string): text is Level {
  return Object.hasOwn(levels, text)
}
