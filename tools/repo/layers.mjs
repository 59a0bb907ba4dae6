// The house has floors (CONTRIBUTING.md): a package may use those below it, never its neighbours.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { root } from './lib.mjs'

const scope = '@host-sflow/'

/** The floor of each package, the lowest first, and what it may use. */
const floors = [
  ['sflow-encoder', 'linux-net', 'libvirt'],
  ['config-share'],
  ['agent-runtime'],
  ['hsflowd', 'sflowovsd', 'java-agent-bridge', 'httpd-agent', 'memcached-agent'],
  ['sflow'],
]
const floorOf = new Map(floors.flatMap((names, floor) => names.map((name) => [name, floor])))

/** Compares dependencies in package.json, TypeScript references and imports with the floors and with each other. */
export async function checkLayers() {
  const problems = packageFolders().flatMap(checkPackage)
  return { code: problems.length === 0 ? 0 : 1, output: problems.join('\n') }
}

function packageFolders() {
  return [
    ...readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name)),
    join(root, 'tools/sflow'),
  ]
}

function checkPackage(folder) {
  const {
    name,
    dependencies: installed = {},
    optionalDependencies = {},
    devDependencies = {},
  } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  // What a bundle holds is a devDependency: who installs the package needs none of it.
  const dependencies = { ...installed, ...optionalDependencies, ...devDependencies }
  const own = name.slice(scope.length)
  const where = relative(root, folder)
  const problems = []
  if (!floorOf.has(own)) return [`${where}: "${own}" has no floor in tools/repo/layers.mjs`]
  const declared = new Set(Object.keys(dependencies).filter(isOurs).map(bare))
  for (const other of declared)
    if (!(floorOf.get(other) < floorOf.get(own)))
      problems.push(`${where}/package.json: "${other}" is not below "${own}"`)
  if (own === 'sflow-encoder' && Object.keys(dependencies).length > 0)
    problems.push(`${where}: sflow-encoder has no dependency`)
  const referenced = referencesOf(folder)
  for (const other of symmetricDifference(declared, referenced))
    problems.push(`${where}: package.json dependencies and TypeScript references disagree on "${other}"`)
  const imported = importsOf(join(folder, 'src'))
  for (const [specifier, file] of imported) {
    if (specifier.startsWith('.')) {
      const target = join(dirname(file), specifier)
      // What tests of several packages use is in tools/rigs.
      const isRig = isTest(file) && !relative(join(root, 'tools/rigs'), target).startsWith('..')
      if (relative(folder, target).startsWith('..') && !isRig)
        problems.push(`${relative(root, file)}: reaches out of its package: ${specifier}`)
    } else if (specifier.startsWith('node:')) {
      if (own === 'sflow-encoder' && !isTest(file))
        problems.push(`${relative(root, file)}: sflow-encoder does no I/O: ${specifier}`)
    } else {
      const used = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/')
      if (!isTest(file) && !Object.hasOwn(dependencies, used))
        problems.push(`${relative(root, file)}: "${used}" is not a dependency of ${name}`)
    }
  }
  const used = new Set(imported.filter(([s, file]) => isOurs(s) && !isTest(file)).map(([s]) => bare(s)))
  for (const other of declared)
    if (!used.has(other)) problems.push(`${where}/package.json: "${other}" is never imported`)
  return problems
}

const isOurs = (specifier) => specifier.startsWith(scope)
const bare = (specifier) => specifier.slice(scope.length).split('/')[0]
const isTest = (file) => /\.test(-helper)?\.ts$/.test(file)

function referencesOf(folder) {
  const { references = [] } = JSON.parse(readFileSync(join(folder, 'tsconfig.json'), 'utf8'))
  return new Set(references.map(({ path }) => basename(path)))
}

// Prettier puts the specifier of a static import or export at the end of its line.
const IMPORT =
  /(?:^import|^export \*.* from|^(?:import|export|\}).* from) '([\w@./:-]+)'$|\bimport\('([\w@./:-]+)'\)/gm

function importsOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .flatMap((entry) => {
      const file = join(entry.parentPath ?? entry.path, entry.name)
      const source = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
      return [...source.matchAll(IMPORT)].map((match) => [match[1] ?? match[2], file])
    })
}

function symmetricDifference(a, b) {
  return [...a].filter((x) => !b.has(x)).concat([...b].filter((x) => !a.has(x)))
}
