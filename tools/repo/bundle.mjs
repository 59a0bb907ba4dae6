// Daemons and commands are published as one file, and one for each part that is loaded on demand: less to load, and of
// each library only what is used (memory!).
import { build } from 'esbuild'
import { rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { thirdPartyLicences } from './third-party.mjs'

const [entry, outfile] = process.argv.slice(2)

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

const outdir = dirname(outfile)
const chunks = join(outdir, 'chunks')
rmSync(chunks, { recursive: true, force: true })

const { metafile } = await build({
  entryPoints: [entry],
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
  // Libraries that are CommonJS call require for Node's own modules.
  banner: {
    js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`,
  },
  legalComments: 'inline',
  metafile: true,
  logLevel: 'warning',
})

const inputs = Object.assign({}, ...Object.values(metafile.outputs).map((output) => output.inputs))
const licences = thirdPartyLicences(inputs, process.cwd())
writeFileSync(
  join(outdir, 'THIRD-PARTY-LICENSES.txt'),
  licences || 'This program contains no code of other packages.\n',
)
