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

/** Where each program declares what is generated: by path in the repository, the function that makes the text. */
const generators = ['packages/hsflowd/src/config/render/files.ts', 'packages/sflowovsd/src/manual/files.ts']

/** The declarations are TypeScript, which Node 20 does not run. */
async function generatedFiles() {
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'generate-'))
  try {
    await build({
      entryPoints: generators.map((file, i) => ({ in: join(root, file), out: `files-${i}` })),
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@host-sflow/source'],
      // Own packages are bundled, those of npm are there.
      plugins: [{ name: 'npm', setup: (npm) => npm.onResolve({ filter: /^[a-z@]/ }, external) }],
      logLevel: 'warning',
    })
    const made = await Promise.all(
      generators.map((_, i) => import(pathToFileURL(join(folder, `files-${i}.mjs`)).href)),
    )
    return Object.assign({}, ...made.map((module) => module.generatedFiles))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const external = ({ path, kind }) =>
  kind === 'entry-point' || path.startsWith('@host-sflow/') ? undefined : { external: true }
