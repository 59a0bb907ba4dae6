import { createRequire } from 'node:module'
import express, { type RequestHandler } from 'express'
import { describe, expect, it } from 'vitest'
import { serve, type Ask } from './ask.test-helper.ts'
import { sflow } from './express.ts'

const express4 = createRequire(import.meta.url)('express4') as typeof express

// Only what the adapter tells: no agent.
const middleware = (): RequestHandler => sflow({ enabled: false })
const answer: RequestHandler = (_request, response) => void response.end('ok')

describe.each([
  ['5', express],
  ['4', express4],
])('Express %s', (version, create) => {
  function application(): Promise<Ask> {
    const app = create()
    app.use(middleware())
    app.get('/users/:id', answer)
    app.post('/users', answer)
    app.get(['/a', '/b/:x'], answer)
    app.get(/^\/item-(\d+)$/, answer)
    app.get('/fails/:id', () => {
      throw new Error('on purpose')
    })
    app.get('/passes/:id', (_request, _response, next) => next())

    const orders = create.Router({ mergeParams: true })
    orders.get('/', answer)
    orders.get('/:order', answer)
    orders.get('/:order/fails', (_request, _response, next) => next(new Error('on purpose')))
    const customers = create.Router()
    customers.use('/:customer/orders', orders)
    app.use('/customers', (_request, _response, next) => next(), customers)
    app.use('/v1/:v1', orders)

    const admin = create()
    admin.get('/jobs/:job', answer)
    app.use('/admin', admin)
    // Another router at the same place goes first, and takes nothing.
    app.use('/shop', create.Router().get('/nothing', answer))
    app.use('/:area', create.Router().get('/lists/:list', answer))
    app.use('/static', answer)
    const failed: express.ErrorRequestHandler = (_error, _request, response, _next) => {
      response.status(503).end()
    }
    app.use(failed)
    return serve(app)
  }

  it.each([
    ['GET /users/42?x=1', 200, '/users/:id'],
    ['HEAD /users/42', 200, '/users/:id'],
    ['POST /users', 200, '/users'],
    ['GET /a', 200, '/a|/b/:x'],
    ['GET /item-7', 200, String.raw`/^\/item-(\d+)$/`],
    ['GET /fails/1', 503, '/fails/:id'],
    ['GET /passes/1', 404, '/passes/:id'],
    ['GET /customers/42/orders', 200, '/customers/:customer/orders'],
    ['GET /customers/42/orders/42', 200, '/customers/:customer/orders/:order'],
    ['GET /customers/a%20b/orders/1', 200, '/customers/:customer/orders/:order'],
    ['GET /customers/1/orders/2/fails', 503, '/customers/:customer/orders/:order/fails'],
    ['GET /v1/v1/5', 200, '/v1/:v1/:order'],
    ['GET /admin/jobs/3', 200, '/admin/jobs/:job'],
    ['GET /shop/lists/9', 200, '/:area/lists/:list'],
    ['GET /static/x.css', 200, undefined],
    ['GET /nowhere', 404, undefined],
    ['PUT /users', 404, undefined],
    ['GET /users/%ff', 503, undefined],
  ])('%s: %i, %s', async (request, status, template) => {
    const ask = await application()
    expect(await ask(request)).toEqual({ status, template, user: undefined })
  })

  it('tells wildcards of mounts by their name', async () => {
    const app = create().use(middleware())
    const files = create.Router().get('/raw', answer)
    app.use(version === '4' ? '/files/*' : '/files/{*path}/x', files)
    const ask = await serve(app)
    const { template } = await ask(version === '4' ? 'GET /files/a/b/raw' : 'GET /files/a/b/x/raw')
    // The wildcard of Express 4 takes all, and its router sees nothing of it.
    expect(template).toBe(version === '4' ? undefined : '/files/*path/x/raw')
  })

  it('tells the user that was found after it', async () => {
    const app = create().use(middleware())
    app.use((request, _response, next) => {
      Object.assign(request, { user: { username: 'anna', email: 'anna@example.com' } })
      next()
    })
    app.get('/', answer)
    const ask = await serve(app)
    expect(await ask('GET /')).toEqual({ status: 200, template: '/', user: 'anna' })
  })

  it('leaves route and params as they are', async () => {
    const app = create().use(middleware())
    app.get('/users/:id', (request, response) => {
      const { params, route } = { ...request } as { params: object; route: { path: string } }
      response.json([request.params.id, Object.keys(params), route.path, request.route === route])
    })
    const ask = await serve(app)
    expect((await ask('GET /users/1')).status).toBe(200)
  })
})

it('passes on what is not sampled, as it is', () => {
  const request = Object.freeze({})
  let passed = 0
  sflow({ enabled: false })(request, {}, () => (passed += 1))
  expect(passed).toBe(1)
})
