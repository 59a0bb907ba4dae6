import type { commonOptions, OptionValues } from '@host-sflow/agent-runtime'
import type { options } from './options.ts'

type Values = OptionValues<Pick<typeof commonOptions, 'debug' | 'log-level' | 'log-format'>> &
  Pick<OptionValues<typeof options>, 'keep-root'>

/** Options of hsflowd that hold for the programs of the suite that it starts, too. */
export function programOptions(values: Values): readonly string[] {
  const { debug, 'log-level': levels, 'log-format': format, 'keep-root': keepRoot } = values
  return [
    ...(levels === undefined
      ? []
      : [
          '--log-level',
          [levels.level, ...Object.entries(levels.components).map((part) => part.join('='))].join(','),
        ]),
    ...(format === undefined ? [] : ['--log-format', format]),
    ...Array.from({ length: debug }, () => '-d'),
    ...(keepRoot ? ['--keep-root'] : []),
  ]
}
