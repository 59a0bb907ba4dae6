import { toRoff } from '@host-sflow/agent-runtime/manual'
import { page } from './page.ts'

/** The committed files that are made from declarations, by their paths in the repository. */
export const generatedFiles: Readonly<Record<string, () => string>> = {
  'packages/sflowovsd/man/sflowovsd.8': () => toRoff(page()),
}
