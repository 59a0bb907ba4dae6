// Daemons and commands are published as one file: less to load, and of each library only what is used (memory!).
import { build } from 'esbuild'
import { writeFileSync } from 'node:fs'
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

const { metafile } = await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
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

const licences = thirdPartyLicences(metafile.outputs[outfile].inputs, process.cwd())
writeFileSync(
  join(dirname(outfile), 'THIRD-PARTY-LICENSES.txt'),
  licences || 'This program contains no code of other packages.\n',
)
