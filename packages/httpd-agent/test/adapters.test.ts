// Routes and users of real frameworks, over HTTP/1.1 and HTTP/2, as a collector hears of them.
import { createAdaptorServer } from '@hono/node-server'
import { Router } from '@koa/router'
import express, { Router as ExpressRouter } from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { once } from 'node:events'
import { createServer } from 'node:http'
import http2 from 'node:http2'
import type { AddressInfo, Server } from 'node:net'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { openReceiver, type Receiver } from '../../../tools/rigs/receiver.ts'
import { sflow as forExpress } from '../src/adapters/express.ts'
import { sflow as forFastify } from '../src/adapters/fastify.ts'
import { sflow as forHono } from '../src/adapters/hono.ts'
import { sflow as forKoa } from '../src/adapters/koa.ts'
import { sflowHttp, type SflowHttpAgent, type SflowHttpOptions } from '../src/index.ts'
import { askHttp1, askHttp2, type Exchange } from './support/client.ts'
import { recordOf, streamsOf, type HttpRequest } from './support/collected.ts'
import { httpRequest } from '@host-sflow/sflow-encoder'

type Version = 1 | 2

let receiver: Receiver
let options: SflowHttpOptions
let agent: SflowHttpAgent

beforeAll(async () => {
  receiver = await openReceiver()
  options = {
    collectors: [`127.0.0.1:${receiver.port}`],
    agentAddress: '127.0.0.1',
    sampling: 1,
    polling: 1,
    uri: 'template',
    share: false,
  }
  agent = sflowHttp(options)
})
afterAll(() => agent.close())

const listener = (version: Version, handle: (request: never, response: never) => unknown): Server =>
  version === 1
    ? createServer((request, response) => void handle(request as never, response as never))
    : http2.createServer((request, response) => void handle(request as never, response as never))

const servers = {
  express() {
    const orders = ExpressRouter()
    orders.get('/:order', (_request, response) => void response.end('ok'))
    orders.get('/:order/fails', (_request, _response, next) => next(new Error('on purpose')))
    const app = express()
    app.use(forExpress(options))
    app.use((request, _response, next) => {
      Object.assign(request, { user: { username: 'anna' } })
      next()
    })
    app.use('/customers/:customer', orders)
    const failed: express.ErrorRequestHandler = (_error, _request, response, _next) => {
      response.status(503).end()
    }
    return createServer(app.use(failed))
  },
  async fastify(version: Version) {
    const handlers: ((request: never, response: never) => unknown)[] = []
    const serverFactory = (handle: never): never => {
      handlers.push(handle)
      return listener(version, handle) as never
    }
    const app = fastify({ serverFactory })
    onTestFinished(() => app.close())
    await app.register(forFastify, options)
    app.addHook('preHandler', (request, _reply, done) => {
      Object.assign(request, { user: { username: 'anna' } })
      done()
    })
    app.register(
      (inner, _options, done) => {
        inner.get('/:order', () => Promise.resolve('ok'))
        inner.get('/:order/fails', (_request, reply) => reply.code(503).send())
        done()
      },
      { prefix: '/customers/:customer' },
    )
    await app.ready()
    return app.server
  },
  koa(version: Version) {
    const orders = new Router({ prefix: '/customers/:customer' })
    orders.get('/:order', (ctx) => void (ctx.body = 'ok'))
    orders.get('/:order/fails', (ctx) => ctx.throw(503))
    const app = new Koa()
    app.silent = true
    app.use(forKoa(options))
    app.use((ctx, next) => {
      ctx.state['user'] = { username: 'anna' }
      return next()
    })
    return listener(version, app.use(orders.routes()).callback())
  },
  hono(version: Version) {
    const orders = new Hono()
    orders.get('/:order', (c) => c.text('ok'))
    orders.get('/:order/fails', (c) => c.text('', 503))
    const app = new Hono<{ Variables: { user: object } }>()
    app.use(forHono(options))
    app.use((c, next) => {
      c.set('user', { username: 'anna' })
      return next()
    })
    app.route('/customers/:customer', orders)
    return version === 1
      ? createAdaptorServer({ fetch: app.fetch })
      : createAdaptorServer({ fetch: app.fetch, createServer: http2.createServer })
  },
}

/** The samples of a port, once there are so many. */
const samplesOf = (port: number, count: number): Promise<HttpRequest[]> =>
  receiver.until(`${count} samples of ${port}`, () => {
    const source = streamsOf(receiver.received).get(`127.0.0.1/${port}`)?.sources.get(`3:${port}`)
    const samples = source?.flows.flatMap((flow) => recordOf(flow, httpRequest) ?? []) ?? []
    return samples.length >= count && samples
  })

it.concurrent.each([
  ['express', 1],
  ['fastify', 1],
  ['fastify', 2],
  ['koa', 1],
  ['koa', 2],
  ['hono', 1],
  ['hono', 2],
] as const)('%s over HTTP/%i', async (framework, version) => {
  const server = await servers[framework](version)
  onTestFinished(() => void server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const ask = (path: string): Promise<Exchange> =>
    (version === 1 ? askHttp1 : askHttp2)(`http://127.0.0.1:${port}${path}`, {})

  await ask('/customers/42/7')
  await ask('/customers/42/7/fails')
  await ask('/nowhere')
  const samples = await samplesOf(port, 3)
  const template = '/customers/:customer/:order'
  expect(samples.map(({ uri, status, authuser }) => [uri, status, authuser])).toEqual([
    [template, 200, 'anna'],
    [`${template}/fails`, 503, 'anna'],
    ['/nowhere', 404, 'anna'],
  ])
  expect(samples.map(({ protocol }) => protocol)).toEqual(Array(3).fill(version === 1 ? 1001 : 2000))
})
