import { toRoff } from '@host-sflow/agent-runtime/manual'
import { sflow } from '../grammar/index.ts'
import { txt } from '../grammar/txt.ts'
import { confDocument, confPage } from './conf-page.ts'
import { daemonPage } from './daemon-page.ts'
import { jsonSchema } from './json-schema.ts'
import { toMarkdown } from './markdown.ts'
import { sampleConf } from './sample.ts'

/** What is generated from the declarations, each as it is printed by `hsflowd config NAME`. */
export const generators = {
  sample: () => sampleConf(sflow),
  schema: () => jsonSchema(sflow),
  man: () => toRoff(confPage(sflow, txt)),
  table: () => toMarkdown(confDocument(sflow, txt)),
  daemonMan: () => toRoff(daemonPage()),
} as const satisfies Record<string, () => string>

/** The committed files, by their paths in the repository. */
export const generatedFiles: Readonly<Record<string, () => string>> = {
  'packages/hsflowd/hsflowd.conf.sample': generators.sample,
  'packages/hsflowd/hsflowd.conf.schema.json': generators.schema,
  'packages/hsflowd/man/hsflowd.conf.5': generators.man,
  'packages/hsflowd/man/hsflowd.8': generators.daemonMan,
  'packages/hsflowd/docs/hsflowd.conf.md': generators.table,
}
