import { build } from 'esbuild'

/** Bundles a TypeScript program of the tests as the daemons are published, for any Node.js and any user. */
export async function bundleProgram(source: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@host-sflow/source'],
    // The optional dependencies of bunyan are not there where the suite is installed: none of them is needed.
    external: ['koffi', 'dtrace-provider', 'mv', 'moment', 'safe-json-stringify', 'source-map-support'],
    logLevel: 'error',
    // bunyan is CommonJS and requires Node's modules.
    banner: {
      js: "import { createRequire as bannerRequire } from 'node:module'; const require = bannerRequire(import.meta.url);",
    },
  })
}
