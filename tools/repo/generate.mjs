// Writes what is made from declarations: manual pages, the sample configuration, its JSON Schema, docs.
import { build } from 'esbuild'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { root } from './lib.mjs'

const FORMATTED = /\.(?:md|json)$/

export async function run() {
  for (const { file, text } of await stale()) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
    console.log(`written: ${file}`)
  }
  return 0
}

/** The generated files whose committed text is another one. */
export async function stale() {
  const files = await Promise.all(
    Object.entries(await generatedFiles()).map(async ([file, generate]) => ({
      file,
      text: await formatted(file, generate()),
    })),
  )
  return files.filter(({ file, text }) => text !== committed(file))
}

const formatted = async (file, text) =>
  FORMATTED.test(file)
    ? format(text, { ...(await resolveConfig(join(root, file))), filepath: join(root, file) })
    : text

function committed(file) {
  try {
    return readFileSync(join(root, file), 'utf8')
  } catch {
    return undefined
  }
}

/** The declarations are TypeScript, which Node 20 does not run. */
async function generatedFiles() {
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'generate-'))
  const outfile = join(folder, 'files.mjs')
  try {
    await build({
      entryPoints: [join(root, 'packages/hsflowd/src/config/render/files.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@host-sflow/source'],
      // Own packages are bundled, those of npm are there.
      plugins: [{ name: 'npm', setup: (npm) => npm.onResolve({ filter: /^[a-z@]/ }, external) }],
      logLevel: 'warning',
    })
    return (await import(pathToFileURL(outfile).href)).generatedFiles
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const external = ({ path, kind }) =>
  kind === 'entry-point' || path.startsWith('@host-sflow/') ? undefined : { external: true }
