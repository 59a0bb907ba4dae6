import type { FileConfig } from '../file-config.ts'
import { warning, type Problem, type Span } from '../lexer.ts'
import { lintAddress } from './address.ts'
import { lintCollectors } from './collectors.ts'
import { lintDnsSd } from './dns-sd.ts'
import type { Lint } from './lint.ts'
import { lintNames } from './names.ts'
import { lintShadows } from './shadows.ts'

const lints: readonly Lint[] = [lintShadows, lintNames, lintAddress, lintCollectors, lintDnsSd]

/** Warns of what a valid file says without effect, or hardly on purpose. */
export function lint(
  config: FileConfig,
  { problems, places }: { problems: Problem[]; places: ReadonlyMap<string, Span> },
): void {
  for (const look of lints)
    for (const { path, message } of look(config, (at) => places.get(at)?.line)) {
      const span = places.get(path)
      if (span !== undefined) problems.push(warning(span, message))
    }
}
