// What is committed of what is generated: `npm run generate` writes it.
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { output, root } from './support/run.ts'

// The script is JavaScript that imports what npm installs; it says its answer to be read.
const ask = `import('./tools/repo/generate.mjs')
  .then(({ stale }) => stale())
  .then((files) => console.log(JSON.stringify(files.map(({ file }) => file))))`

it('manual pages, sample, schema and docs are those of the declarations', async () => {
  const said = await output(join(root), process.execPath, ['-e', ask])
  expect(JSON.parse(said), 'stale: run npm run generate').toEqual([])
})
