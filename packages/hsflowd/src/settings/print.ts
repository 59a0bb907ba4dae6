import { entriesOf, type Entry } from './entries.ts'
import { formatOrigin } from './origin.ts'
import type { Effective } from './settings.ts'

/** A network interface, for the rate at which it would be sampled. */
export interface PrintedRate {
  readonly name: string
  readonly rate: number
  readonly because: string
}

/** Every setting in force and its origin, as a table; `others` behind them: what is set without effect. */
export function settingsTable(
  effective: Effective,
  rates: readonly PrintedRate[],
  others: readonly Entry[] = [],
): string {
  const rows = [...entriesOf(effective), ...others].map(({ key, value, origin }) => [
    key,
    String(value ?? '-'),
    formatOrigin(origin),
  ])
  const lines = aligned([['SETTING', 'VALUE', 'FROM'], ...rows])
  if (effective.settings.off) lines.push('', 'DNS says that this host is to fall silent: nothing is sent.')
  if (rates.length > 0)
    lines.push(
      '',
      ...aligned([
        ['INTERFACE', 'SAMPLING', 'BY'],
        ...rates.map(({ name, rate, because }) => [name, rate === 0 ? 'none' : `1 in ${rate}`, because]),
      ]),
    )
  return `${lines.join('\n')}\n`
}

/** The same for programs. */
export function settingsJson(
  effective: Effective,
  rates: readonly PrintedRate[],
  others: readonly Entry[] = [],
): string {
  const settings = [...entriesOf(effective), ...others].map(({ key, value, origin }) => ({
    key,
    value,
    origin,
    from: formatOrigin(origin),
  }))
  return `${JSON.stringify({ settings, off: effective.settings.off, interfaces: rates }, undefined, 2)}\n`
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  )
}
