/** A complaint about a value that is not between two others, both included; none if it is. For lists of complaints. */
export function outside(what: string, value: unknown, low: number, high: number): string[] {
  return typeof value === 'number' && value >= low && value <= high
    ? []
    : [`${what}: ${String(value)} is not in ${low}…${high}`]
}
