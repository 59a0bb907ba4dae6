import { readdirSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import type { Layers } from '../settings/layers.ts'
import { mergeSettings } from '../settings/merge.ts'
import { readConfig } from './read-config.ts'

// Configurations of people (threads: those of reference part E by their numbers) and of the articles, with what each
// comes to. The golden files were checked by hand; `vitest -u` writes them.
const root = new URL('../../testdata/config/', import.meta.url)
const fixtures = ['threads', 'articles'].flatMap((folder) =>
  readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith('.conf'))
    .map((name) => `${folder}/${name.slice(0, -5)}`),
)

const noLayers: Layers = {
  flags: {
    collector: [],
    polling: undefined,
    sampling: undefined,
    uuid: undefined,
    'sub-agent-id': undefined,
  },
  given: new Set(),
  file: undefined,
  dns: undefined,
}

/** What comes of a file: the settings in force that are not the defaults, their lines; modules; what is said about it. */
function outcome(fixture: string): object {
  const name = 'hsflowd.conf'
  const { config, errors, warnings } = readConfig(
    readFileSync(new URL(`${fixture}.conf`, root), 'utf8'),
    name,
  )
  const heads = (said: readonly string[]): string[] =>
    said.map((text) => text.split('\n')[0]!.slice(name.length + 1))
  const said = { errors: heads(errors), warnings: heads(warnings) }
  if (config === undefined) return said
  const { settings, origins } = mergeSettings({ ...noLayers, file: { name, config } })
  const { settings: defaults } = mergeSettings(noLayers)
  const fromFile = [...origins].flatMap(([path, origin]) =>
    origin.kind === 'file' ? [[path, `line ${origin.line}`] as const] : [],
  )
  const given = Object.entries(settings).filter(
    ([key, value]) => !isDeepStrictEqual(value, defaults[key as keyof typeof defaults]),
  )
  return {
    ...said,
    from: Object.fromEntries(fromFile),
    settings: Object.fromEntries(given),
    modules: config.blocks,
  }
}

const printable = (_: string, value: unknown): unknown => (value === Infinity ? 'unlimited' : value)

test.each(fixtures)('%s', async (fixture) => {
  const golden = new URL(`${fixture}.json`, root).pathname
  await expect(`${JSON.stringify(outcome(fixture), printable, 2)}\n`).toMatchFileSnapshot(golden)
})
