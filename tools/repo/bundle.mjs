// Daemons and commands are published as one file: less to load, and of each library only what is used (memory!).
import { build } from 'esbuild'

const [entry, outfile] = process.argv.slice(2)

await build({
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  conditions: ['@host-sflow/source'],
  // koffi carries its own binaries; the others are optional to bunyan, and absent.
  external: ['koffi', 'dtrace-provider', 'mv', 'safe-json-stringify', 'moment', 'source-map-support'],
  // Libraries that are CommonJS call require for Node's own modules.
  banner: { js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);` },
  legalComments: 'linked',
  logLevel: 'warning',
})
