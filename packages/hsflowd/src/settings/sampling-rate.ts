import type { Settings } from './settings.ts'

/** The sampling rate of an interface, 1 in N (0: none), and the setting that it follows. */
export interface InterfaceRate {
  readonly rate: number
  readonly because: string
}

/** Rates suggested by sflow.org: a tenth of a second's worth of full-sized packets is sampled about once. */
const BITS_PER_SECOND_PER_RATE = 1_000_000
const LEAST_RATE_BY_SPEED = 100

/**
 * The rate for an interface: its block's own, then `sampling.<speed>`, `sampling.bps_ratio`, `sampling` where somebody
 * set it, else a rate by the speed of the link (hsflowd.md §1.7, where a plain `sampling` has no effect on a link whose
 * speed is known).
 * @param speed bit/s; 0 where it is not known
 * @param blockRate of the block that samples this interface, such as `pcap { sampling = 1000 }`
 */
export function samplingOfInterface(
  settings: Pick<Settings, 'sampling' | 'samplingIsSet' | 'applications'>,
  speed: number,
  blockRate?: number,
): InterfaceRate {
  if (blockRate !== undefined) return { rate: blockRate, because: 'its block' }
  // In the order of the names: 2.5G comes before the 2G that it is cut to.
  const named = (names: readonly string[]) =>
    names
      .map((wanted) =>
        settings.applications.find(
          ({ name, sampling }) => sampling !== undefined && name.toLowerCase() === wanted,
        ),
      )
      .find((found) => found !== undefined)
  const bySpeed = speed > 0 ? named(speedNames(speed)) : undefined
  if (bySpeed?.sampling !== undefined) return { rate: bySpeed.sampling, because: `sampling.${bySpeed.name}` }
  const ratio = speed > 0 ? named(['bps_ratio'])?.sampling : undefined
  if (ratio !== undefined && ratio > 0)
    return { rate: Math.max(1, Math.floor(speed / ratio)), because: 'sampling.bps_ratio' }
  if (settings.samplingIsSet || ratio === 0 || speed === 0)
    return { rate: settings.sampling, because: 'sampling' }
  return {
    rate: Math.max(LEAST_RATE_BY_SPEED, Math.floor(speed / BITS_PER_SECOND_PER_RATE)),
    because: 'the speed of the link',
  }
}

/** How `sampling.<speed>` may name a speed, lower case: `2.5g`, `2500m`, and `2g` as the C daemon cuts it. */
export function speedNames(speed: number): string[] {
  const units = ['', 'k', 'm', 'g', 't', 'p']
  const exponent = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(speed) / 3)))
  const value = speed / 1000 ** exponent
  const names = [`${value}${units[exponent]}`]
  if (exponent > 0) names.push(`${value * 1000}${units[exponent - 1]}`)
  return [...new Set([...names, `${Math.floor(value)}${units[exponent]}`])]
}
