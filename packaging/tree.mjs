// The files of the package, laid out as they will be installed.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { architectures } from './manifest.mjs'

/** Of koffi, what Node loads; the rest is for building it. */
const LOADED = new Set(['.js', '.cjs', '.json'])

/** Lays out the files below `tree`, all of them of the time `epoch` (s). */
export async function layOut(tree, { root, manifest, arch, version, epoch }) {
  const { program, name, documents, links, native } = manifest
  const place = join(tree, 'usr/lib', program)
  packedProgram(root, manifest, place, version)
  if (native) koffi(root, join(place, 'node_modules'), arch)
  for (const { path, text } of await generated(root, manifest)) write(tree, path, text)
  const manual = join(root, 'packages', program, 'man')
  for (const page of readdirSync(manual))
    write(tree, `/usr/share/man/man${page.at(-1)}/${page}`, readFileSync(join(manual, page)))
  for (const [from, to] of Object.entries(documents))
    write(tree, `/usr/share/doc/${name}/${to}`, readFileSync(join(root, from)))
  write(tree, `/usr/share/doc/${name}/changelog`, changelog(manifest, version, epoch))
  for (const [link, target] of Object.entries(links)) {
    mkdirSync(dirname(join(tree, link)), { recursive: true })
    symlinkSync(target, join(tree, link))
  }
  normalize(tree, scriptOf(manifest), epoch)
}

const scriptOf = ({ program }) => `/usr/lib/${program}/bin/${program}.js`

/** What npm would publish. */
function packedProgram(root, { program, node }, place, version) {
  const folder = mkdtempSync(join(tmpdir(), 'hsflowd-package-'))
  try {
    const args = ['pack', '--json', '--loglevel=error', '--pack-destination', folder]
    const output = execFileSync('npm', args, { cwd: join(root, 'packages', program), encoding: 'utf8' })
    const [{ filename }] = JSON.parse(output)
    mkdirSync(place, { recursive: true })
    execFileSync('tar', [
      '-xzf',
      join(folder, filename),
      '-C',
      place,
      '--strip-components=1',
      '--no-same-owner',
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const own = join(place, 'package.json')
  writeFileSync(own, `${JSON.stringify({ ...JSON.parse(readFileSync(own, 'utf8')), version }, null, 2)}\n`)
  // Not the Node.js that somebody has in PATH.
  const script = join(place, `bin/${program}.js`)
  writeFileSync(script, readFileSync(script, 'utf8').replace(/^#!.*/, `#!${node}`))
  // They are elsewhere in a package.
  for (const file of [
    'man',
    'hsflowd.conf.sample',
    'docs',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'hsflowd.conf.schema.json',
  ])
    rmSync(join(place, file), { recursive: true, force: true })
}

function koffi(root, place, arch) {
  const names = architectures[arch]
  if (names === undefined)
    throw new Error(`no package is made for ${arch}; there is ${Object.keys(architectures).join(', ')}`)
  const binary = join(root, 'node_modules/@koromix', names.koffi)
  if (!existsDirectory(join(binary, names.binary)))
    throw new Error(`koffi's binary for ${arch} is not installed (npm ci --os=linux --cpu=${arch})`)
  const isLoaded = (file) => LOADED.has(extname(file)) && !/(?:cnoke|trampolines)\.cjs$/.test(file)
  copy(
    join(root, 'node_modules/koffi'),
    join(place, 'koffi'),
    (file) => isLoaded(file) || /LICENSE/.test(file),
    ['vendor', 'doc', 'lib'],
  )
  copy(binary, join(place, '@koromix', names.koffi), isLoaded)
  cpSync(join(binary, names.binary), join(place, '@koromix', names.koffi, names.binary), { recursive: true })
}

function copy(from, to, wanted, without = []) {
  for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name).slice(from.length + 1)
    if (!entry.isFile() || without.includes(file.split('/', 1)[0]) || !wanted(file)) continue
    mkdirSync(dirname(join(to, file)), { recursive: true })
    cpSync(join(from, file), join(to, file))
  }
}

/** deb-changelog(5). */
function changelog({ name, maintainer }, version, epoch) {
  const date = new Date(epoch * 1000).toUTCString().replace('GMT', '+0000')
  return `${name} (${version}) unstable; urgency=medium\n\n  * See CHANGELOG.md of the source.\n\n -- ${maintainer}  ${date}\n`
}

/** Calls the daemon's own code, which is TypeScript. */
async function generated(root, manifest) {
  const folder = mkdtempSync(join(tmpdir(), 'hsflowd-files-'))
  try {
    const outfile = join(folder, 'package-files.mjs')
    const entry = join(root, 'packages/hsflowd/src/install/package-files.ts')
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['@host-sflow/source'],
      // Loaded by libraries if they are there.
      external: ['koffi', 'dtrace-provider', 'mv', 'safe-json-stringify', 'moment', 'source-map-support'],
      logLevel: 'error',
      banner: { js: REQUIRE },
    })
    const { packageFiles } = await import(pathToFileURL(outfile).href)
    const { program, node, user } = manifest
    return packageFiles(program, { node, script: scriptOf(manifest) }, user)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const REQUIRE = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`

function write(tree, path, content) {
  const packed = path.startsWith('/usr/share/man/') || path.endsWith('/changelog')
  const file = join(tree, packed ? `${path}.gz` : path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, packed ? gzipSync(content, { level: 9 }) : content)
}

/** The same for whoever builds it, and whenever: modes and times. */
function normalize(tree, script, epoch) {
  for (const file of [tree, ...readdirSync(tree, { recursive: true }).map((name) => join(tree, name))]) {
    const stat = lstatSync(file)
    if (!stat.isSymbolicLink()) {
      const runs = stat.isDirectory() || file.endsWith(script)
      chmodSync(file, runs ? 0o755 : 0o644)
    }
    lutimesSync(file, epoch, epoch)
  }
}

function existsDirectory(path) {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
