// Daemons, commands and what is embedded in others' programs are published as one file for each entry, and one for each
// part that is shared or loaded on demand: less to load, and of each library only what is used (memory!).
// bundle.mjs ENTRY... FOLDER
import { build } from 'esbuild'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { thirdPartyLicences } from './third-party.mjs'

const entryPoints = process.argv.slice(2)
const outdir = entryPoints.pop()

// bunyan tries these and does without them; one of them alone (moment) would take 3 MB of memory.
const optional = ['dtrace-provider', 'mv', 'safe-json-stringify', 'moment', 'source-map-support']

const absent = {
  name: 'absent',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(${optional.join('|')})$`) }, ({ path }) => ({
      path,
      namespace: 'absent',
    }))
    onLoad({ filter: /.*/, namespace: 'absent' }, () => ({
      contents: `throw new Error('not in the bundle')`,
    }))
  },
}

const chunks = join(outdir, 'chunks')
rmSync(chunks, { recursive: true, force: true })

const options = {
  entryPoints,
  outdir,
  bundle: true,
  // What a command loads when it is called, the daemon does not hold in memory.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  conditions: ['@host-sflow/source'],
  // koffi carries its own binaries.
  external: ['koffi'],
  plugins: [absent],
  legalComments: 'inline',
  metafile: true,
  logLevel: 'warning',
}

// Libraries that are CommonJS call require for Node's own modules; where there is none, who bundles the bundle once more
// is spared a look at where it lies.
const REQUIRE = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`
const { outputFiles } = await build({ ...options, write: false })
const requires = outputFiles.some(({ text }) => text.includes('Dynamic require of'))
const { metafile } = await build({ ...options, ...(requires && { banner: { js: REQUIRE } }) })

const inputs = Object.assign({}, ...Object.values(metafile.outputs).map((output) => output.inputs))
const licences = thirdPartyLicences(inputs, process.cwd())
writeFileSync(
  join(outdir, 'THIRD-PARTY-LICENSES.txt'),
  licences || 'This program contains no code of other packages.\n',
)
